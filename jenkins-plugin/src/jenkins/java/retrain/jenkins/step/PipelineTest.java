package retrain.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import retrain.jenkins.page.RetrainAction;

/** Steps in a real Pipeline, on an agent, with the runner of the default build. */
@WithJenkins
class PipelineTest {
    @TempDir
    static Path folder;

    private JenkinsRule jenkins;

    @BeforeEach
    void makeAnAgent(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Bench.install(folder);
        rule.createOnlineSlave(Label.get("agent"));
    }

    @Test
    void shouldReturnAResultThatASandboxedScriptCanRead() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(Bench.job(5, "at-least: 0.5", """
                def r = retrainRun(runner: 'built')
                echo "came to ${r.outcome} ${r.version} ${r.metrics.auc > 0.5} ${r.gates[0].verdict} ${r.promoted}"
                echo "again ${retrainRun(runner: 'built').outcome}"
                """));

        jenkins.assertLogContains("came to PROMOTED 1 true PASSED true", build);
        jenkins.assertLogContains("again UNCHANGED", build);
        assertThat(build.getAction(RetrainAction.class).getResults()).hasSize(2);
        assertThat(build.getArtifacts()).extracting(Object::toString).anyMatch(name -> name.endsWith("report.html"));
    }

    @Test
    void shouldFailWhenTheCandidateIsRejectedAndBeUnstableWhenToldToWarn() throws Exception {
        WorkflowRun failed = jenkins.buildAndAssertStatus(
                Result.FAILURE, Bench.job(5, "at-least: 0.999", "retrainRun(runner: 'built')"));
        WorkflowRun warned = jenkins.buildAndAssertStatus(
                Result.UNSTABLE,
                Bench.job(5, "at-least: 0.999", "echo retrainRun(runner: 'built', onReject: 'warn').outcome"));

        jenkins.assertLogContains("REJECTED", failed);
        jenkins.assertLogContains("REJECTED", warned);
    }

    @Test
    void shouldSayAllMistakesOfASpec() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertStatus(
                Result.FAILURE, Bench.job(5, "at-last: 0.5, slices: 3", "retrainValidate(runner: 'built')"));

        jenkins.assertLogContains("at-last", build);
        jenkins.assertLogContains("retrain.yaml", build);
        jenkins.assertLogNotContains("at retrain.", build);
    }

    @Test
    void shouldWaitOutsideOfANodeForARunThatGoesOn() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(Bench.job(5, "at-least: 0.5", """
                started = retrainRun(runner: 'built', wait: false)
                echo started.outcome
                }
                echo "came to ${retrainAwait(started).outcome}"
                node('agent') {"""));

        jenkins.assertLogContains("STARTED", build);
        jenkins.assertLogContains("came to PROMOTED", build);
    }

    @Test
    void shouldKeepWhatIsWrittenInTheForm() throws Exception {
        RunStep step = new RunStep();
        step.setProfile("aws");
        step.setOnReject("warn");
        step.setWait(false);

        RunStep again = new StepConfigTester(jenkins).configRoundTrip(step);

        assertThat(List.of(again.getProfile(), again.getOnReject(), again.isWait(), again.isDryRun()))
                .isEqualTo(List.of("aws", "warn", false, false));
    }
}
