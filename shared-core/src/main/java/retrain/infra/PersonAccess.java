package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.infra.Role.Statement;

/** What somebody needs who runs the commands, with no stack that does so: all that a build needs, and the looks and removals of validate and clean. */
final class PersonAccess {
    static final String ID = "Person";

    private final Plan plan;

    PersonAccess(Plan plan) {
        this.plan = plan;
    }

    /** {@return all of it, as a role that no part of a stack has} */
    Role role() {
        List<Statement> all = new ArrayList<>(new BuildAccess(plan).retrain(true));
        all.addAll(bucket());
        plan.endpoint().ifPresent(endpoint -> all.addAll(endpoint(endpoint)));
        return new Role(Ids.role(ID), Optional.empty(), List.of(), "Runs the commands of Retrain.", all);
    }

    private List<Statement> bucket() {
        return List.of(
                Statement.of(
                        "Bucket",
                        "Validate looks how the bucket of the store is kept; clean looks for uploads that were never finished.",
                        List.of(Arn.bucket(plan.storeBucket())),
                        "s3:GetEncryptionConfiguration",
                        "s3:GetBucketPublicAccessBlock",
                        "s3:GetBucketVersioning",
                        "s3:ListBucketMultipartUploads"),
                Statement.of(
                        "Clean",
                        "Clean removes files of jobs that no run needs.",
                        List.of(Arn.below(plan.work())),
                        "s3:DeleteObject"));
    }

    private static List<Statement> endpoint(String endpoint) {
        return List.of(
                Statement.of(
                        "Idle",
                        "Clean names an endpoint that nobody calls; this action knows no resources.",
                        List.of("*"),
                        "cloudwatch:GetMetricStatistics"),
                Statement.of(
                        "IdleConfig",
                        "And what it costs, by its instances.",
                        ServingAccess.things(endpoint, "-v*", "endpoint-config"),
                        "sagemaker:DescribeEndpointConfig"));
    }
}
