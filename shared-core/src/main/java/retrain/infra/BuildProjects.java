package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.spec.AwsSpec;
import retrain.spec.InfraSpec.CodePipelineSpec;
import retrain.spec.Span;

/** The projects of CodeBuild, each with its group of logs and, where gates decide, its group of reports. */
final class BuildProjects {
    /** Amazon Linux 2023 with Corretto 17 and Maven 3.9: the newest that CodeBuild keeps up to date. */
    private static final String IMAGE = "aws/codebuild/amazonlinux-x86_64-standard:6.0";

    /** Minutes that a build may wait for the one before: as long as CodeBuild lets it. */
    private static final int QUEUED = 480;

    /** Minutes of a build that does not retrain. */
    private static final int SHORT = 60;

    private final Plan plan;
    private final CodePipelineSpec spec;
    private final Checkout checkout;

    BuildProjects(Plan plan, CodePipelineSpec spec) {
        this.plan = plan;
        this.spec = spec;
        this.checkout = Checkout.of(plan);
    }

    /** A project: its id, the end of its name, its file, whether gates decide in it, whether one at a time may run. */
    private record Kind(String id, String name, String file, String what, boolean judges, boolean alone) {}

    private static final Kind TEST = new Kind(
            Ids.BUILD_TEST,
            "test",
            Buildspec.TEST,
            "Builds the code and tests it, without rights in the account.",
            false,
            false);
    private static final Kind RETRAIN = new Kind(
            Ids.BUILD_RETRAIN,
            "retrain",
            Buildspec.RUN,
            "Retrains, and promotes what nobody must approve.",
            true,
            true);
    private static final Kind PROMOTE =
            new Kind(Ids.BUILD_PROMOTE, "promote", Buildspec.PROMOTE, "Promotes what was approved.", false, true);
    private static final Kind REQUEST = new Kind(
            Ids.BUILD_REQUEST, "request", Buildspec.REQUEST, "Judges pull requests; it cannot deploy.", true, false);

