package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.InvalidInput;

@NullUnmarked // what is missing in a map of JSON fails the test
class DeliveryTest {
    private static final String[] CODEPIPELINE = {
        "infra.codepipeline.connection=arn:aws:codeconnections:us-east-1:123456789012:connection/1a2b",
        "infra.codepipeline.repository=me/flights"
    };
    private static final String GITHUB = "infra.github.repository=me/flights";

    @TempDir
    Path folder;

    static Plan plan(String... overrides) {
        List<String> all = new ArrayList<>(List.of(CODEPIPELINE));
        all.add(GITHUB);
        all.addAll(List.of(overrides));
        return Plans.flights(all.toArray(String[]::new));
    }

    private static String content(Plan plan, String name) {
        return Delivery.files(plan).stream()
                .filter(f -> f.path().endsWith(name))
                .findFirst()
                .orElseThrow()
                .content();
    }

    private static Map<?, ?> yaml(Plan plan, String name) {
        return new org.yaml.snakeyaml.Yaml().load(content(plan, name));
    }

    private static Object at(Object tree, Object... path) {
        Object at = tree;
        for (Object key : path) {
            at = key instanceof Integer i ? ((List<?>) at).get(i) : ((Map<?, ?>) at).get(key);
        }
        return at;
    }

    @Test
    void shouldWriteNothingUnlessTheSpecAsksForBuilds() {
        assertThat(Delivery.files(Plans.flights())).isEmpty();
    }

    @Test
    void shouldWriteTheSameFilesAgain() {
        assertThat(Delivery.files(plan())).isEqualTo(Delivery.files(plan()));
    }

    @Test
    void shouldPutTheWorkflowWhereGithubLooksForIt() {
        assertThat(Delivery.files(plan()))
                .extracting(GeneratedFile::path)
                .contains("../../.github/workflows/retrain-flight-delay.yml", "infra/buildspec.yml", "infra/build.sh");
        assertThat(at(yaml(plan(), "retrain-flight-delay.yml"), true, "push", "paths", 0))
                .as("only its own folder concerns it")
                .isEqualTo("samples/flight-delay/**");
    }

    @Test
    void shouldTakeTheFolderInTheRepositoryFromTheSpec() {
        Plan plan = plan("infra.folder=models/late", "infra.out=out/aws");

        assertThat(content(plan, "build.sh")).contains("/../..\"");
        assertThat(content(plan, "buildspec.yml")).contains("bash models/late/out/aws/build.sh run branch");
    }

    @Test
    void shouldTakeTheRootWithoutARepository() throws IOException {
        Plan plan = Plans.of(folder, SPEC);

        assertThat(Delivery.files(plan))
                .extracting(GeneratedFile::path)
                .containsExactly("infra/build.sh", ".github/workflows/retrain-churn.yml");
        assertThat(content(plan, "retrain-churn.yml"))
                .contains("bash infra/build.sh test")
                .doesNotContain("paths:");
    }

