package retrain.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of builds that 'infra' writes, carried out as CodeBuild and GitHub carry them out, on the sample without its profile. */
@NullUnmarked // what is missing in a map of YAML fails the test
class BuildsIT {
    private static final String BUILDSPEC = "models/late/infra/buildspec.yml";
    private static final Map<String, String> EMBEDDED = Map.of("RETRAIN_PROFILE", "");
    private static final Map<String, String> PUSH =
            Map.of("github.event_name", "push", "github.run_id", "41", "github.repository", "me/models");

    @TempDir
    Path folder;

    private SampleProject project;
    private BuildMachine machine;
    private Path workflow;

    /** A repository of several models, of which this is one. */
    private void checkout(String set) throws IOException {
        Path root = Files.createDirectories(folder.resolve("checkout"));
        Files.createDirectories(root.resolve(".git"));
        project = SampleProject.small(Files.createDirectories(root.resolve("models/late")));
        MavenRun run = project.maven(
                "retrain:infra",
                "-Dretrain.profile=aws",
                "-Dretrain.set=infra.codepipeline.connection=arn:aws:codeconnections:us-east-1:123456789012:connection/1a,"
                        + "infra.codepipeline.repository=me/models,infra.github.repository=me/models,infra.github.forks=true"
                        + set);
        assertThat(run.exit()).as(run.output()).isZero();
        machine = BuildMachine.of(folder, root);
        workflow = root.resolve(".github/workflows/retrain-flight-delay.yml");
    }

    private CodeBuildRun codeBuild(String... variables) throws IOException {
        return CodeBuildRun.of(machine, BUILDSPEC, with(EMBEDDED, variables));
    }

    private static Map<String, String> with(Map<String, String> first, String... pairs) {
        Map<String, String> all = new HashMap<>(first);
        for (int i = 0; i < pairs.length; i += 2) {
            all.put(pairs[i], pairs[i + 1]);
        }
        return all;
    }

    @Test
    void shouldRetrainInCodeBuildAndGoOnWhenItIsTriedAgain() throws IOException {
        checkout("");

        CodeBuildRun tested = CodeBuildRun.of(machine, "models/late/infra/buildspec-test.yml", Map.of());
        assertThat(tested.succeeded()).as(tested.output()).isTrue();

        CodeBuildRun first = codeBuild("RETRAIN_CAUSE", "code", "RETRAIN_BUILD", "codepipeline-1");
        assertThat(first.succeeded()).as(first.output()).isTrue();
        assertThat(first.exported()).containsEntry("RETRAIN_OUTCOME", "PROMOTED");
        String run = first.exported().get("RETRAIN_RUN");
        assertThat(first.output()).contains("Run " + run + " of");
        assertThat(first.reported("gates")).containsExactly("gates.xml");
        assertThat(first.artifacts()).containsExactly("report.html", "report.md", "result.json", "gates.xml");
        assertThat(machine.objects()).containsExactly(Map.entry("my-bucket/retrain/work/builds/codepipeline-1", run));

        CodeBuildRun again = codeBuild("RETRAIN_CAUSE", "code", "RETRAIN_BUILD", "codepipeline-1");
        assertThat(again.succeeded()).as(again.output()).isTrue();
        assertThat(again.output()).contains("Goes on with run " + run);
        assertThat(again.exported()).containsEntry("RETRAIN_RUN", run);

        CodeBuildRun nothingNew = codeBuild("RETRAIN_CAUSE", "data", "RETRAIN_BUILD", "codepipeline-2");
        assertThat(nothingNew.succeeded()).as(nothingNew.output()).isTrue();
        assertThat(nothingNew.exported()).containsEntry("RETRAIN_OUTCOME", "NOT_DUE");

        project.replace("at-least: 0.5", "at-least: 0.99");
        project.replace("rounds: 10", "rounds: 9");
        CodeBuildRun rejected = codeBuild("RETRAIN_BUILD", "codepipeline-3");
        assertThat(rejected.succeeded()).as(rejected.output()).isFalse();
        assertThat(rejected.exported()).containsEntry("RETRAIN_OUTCOME", "REJECTED");
        assertThat(rejected.reported("gates")).containsExactly("gates.xml");
    }

