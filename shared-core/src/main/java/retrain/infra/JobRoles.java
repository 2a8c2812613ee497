package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.infra.Role.Statement;
import retrain.spec.EndpointSpec;
import retrain.spec.EndpointSpec.CaptureSpec;
import retrain.spec.GlueSpec;
import retrain.spec.InfraSpec.RowsSpec;
import retrain.spec.PrepareSpec;
import retrain.spec.ProcessingSpec;
import retrain.spec.SageMakerScoreSpec;
import retrain.spec.SageMakerTrainSpec;

/** The roles of the jobs and endpoints themselves. */
final class JobRoles {
    static final String SAGEMAKER = "sagemaker.amazonaws.com";
    static final String GLUE = "glue.amazonaws.com";

    private final Plan plan;
    private final Access access;

    JobRoles(Plan plan) {
        this.plan = plan;
        this.access = new Access(plan);
    }

    /** The role of SageMaker's jobs, models and endpoints; of the job of Glue as well, if the spec names no other. */
    Optional<Role> jobs() {
        if (!usesSageMaker() && !sharesWithGlue()) {
            return Optional.empty();
        }
        List<String> services = new ArrayList<>();
        List<Statement> all = new ArrayList<>(places());
        if (usesSageMaker()) {
            services.add(SAGEMAKER);
            all.addAll(sagemaker());
        }
        if (sharesWithGlue()) {
            services.add(GLUE);
            all.addAll(glueOwn());
        }
        if (plan.infra().rows().isPresent()) {
            all.addAll(rows());
        } else if (isProcessing() || sharesWithGlue()) {
            all.addAll(access.sourcesOfJobs());
        }
        all.addAll(access.key("kms:CreateGrant", "kms:DescribeKey"));
        all.addAll(access.jobNetwork());
        return Optional.of(new Role(
                Ids.JOB_ROLE,
                path(plan.spec().aws().role()),
                services,
                "What jobs, models and endpoints run as.",
                all));
    }

    /** The role of the job of Glue, if the spec names one for it alone. */
    Optional<Role> glue() {
        if (generated().isEmpty() || sharesWithGlue()) {
            return Optional.empty();
        }
        List<Statement> all = new ArrayList<>(places());
        all.addAll(glueOwn());
        all.addAll(access.sourcesOfJobs());
        all.addAll(access.key());
        return Optional.of(new Role(
                Ids.role("Glue"), path(generated().orElseThrow().role()), GLUE, "What the job of Glue runs as.", all));
    }

    /** What the function would need whose work a job does, and the function's code, which has the spec. */
    private List<Statement> rows() {
        List<Statement> all = new ArrayList<>(new FunctionRoles(plan).rows());
        all.addAll(new FunctionRoles(plan).journeys());
        Object itself =
                Arn.global("iam", "role/" + path(plan.spec().aws().role()).orElseThrow());
        all.replaceAll(s -> s.resources().contains(Cfn.arn(Ids.JOB_ROLE)) ? s.on(itself) : s);
        all.add(Statement.of(
                "Code",
                "The spec comes with the code of the functions.",
                List.of(Cfn.sub("arn:${AWS::Partition}:s3:::${" + Ids.CODE_BUCKET + "}/${" + Ids.CODE_KEY + "}")),
                "s3:GetObject"));
        all.add(Statement.of(
                "CodeList",
                "SageMaker finds an input by a list.",
                List.of(Cfn.sub("arn:${AWS::Partition}:s3:::${" + Ids.CODE_BUCKET + "}")),
                "s3:ListBucket"));
        return all;
    }

    /** {@return the job of Glue that is made of a SELECT} */
    private Optional<GlueSpec> generated() {
        return plan.spec()
                .data()
                .prepare()
                .flatMap(PrepareSpec::glue)
                .filter(g -> g.job().isEmpty());
    }

    /** {@return the id of the role that the job of Glue runs as} */
    static String glueRole(Plan plan) {
        return new JobRoles(plan).sharesWithGlue() ? Ids.JOB_ROLE : Ids.role("Glue");
    }

    private boolean sharesWithGlue() {
        return generated()
                .filter(g ->
                        g.role().isEmpty() || g.role().equals(plan.spec().aws().role()))
                .isPresent();
    }

    private boolean isProcessing() {
        return plan.spec().data().prepare().flatMap(PrepareSpec::processing).isPresent();
    }

    private boolean usesSageMaker() {
        return isProcessing()
                || plan.infra().rows().isPresent()
                || plan.spec().train().sagemaker().isPresent()
                || plan.spec().evaluate().sagemaker().isPresent()
                || plan.spec().promote().endpoint().isPresent();
    }

