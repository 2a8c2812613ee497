package retrain.infra;

import java.util.Locale;

/** The names of what a pipeline of SageMaker works with, as they are in the account of the spec's role. */
final class PipelineNames {
    private static final String REGION = "${AWS::Region}";

    private final Plan plan;
    private final String partition;
    private final String account;

    PipelineNames(Plan plan) {
        String[] role = plan.spec().aws().role().orElseThrow().split(":", -1);
        this.plan = plan;
        this.partition = role[1];
        this.account = role[4];
    }

    /** {@return the region that the spec names, else what CloudFormation, or whoever makes the pipeline, puts in its place} */
    private String region() {
        return plan.spec().aws().region().orElse(REGION);
    }

    /** {@return whether nothing is to be put into its place any more} */
    boolean isWhole() {
        return plan.spec().aws().region().isPresent();
    }

    /** {@return the ARN of a function of the stack} */
    String function(String id) {
        return arn("lambda", "function:" + plan.name(id.toLowerCase(Locale.ROOT)));
    }

    /** {@return the ARN of the pipeline} */
    String pipeline() {
        return arn("sagemaker", "pipeline/" + plan.stack());
    }

    private String arn(String service, String resource) {
        return String.join(":", "arn", partition, service, region(), account, resource);
    }

    /** {@return the address of the queue of approvals} */
    String queue() {
        String domain = partition.equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com";
        return "https://sqs." + region() + "." + domain + "/" + account + "/" + plan.name("approvals");
    }
}
