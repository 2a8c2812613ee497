package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.InvalidInput;

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

    @Test
    void shouldPassTheLinterOfCloudFormation() throws Exception {
        for (Plan plan : plans()) {
            Files.writeString(
                    folder.resolve("template.yaml"), Template.file(plan).content());
            Linter.accept("retrain.cfn-lint", folder, "template.yaml");
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
            data: {sources: {customers: customers.csv}}
            train: {xgboost: {rounds: 5}}
            gates: [{metric: auc, at-least: 0.5}]
            infra:
              github:
                repository: me/churn
            """;
}