    List<Resource> of() {
        List<Resource> all = new ArrayList<>();
        for (Kind kind : kinds()) {
            all.add(logs(kind));
            if (kind.judges()) {
                all.add(reports(kind));
            }
            all.add(project(kind));
        }
        return all;
    }

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>(List.of(TEST, RETRAIN));
        if (spec.approval()) {
            kinds.add(PROMOTE);
        }
        if (spec.pullRequests()) {
            kinds.add(REQUEST);
        }
        return kinds;
    }

    /** {@return the name of the group of logs of a project} */
    static String logGroup(Plan plan, String name) {
        return "/aws/codebuild/" + plan.name(name);
    }

    private Resource logs(Kind kind) {
        return Logs.group(plan, Ids.logs(kind.id()), "The lines of its builds.", logGroup(plan, kind.name()));
    }

    /** {@return the name of the group of reports, as CodeBuild makes it of the project's and the one in the buildspec} */
    static String reportGroup(Plan plan, String name) {
        return plan.name(name) + "-" + Buildspec.GATES;
    }

    private Resource reports(Kind kind) {
        return new Resource(
                kind.id() + "Reports",
                "AWS::CodeBuild::ReportGroup",
                "A gate is a test case.",
                Cfn.map(
                        "Name",
                        reportGroup(plan, kind.name()),
                        "Type",
                        "TEST",
                        "DeleteReports",
                        true,
                        "ExportConfig",
                        Cfn.map("ExportConfigType", "NO_EXPORT")));
    }

    private Resource project(Kind kind) {
        boolean webhook = kind.equals(REQUEST);
        return new Resource(
                kind.id(),
                "AWS::CodeBuild::Project",
                kind.what(),
                Cfn.map(
                        "Name", plan.name(kind.name()),
                        "Description", kind.what(),
                        "ServiceRole", Cfn.arn(Ids.role(kind.id())),
                        "Source", webhook ? repository(kind) : source("CODEPIPELINE", kind),
                        "Artifacts", webhook ? kept() : Cfn.map("Type", "CODEPIPELINE"),
                        "Environment", environment(),
                        "Cache", cache(kind),
                        "LogsConfig", logsConfig(kind),
                        "EncryptionKey", Encryption.arn(plan),
                        "TimeoutInMinutes", kind.equals(RETRAIN) || webhook ? minutes() : SHORT,
                        "QueuedTimeoutInMinutes", QUEUED,
                        "ConcurrentBuildLimit", kind.alone() ? Optional.of(1) : Optional.empty(),
                        "VpcConfig", vpc(),
                        "Triggers", webhook ? Optional.of(requests()) : Optional.empty()));
    }

    private Map<String, Object> source(String type, Kind kind) {
        return Cfn.map("Type", type, "BuildSpec", checkout.written(kind.file()));
    }

    private Map<String, Object> repository(Kind kind) {
        Map<String, Object> source = source("GITHUB", kind);
        source.putAll(Cfn.map(
                "Location",
                "https://github.com/" + spec.repository() + ".git",
                "GitCloneDepth",
                1,
                "ReportBuildStatus",
                true,
                "BuildStatusConfig",
                Cfn.map("Context", "retrain / " + plan.spec().model()),
                "Auth",
                Cfn.map("Type", "CODECONNECTIONS", "Resource", spec.connection())));
        return source;
    }

    private static Map<String, Object> kept() {
        return Cfn.map(
                "Type", "S3",
                "Location", Cfn.ref(Ids.BUILD_BUCKET),
                "Path", "requests",
                "NamespaceType", "BUILD_ID",
                "Packaging", "ZIP",
                "Name", "report.zip");
    }

    /** Requests of the own repository begin a build at once, those of forks after a maintainer has looked at them. */
    private Map<String, Object> requests() {
        List<Object> filters = new ArrayList<>(List.of(
                filter("EVENT", "PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED, PULL_REQUEST_REOPENED"),
                filter("BASE_REF", "^refs/heads/" + literal(spec.branch()) + "$")));
        if (!checkout.folder().isEmpty()) {
            filters.add(filter("FILE_PATH", "^" + literal(checkout.folder()) + "/"));
        }
        return Cfn.map(
                "Webhook", true,
                "FilterGroups", List.of(filters),
                "PullRequestBuildPolicy", Cfn.map("RequiresCommentApproval", "FORK_PULL_REQUESTS"));
    }

    private static Map<String, Object> filter(String type, String pattern) {
        return Cfn.map("Type", type, "Pattern", pattern);
    }

    private static String literal(String text) {
        return text.replaceAll("([.+*?()\\[\\]{}|^$\\\\])", "\\\\$1");
    }

    private Map<String, Object> environment() {
        return Cfn.map(
                "Type",
                "LINUX_CONTAINER",
                "Image",
                IMAGE,
                "ComputeType",
                spec.compute(),
                "ImagePullCredentialsType",
                "CODEBUILD",
                "PrivilegedMode",
                false,
                "EnvironmentVariables",
                List.of(Cfn.map(
                        "Name", "RETRAIN_ON_REJECT",
                        "Type", "PLAINTEXT",
                        "Value", BuildScript.word(spec.onReject()))));
    }

    /** A project has a cache of its own: what a pull request leaves there must not come into a build that promotes. */
    private static Map<String, Object> cache(Kind kind) {
        return Cfn.map("Type", "S3", "Location", Cfn.sub("${" + Ids.BUILD_BUCKET + "}/cache/" + kind.name()));
    }

    private static Map<String, Object> logsConfig(Kind kind) {
        return Cfn.map("CloudWatchLogs", Cfn.map("Status", "ENABLED", "GroupName", Cfn.ref(Ids.logs(kind.id()))));
    }

    private int minutes() {
        return (int) Math.min(2160, Math.max(5, Span.of(spec.maxTime()).length().toMinutes()));
    }

    private Optional<Map<String, Object>> vpc() {
        AwsSpec aws = plan.spec().aws();
        return spec.vpc()
                .map(vpc -> Cfn.map(
                        "VpcId", vpc,
                        "Subnets", aws.subnets(),
                        "SecurityGroupIds", aws.securityGroups()));
    }
}
