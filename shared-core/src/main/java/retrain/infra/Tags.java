package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tags of the spec, and the model's name, on all that takes tags. */
final class Tags {
    /** Types that have none in CloudFormation. */
    private static final Set<String> WITHOUT = Set.of(
            "AWS::Lambda::Version",
            "AWS::Lambda::Alias",
            "AWS::Lambda::Permission",
            "AWS::Lambda::LayerVersion",
            "AWS::SQS::QueuePolicy",
            "AWS::SNS::TopicPolicy",
            "AWS::SNS::Subscription",
            "AWS::S3::BucketPolicy",
            "AWS::KMS::Alias",
            "AWS::IAM::Policy",
            "AWS::Scheduler::Schedule",
            "AWS::CloudWatch::Dashboard",
            "AWS::CodePipeline::Webhook",
            "AWS::Glue::Database");

    private Tags() {}

    static Resource on(Resource resource, Plan plan) {
        if (WITHOUT.contains(resource.type())) {
            return resource;
        }
        Map<String, Object> properties = new LinkedHashMap<>(resource.properties());
        properties.put(resource.type().equals("AWS::Budgets::Budget") ? "ResourceTags" : "Tags", list(plan));
        return new Resource(resource.id(), resource.type(), resource.comment(), properties, resource.attributes());
    }

    /** {@return the tags as most types have them} */
    private static List<Object> list(Plan plan) {
        List<Object> list = new ArrayList<>();
        of(plan).forEach((key, value) -> list.add(Cfn.map("Key", key, "Value", value)));
        return list;
    }

    static Map<String, String> of(Plan plan) {
        Map<String, String> tags = new LinkedHashMap<>(plan.spec().aws().tags());
        tags.put("retrain:model", plan.spec().model());
        return tags;
    }
}
