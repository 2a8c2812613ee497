package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The topic that tells how executions end and what fails, and who is told by mail. */
final class Notices {
    private Notices() {}

    static List<Resource> of(Plan plan) {
        List<Resource> resources = new ArrayList<>();
        resources.add(topic(plan));
        resources.add(policy());
        for (String address : plan.infra().mail()) {
            resources.add(new Resource(
                    Ids.named("Mail", address),
                    "AWS::SNS::Subscription",
                    "Somebody who is told; they must confirm it once, by a link that is sent to them.",
                    Cfn.map("TopicArn", Cfn.ref(Ids.TOPIC), "Protocol", "email", "Endpoint", address)));
        }
        return resources;
    }

    /** AWS's own key for topics does not let alarms and rules use it, so without another key it is not encrypted. */
    private static Resource topic(Plan plan) {
        Optional<Object> key = Encryption.key(plan);
        return new Resource(
                Ids.TOPIC,
                "AWS::SNS::Topic",
                "Tells how executions end, and what fails.",
                Cfn.map("TopicName", plan.name("notices"), "DisplayName", "Retrain", "KmsMasterKeyId", key),
                key.isPresent()
                        ? Map.of()
                        : Checks.skip(Map.of(
                                "CKV_AWS_26",
                                "alarms and rules cannot publish to a topic under AWS's own key: name one in 'aws.kms-key', or have it made by"
                                        + " 'infra.buckets.key'")));
    }

    private static Resource policy() {
        return new Resource(
                Ids.TOPIC + "Policy",
                "AWS::SNS::TopicPolicy",
                "Rules, alarms and the budget of this account publish to it.",
                Cfn.map(
                        "Topics", List.of(Cfn.ref(Ids.TOPIC)),
                        "PolicyDocument",
                                Policies.document(
                                        Policies.allow(
                                                "Services",
                                                Cfn.map(
                                                        "Service",
                                                        List.of(
                                                                "events.amazonaws.com",
                                                                "cloudwatch.amazonaws.com",
                                                                "budgets.amazonaws.com")),
                                                List.of("sns:Publish"),
                                                Cfn.ref(Ids.TOPIC),
                                                Policies.ofAccount()),
                                        unencrypted())));
    }

    /** SNS takes no action with a star. */
    private static Map<String, Object> unencrypted() {
        Map<String, Object> statement = Policies.encryptedOnly("sns", Cfn.ref(Ids.TOPIC));
        statement.put("Action", "sns:Publish");
        return statement;
    }
}