    /** {@return path and name in the ARN of a role} */
    private static Optional<String> path(Optional<String> arn) {
        return arn.map(a -> a.replaceFirst(".*:role/", ""));
    }

    private List<Statement> places() {
        return List.of(
                Statement.of(
                        "Work",
                        "Rows, code and models are read from the work folder; models, scores and checkpoints are written to it.",
                        List.of(Arn.below(plan.work())),
                        generated().isPresent()
                                ? new String[] {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}
                                : new String[] {"s3:GetObject", "s3:PutObject"}),
                Statement.of(
                                "WorkList",
                                "The files of an input are found by lists.",
                                List.of(Arn.bucket(plan.work().bucket())),
                                "s3:ListBucket")
                        .when("StringLike", "s3:prefix", prefix()));
    }

    private String prefix() {
        return plan.work().key().isEmpty() ? "*" : plan.work().key() + "/*";
    }

    private List<Statement> sagemaker() {
        List<Statement> all = new ArrayList<>();
        capture()
                .ifPresent(to -> all.add(Statement.of(
                        "Capture",
                        "The endpoint keeps requests and answers there.",
                        List.of(Arn.below(to)),
                        "s3:PutObject")));
        all.add(Statement.of(
                "Lines",
                "The lines of jobs and endpoints go to CloudWatch Logs.",
                List.of(Arn.logGroup("/aws/sagemaker/*")),
                "logs:CreateLogGroup",
                "logs:DescribeLogStreams"));
        all.add(Statement.of(
                "LineStreams",
                "Each machine has a stream of its own.",
                List.of(Arn.stream("/aws/sagemaker/*", "*")),
                "logs:CreateLogStream",
                "logs:PutLogEvents"));
        all.add(Statement.of(
                        "Metrics",
                        "Metrics of jobs and machines are told; this action knows no resources, but the namespace.",
                        List.of("*"),
                        "cloudwatch:PutMetricData")
                .when("StringLike", "cloudwatch:namespace", List.of("/aws/sagemaker/*", "aws/sagemaker/*")));
        all.add(Statement.of(
                "Registry",
                "The container's registry is entered; this action knows no resources.",
                List.of("*"),
                "ecr:GetAuthorizationToken"));
        all.add(Statement.of(
                "Images",
                "The containers are fetched.",
                repositories(),
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer"));
        return all;
    }

    private Optional<S3Name> capture() {
        return plan.spec()
                .promote()
                .endpoint()
                .flatMap(EndpointSpec::dataCapture)
                .flatMap(CaptureSpec::to)
                .map(S3Name::of);
    }

    /** {@return the repositories of the spec's images; SageMaker's own XGBoost is in an account of each region} */
    private List<Object> repositories() {
        List<Object> named = images().flatMap(image -> Arn.repository(image).stream())
                .distinct()
                .toList();
        boolean own = plan.spec().train().script().isEmpty();
        List<Object> all = new ArrayList<>(named);
        if (own || all.isEmpty()) {
            all.add(Cfn.sub("arn:${AWS::Partition}:ecr:${AWS::Region}:*:repository/sagemaker-xgboost"));
        }
        return all;
    }

    private Stream<String> images() {
        Optional<String> processing =
                plan.spec().data().prepare().flatMap(PrepareSpec::processing).map(ProcessingSpec::image);
        Optional<String> training = plan.spec().train().sagemaker().flatMap(SageMakerTrainSpec::image);
        Optional<String> scoring = plan.spec().evaluate().sagemaker().flatMap(SageMakerScoreSpec::image);
        Optional<String> serving = plan.spec().promote().endpoint().flatMap(EndpointSpec::image);
        Optional<String> rows = plan.infra().rows().map(RowsSpec::image);
        return Stream.of(processing, training, scoring, serving, rows).flatMap(Optional::stream);
    }

    private List<Statement> glueOwn() {
        List<Statement> all = new ArrayList<>(
                access.connections(generated().map(GlueSpec::connections).orElse(List.of())));
        all.add(glueLines());
        return all;
    }

    private static Statement glueLines() {
        return Statement.of(
                "GlueLines",
                "The lines of the job of Glue go to CloudWatch Logs.",
                List.of(Arn.logGroup("/aws-glue/*"), Arn.stream("/aws-glue/*", "*")),
                "logs:CreateLogGroup",
                "logs:CreateLogStream",
                "logs:PutLogEvents");
    }
}