    @Test
    void shouldPromoteInCodeBuildWhatWasApproved() throws IOException {
        checkout(",infra.codepipeline.approval=true");

        CodeBuildRun candidate = codeBuild("RETRAIN_CAUSE", "code");
        assertThat(candidate.succeeded()).as(candidate.output()).isTrue();
        assertThat(candidate.exported())
                .as("so CodePipeline asks for an approval")
                .containsEntry("RETRAIN_OUTCOME", "HELD");
        assertThat(project.folder().resolve("deployed")).doesNotExist();

        CodeBuildRun promoted = CodeBuildRun.of(
                machine,
                "models/late/infra/buildspec-promote.yml",
                with(EMBEDDED, "RETRAIN_CANDIDATE", candidate.exported().get("RETRAIN_RUN")));
        assertThat(promoted.succeeded()).as(promoted.output()).isTrue();
        assertThat(promoted.output()).contains("PROMOTED: ");
    }

    @Test
    void shouldRetrainInGithubAndJudgeRequests() throws IOException {
        checkout("");
        assertThat(ActionsRun.begun(workflow, PUSH)).containsExactly("retrain");

        ActionsRun pushed = ActionsRun.of(machine, workflow, "retrain", PUSH, EMBEDDED);
        assertThat(pushed.succeeded()).as(pushed.output()).isTrue();
        assertThat(pushed.outputs()).containsEntry("steps.retrain.outputs.RETRAIN_OUTCOME", "PROMOTED");
        assertThat(pushed.summary()).contains("flight-delay");
        assertThat(machine.objects()).containsKey("my-bucket/retrain/work/builds/github-41");

        Map<String, String> clock = with(PUSH, "github.event_name", "schedule", "github.run_id", "42");
        ActionsRun looked = ActionsRun.of(machine, workflow, "retrain", clock, EMBEDDED);
        assertThat(looked.succeeded()).as(looked.output()).isTrue();
        assertThat(looked.outputs()).containsEntry("steps.retrain.outputs.RETRAIN_OUTCOME", "NOT_DUE");

        project.replace("eta: 0.1", "eta: 0.000001");
        Map<String, String> own = request("me/models");
        assertThat(ActionsRun.begun(workflow, own)).containsExactly("request");
        ActionsRun judged = ActionsRun.of(machine, workflow, "request", own, EMBEDDED);
        assertThat(judged.succeeded()).as(judged.output()).isFalse();
        assertThat(judged.output()).containsPattern("::warning title=auc not-worse-than champion[^:]*::auc ");
    }

    /** It says in its own spec that it is good enough; that of the branch says no. */
    @Test
    void shouldJudgeForksByTheSpecOfTheBranch() throws IOException {
        checkout("");
        Path target = machine.checkout().resolve(".retrain-target/models/late");
        Files.createDirectories(target);
        String spec = Files.readString(project.folder().resolve("retrain.yaml"));
        Files.writeString(target.resolve("retrain.yaml"), spec.replace("at-least: 0.5", "at-least: 0.99"));
        Map<String, String> event = request("stranger/models");
        assertThat(ActionsRun.begun(workflow, event)).containsExactly("fork");

        ActionsRun judged = ActionsRun.of(machine, workflow, "fork", event, Map.of());

        assertThat(judged.succeeded()).as(judged.output()).isFalse();
        assertThat(judged.output()).containsPattern("::warning title=auc at-least 0.99::auc [0-9.]+ is below");
        assertThat(judged.actions())
                .as("the branch's spec is checked out, and no role is taken")
                .anySatisfy(action ->
                        assertThat(action.toString()).contains(".retrain-target", "github.event.pull_request.base.sha"))
                .noneSatisfy(action -> assertThat(action.toString()).contains("credentials@"));
        assertThat(project.folder().resolve(".retrain"))
                .as("the store of the branch")
                .doesNotExist();
        assertThat(project.folder().resolve(".retrain-untrusted-7")).isDirectory();
        assertThat(machine.objects()).isEmpty();
    }

    private static Map<String, String> request(String from) {
        return with(
                PUSH,
                "github.run_id",
                "43",
                "github.event_name",
                "pull_request",
                "github.event.pull_request.number",
                "7",
                "github.event.pull_request.head.repo.full_name",
                from);
    }
}