    @Test
    void shouldRefuseNamesThatShellsReadDifferently() throws IOException {
        Files.createDirectory(folder.resolve(".git"));
        Path strange = Files.createDirectory(folder.resolve("my $(models)"));

        assertThatThrownBy(() -> Delivery.files(Plans.of(strange, SPEC)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("my $(models)");
    }

    @Test
    void shouldRetrainByTheClockInItsZone() {
        Plan plan = plan(
                "triggers.schedule.cron=30 2 L * ?", "triggers.schedule.zone=Europe/Berlin", "triggers.age=30 days");

        assertThat(at(yaml(plan, "retrain-flight-delay.yml"), true, "schedule", 0))
                .isEqualTo(Map.of("cron", "30 2 28-31 * *", "timezone", "Europe/Berlin"));
        assertThat(at(yaml(plan, "retrain-flight-delay.yml"), true, "schedule", 1, "cron")
                        .toString())
                .as("age is looked at once a day")
                .matches("[0-9]+ 4 \\* \\* \\*");
    }

    @Test
    void shouldHoldTheCandidateUntilSomebodyApproves() {
        Plan plan = plan("infra.codepipeline.approval=true", "infra.github.environment=production");

        assertThat(content(plan, "buildspec.yml"))
                .contains("run pull-request/candidate if-due")
                .doesNotContain("branch");
        assertThat(content(plan, "buildspec-promote.yml")).contains("promote \"$RETRAIN_CANDIDATE\"");
        assertThat(at(yaml(plan, "retrain-flight-delay.yml"), "jobs", "promote", "environment"))
                .isEqualTo("production");
    }

    @Test
    void shouldGiveForksNoToken() {
        Map<?, ?> workflow = yaml(plan("infra.github.forks=true"), "retrain-flight-delay.yml");

        assertThat(at(workflow, "permissions")).isEqualTo(Map.of("contents", "read"));
        assertThat(at(workflow, "jobs", "fork", "permissions")).isNull();
        assertThat(at(workflow, "jobs", "fork").toString()).doesNotContain("role-to-assume");
        assertThat(at(workflow, "jobs", "request", "permissions", "id-token")).isEqualTo("write");
    }

    @Test
    void shouldRefuseToBuildForksByASpecThatNeedsAws() {
        assertThatThrownBy(() -> Delivery.files(Plans.of(folder, SPEC + "    forks: true\n")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("forks", "profile");
    }

    private static Map<String, Object> properties(Plan plan, String id) {
        return Delivery.of(plan).stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow()
                .properties();
    }

    private static List<String> actions(Plan plan, String id) {
        return Delivery.roles(plan).stream()
                .filter(r -> r.id().equals(Ids.role(id)))
                .findFirst()
                .orElseThrow()
                .actions();
    }

    @Test
    void shouldBeBegunByCodeOrDataOrBoth() {
        String by = "infra.codepipeline.by=";

        assertThat(Delivery.of(plan(by + "code"))).extracting(Resource::id).doesNotContain(Ids.BUILD_DATA);
        assertThat(properties(plan(by + "code"), Ids.BUILDS)).containsKey("Triggers");
        assertThat(properties(plan(by + "data"), Ids.BUILDS)).doesNotContainKey("Triggers");
        assertThat(properties(plan(by + "both"), Ids.BUILDS)).containsKey("Triggers");
        Object pattern = properties(plan(by + "both"), Ids.BUILD_DATA).get("EventPattern");
        assertThat(at(pattern, "detail", "object", "key", 0)).isEqualTo(Map.of("wildcard", "flights/flights-*.csv.gz"));
    }

    @Test
    void shouldAskForAnApprovalOnlyIfThereIsACandidate() {
        Plan plan = plan("infra.codepipeline.approval=true");
        Object promote = at(properties(plan, Ids.BUILDS), "Stages", 3);

        assertThat(at(promote, "BeforeEntry", "Conditions", 0, "Result")).isEqualTo("SKIP");
        assertThat(at(promote, "BeforeEntry", "Conditions", 0, "Rules", 0, "Configuration"))
                .isEqualTo(Map.of("Variable", "#{Retrain.RETRAIN_OUTCOME}", "Value", "HELD", "Operator", "EQ"));
        assertThat(at(promote, "Actions", 0, "ActionTypeId", "Provider")).isEqualTo("Manual");
        assertThat(at(promote, "Actions", 1, "Configuration", "EnvironmentVariables")
                        .toString())
                .contains("#{Retrain.RETRAIN_RUN}");
        assertThat((List<?>) properties(plan(), Ids.BUILDS).get("Stages")).hasSize(3);
    }

    /** The variables that stages hand on are those that the build exports. */
    @Test
    void shouldReadOnlyVariablesThatAreExported() {
        Plan plan = plan("infra.codepipeline.approval=true");
        List<?> exported = (List<?>) at(yaml(plan, "buildspec.yml"), "env", "exported-variables");

        Matcher read = Pattern.compile("#\\{Retrain\\.(\\w+)}")
                .matcher(properties(plan, Ids.BUILDS).toString());
        assertThat(read.results().map(found -> found.group(1)).distinct().toList())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(exported.toString()).contains(name));
    }

    @Test
    void shouldLetOneBuildAtATimePromote() {
        Plan plan = plan("infra.codepipeline.approval=true");

        assertThat(properties(plan, Ids.BUILD_RETRAIN)).containsEntry("ConcurrentBuildLimit", 1);
        assertThat(properties(plan, Ids.BUILD_PROMOTE)).containsEntry("ConcurrentBuildLimit", 1);
        assertThat(properties(plan, Ids.BUILD_TEST)).doesNotContainKey("ConcurrentBuildLimit");
    }

    @Test
    void shouldLetOnlyThatDeployWhichPromotes() {
        String deploys = "sagemaker:UpdateEndpoint";
        Plan atOnce = plan();
        Plan approved = plan(
                "infra.codepipeline.approval=true",
                "infra.codepipeline.pull-requests=true",
                "infra.github.environment=production");

        assertThat(actions(atOnce, Ids.BUILD_RETRAIN)).contains(deploys, "sagemaker:CreateTrainingJob", "iam:PassRole");
        assertThat(actions(atOnce, Ids.GITHUB_RETRAIN)).contains(deploys);
        assertThat(actions(approved, Ids.BUILD_PROMOTE))
                .contains(deploys)
                .doesNotContain("sagemaker:CreateTrainingJob");
        assertThat(actions(approved, Ids.GITHUB_PROMOTE)).contains(deploys);
        for (String judges : List.of(Ids.BUILD_RETRAIN, Ids.BUILD_REQUEST, Ids.GITHUB_RETRAIN, Ids.GITHUB_REQUEST)) {
            assertThat(actions(approved, judges))
                    .contains("sagemaker:CreateTrainingJob")
                    .doesNotContain(deploys);
        }
        assertThat(actions(approved, Ids.BUILD_TEST))
                .as("code under test has no rights but its own lines and what stages hand on")
                .allMatch(action -> action.startsWith("logs:") || action.startsWith("s3:"));
    }

    @Test
    void shouldAllowNothingOnEverything() {
        Delivery.roles(plan("infra.codepipeline.approval=true", "infra.codepipeline.pull-requests=true"))
                .forEach(role -> assertThat(role.statements()).as(role.id()).allSatisfy(s -> {
                    assertThat(s.actions()).noneMatch(action -> action.contains("*"));
                    assertThat(s.resources().contains("*")
                                    && s.actions().stream().anyMatch(a -> a.startsWith("s3:")))
                            .isFalse();
                }));
    }

    @Test
    void shouldTellStatementsOfARoleApart() {
        for (Plan plan : plans()) {
            Delivery.roles(plan)
                    .forEach(role -> assertThat(role.statements())
                            .extracting(Role.Statement::sid)
                            .as(role.id())
                            .doesNotHaveDuplicates());
        }
    }

    @Test
    void shouldTrustOnlyTheBranchTheRequestsAndTheEnvironment() {
        Plan plan = plan("infra.github.environment=production", "infra.github.subject=repo:me@1/flights@2");

        assertThat(subject(plan, Ids.GITHUB_RETRAIN)).isEqualTo("repo:me@1/flights@2:ref:refs/heads/main");
        assertThat(subject(plan, Ids.GITHUB_REQUEST)).isEqualTo("repo:me@1/flights@2:pull_request");
        assertThat(subject(plan, Ids.GITHUB_PROMOTE)).isEqualTo("repo:me@1/flights@2:environment:production");
        assertThat(subject(plan(), Ids.GITHUB_RETRAIN)).isEqualTo("repo:me/flights:ref:refs/heads/main");
    }

    private static Object subject(Plan plan, String id) {
        return at(
                properties(plan, Ids.role(id)),
                "AssumeRolePolicyDocument",
                "Statement",
                0,
                "Condition",
                "StringEquals",
                "token.actions.githubusercontent.com:sub");
    }

    @Test
    void shouldNotMakeTheProviderThatTheAccountHas() {
        String arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

        assertThat(Delivery.of(plan())).extracting(Resource::id).contains(Ids.GITHUB);
        assertThat(Delivery.of(plan("infra.github.provider=" + arn)))
                .extracting(Resource::id)
                .doesNotContain(Ids.GITHUB);
    }

    @Test
    void shouldNameTheRolesThatTheWorkflowTakes() {
        Plan plan = plan("infra.github.environment=production");
        String workflow = content(plan, "retrain-flight-delay.yml");

        for (String id : List.of(Ids.GITHUB_RETRAIN, Ids.GITHUB_REQUEST, Ids.GITHUB_PROMOTE)) {
            Map<String, Object> role = properties(plan, Ids.role(id));
            assertThat(workflow)
                    .contains("role-to-assume: arn:aws:iam::123456789012:role/" + role.get("RoleName") + "\n");
            assertThat(role).containsEntry("MaxSessionDuration", 21600);
        }
        assertThat(workflow).contains("role-duration-seconds: 21600");
    }

    @Test
    void shouldBuildRequestsOfForksOnlyAfterSomebodyLooked() {
        Plan plan = plan("infra.codepipeline.pull-requests=true", "infra.codepipeline.branch=release/1.0");

        assertThat(at(properties(plan, Ids.BUILD_REQUEST), "Triggers", "PullRequestBuildPolicy"))
                .isEqualTo(Map.of("RequiresCommentApproval", "FORK_PULL_REQUESTS"));
        assertThat(at(properties(plan, Ids.BUILD_REQUEST), "Triggers", "FilterGroups")
                        .toString())
                .contains("^refs/heads/release/1\\.0$", "^samples/flight-delay/");
    }

    /** What a build leaves in its cache must not come into one that promotes. */
    @Test
    void shouldShareNoCache() {
        Plan plan = plan("infra.codepipeline.approval=true", "infra.codepipeline.pull-requests=true");

        assertThat(Delivery.of(plan))
                .filteredOn(r -> r.type().equals("AWS::CodeBuild::Project"))
                .extracting(r -> r.properties().get("Cache"))
                .hasSize(4)
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldPassTheLinterOfWorkflows() throws Exception {
        for (Plan plan : plans()) {
            Linter.accept("retrain.actionlint", folder, written(plan, "retrain-flight-delay.yml"));
        }
    }

    @Test
    void shouldFitTheSchemaOfWorkflows() throws Exception {
        for (Plan plan : plans()) {
            Linter.accept(
                    "retrain.check-jsonschema",
                    folder,
                    "--builtin-schema",
                    "custom.github-workflows-require-timeout",
                    written(plan, "retrain-flight-delay.yml"));
        }
    }

    @Test
    void shouldPassTheParserOfTheShell() throws Exception {
        for (Plan plan : plans()) {
            Process bash = new ProcessBuilder("bash", "-n", written(plan, "build.sh"))
                    .directory(folder.toFile())
                    .start();
            assertThat(bash.waitFor()).isZero();
        }
    }

    static List<Plan> plans() {
        return List.of(
                plan(),
                plan(
                        "infra.buckets.key=true",
                        "aws.subnets=[subnet-1a2b3c4d]",
                        "aws.security-groups=[sg-1a2b3c4d]",
                        "infra.codepipeline.vpc=vpc-1a2b3c4d",
                        "infra.codepipeline.approval=true",
                        "infra.codepipeline.pull-requests=true",
                        "infra.codepipeline.by=both",
                        "infra.codepipeline.on-reject=warn",
                        "infra.approval.within=1 day",
                        "infra.github.environment=production",
                        "infra.github.forks=true",
                        "infra.github.on-reject=warn",
                        "infra.look-every=6 hours",
                        "triggers.schedule.cron=0 2 * * MON"));
    }

    private String written(Plan plan, String name) throws IOException {
        return Files.writeString(folder.resolve(name), content(plan, name)).toString();
    }

    private static final String SPEC = """
            model: churn
            task: binary
            target: churned
            store: s3://bucket/retrain
            data: {sources: {customers: s3://bucket/customers.csv}}
            train: {xgboost: {rounds: 5}}
            gates: [{metric: auc, at-least: 0.5}]
            promote: {endpoint: {instance: ml.m5.large}}
            aws: {role: 'arn:aws:iam::123456789012:role/retrain-jobs'}
            infra:
              github:
                repository: me/churn
            """;
}
