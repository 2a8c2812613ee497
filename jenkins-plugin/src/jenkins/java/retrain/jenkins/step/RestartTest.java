package retrain.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A run outlives the controller, and does not outlive its build's abort. */
class RestartTest {
    /** Half a minute of training, or so. */
    private static final int LONG = 60_000;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TempDir
    static Path folder;

    @Test
    void shouldGoOnAfterARestart() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun build = started(jenkins);
            jenkins.waitForMessage("train: ", build);
        });
        sessions.then(jenkins -> {
            WorkflowRun build = lastBuild(jenkins);
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
            jenkins.assertLogContains("came to PROMOTED 1", build);
            assertThat(build.getLog().split("Report: ", -1)).as("one run").hasSize(2);
        });
    }

    @Test
    void shouldStopTheProcessWhenTheBuildIsAborted() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun build = started(jenkins);
            jenkins.waitForMessage("train: ", build);
            build.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
            jenkins.assertLogContains("Stopped.", build);
            jenkins.assertLogContains("run=", build);
        });
    }

    private static WorkflowRun started(JenkinsRule jenkins) throws Exception {
        Bench.install(folder);
        jenkins.createOnlineSlave(Label.get("agent"));
        WorkflowJob job = Bench.job(LONG, "at-least: 0.5", """
                def r = retrainRun(runner: 'built')
                echo "came to ${r.outcome} ${r.version}"
                """);
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun lastBuild(JenkinsRule jenkins) {
        return jenkins.jenkins.getAllItems(WorkflowJob.class).get(0).getLastBuild();
    }
}
