package retrain.jenkins.page;

import hudson.FilePath;
import hudson.model.Run;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.result.RunResult;

/** What a build keeps of its commands. */
public final class BuildResults {
    private BuildResults() {}

    public static void add(Run<?, ?> build, RunResult result, @Nullable FilePath out, StepContext context) {}
}
