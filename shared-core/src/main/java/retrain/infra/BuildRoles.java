package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.infra.Role.Statement;
import retrain.spec.InfraSpec.By;
import retrain.spec.InfraSpec.CodePipelineSpec;

/** The roles of CodePipeline, of its projects of CodeBuild, and of the rule that begins it. */
final class BuildRoles {
    private static final String CODEBUILD = "codebuild.amazonaws.com";

    private final Plan plan;
    private final CodePipelineSpec spec;
    private final BuildAccess access;

    BuildRoles(Plan plan, CodePipelineSpec spec) {
        this.plan = plan;
        this.spec = spec;
        this.access = new BuildAccess(plan);
    }

    List<Role> of() {
        List<Role> roles = new ArrayList<>(List.of(pipeline()));
        roles.add(project(Ids.BUILD_TEST, "Builds the code and tests it.", List.of()));
        roles.add(project(
                Ids.BUILD_RETRAIN,
                spec.approval() ? "Retrains; it cannot deploy." : "Retrains, and deploys what passed its gates.",
                with(reports("retrain"), access.retrain(!spec.approval()))));
        if (spec.approval()) {
            roles.add(project(Ids.BUILD_PROMOTE, "Deploys what was approved.", access.promote()));
        }
        if (spec.pullRequests()) {
            roles.add(project(
                    Ids.BUILD_REQUEST,
                    "Judges pull requests; it cannot deploy.",
                    with(
                            reports("request"),
                            with(
                                    connection("UseConnection", "GetConnection", "GetConnectionToken"),
                                    access.retrain(false)))));
        }
        if (spec.by() != By.CODE) {
            roles.add(rule());
        }
        return roles;
    }

    private static List<Statement> with(Statement first, List<Statement> others) {
        List<Statement> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    private Role pipeline() {
        List<Object> projects = new ArrayList<>(List.of(Cfn.arn(Ids.BUILD_TEST), Cfn.arn(Ids.BUILD_RETRAIN)));
        if (spec.approval()) {
            projects.add(Cfn.arn(Ids.BUILD_PROMOTE));
        }
        List<Statement> all = new ArrayList<>(List.of(connection("UseConnection")));
        all.addAll(bucket());
        all.add(Statement.of(
                "Builds",
                "Each stage is a build, which is awaited.",
                projects,
                "codebuild:StartBuild",
                "codebuild:BatchGetBuilds"));
        if (spec.approval()) {
            all.add(Statement.of("Ask", "Whoever may approve is asked.", List.of(Cfn.ref(Ids.TOPIC)), "sns:Publish"));
        }
        all.addAll(key());
        return new Role(
                Ids.role(Ids.BUILDS),
                Optional.empty(),
                "codepipeline.amazonaws.com",
                "Fetches the code and begins the builds.",
                all);
    }

    /** The service has two names, and a connection that of its time. */
    private Statement connection(String... actions) {
        String service =
                spec.connection().contains(":codestar-connections:") ? "codestar-connections" : "codeconnections";
        return Statement.of(
                "Connection",
                "The code is fetched through the connection.",
                List.of(spec.connection()),
                Stream.of(actions).map(action -> service + ":" + action).toArray(String[]::new));
    }

    private static List<Statement> bucket() {
        return List.of(
                Statement.of(
                        "Handed",
                        "What stages hand on, and what builds keep for the next one.",
                        List.of(Cfn.sub("${" + Ids.BUILD_BUCKET + ".Arn}/*")),
                        "s3:GetObject",
                        "s3:GetObjectVersion",
                        "s3:PutObject"),
                Statement.of(
                        "Bucket",
                        "It is looked whose bucket it is, and where.",
                        List.of(Cfn.arn(Ids.BUILD_BUCKET)),
                        "s3:GetBucketAcl",
                        "s3:GetBucketLocation",
                        "s3:GetBucketVersioning"));
    }

    private List<Statement> key() {
        return new Access(plan)
                .key("What builds hand on is encrypted with this key.", List.of("kms:Decrypt", "kms:GenerateDataKey"));
    }

    private Role project(String id, String purpose, List<Statement> work) {
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                "Logs",
                "The lines of builds go to a group of their own.",
                List.of(Cfn.arn(Ids.logs(id))),
                "logs:CreateLogStream",
                "logs:PutLogEvents"));
        all.addAll(bucket());
        all.addAll(network());
        all.addAll(work);
        if (work.stream().noneMatch(s -> s.sid().equals("Key"))) {
            all.addAll(key());
        }
        return new Role(Ids.role(id), Optional.empty(), CODEBUILD, purpose, all);
    }

    /** CodeBuild asks for the group even if it is there. */
    private Statement reports(String name) {
        return Statement.of(
                "Reports",
                "The gates are reported as tests.",
                List.of(Arn.of("codebuild", "report-group/" + BuildProjects.reportGroup(plan, name))),
                "codebuild:CreateReportGroup",
                "codebuild:CreateReport",
                "codebuild:UpdateReport",
                "codebuild:BatchPutTestCases");
    }

    /** What CodeBuild's guide asks for in a VPC. */
    private List<Statement> network() {
        if (spec.vpc().isEmpty()) {
            return List.of();
        }
        List<Statement> all = new ArrayList<>(new Access(plan).buildNetwork());
        all.add(Statement.of(
                        "NetworkPermission",
                        "CodeBuild may use the interface.",
                        List.of(Arn.of("ec2", "network-interface/*")),
                        "ec2:CreateNetworkInterfacePermission")
                .when("StringEquals", "ec2:AuthorizedService", CODEBUILD));
        return all;
    }

    private Role rule() {
        return new Role(
                Ids.role(Ids.BUILD_DATA),
                Optional.empty(),
                "events.amazonaws.com",
                "Begins the pipeline of builds when data are new.",
                List.of(Statement.of(
                        "Begin",
                        "It begins executions.",
                        List.of(Arn.of("codepipeline", plan.name("builds"))),
                        "codepipeline:StartPipelineExecution")));
    }
}
