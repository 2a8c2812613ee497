package retrain.jenkins.step;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.jenkins.Texts;
import retrain.jenkins.result.RunResult;

/** Waits for a run that was started with {@code wait: false}; needs no node, and holds no executor. */
public final class AwaitStep extends Step {
    private final String run;

    /** @param run what the start returned, or its id */
    @DataBoundConstructor
    public AwaitStep(String run) {
        this.run = run;
    }

    public String getRun() {
        return run;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new AwaitExecution(context, run.strip());
    }

    /** The step {@code retrainAwait}. */
    @Extension
    @Symbol("retrainAwait")
    public static final class DescriptorImpl extends StepDescriptor implements CustomDescribableModel {
        @Override
        public String getFunctionName() {
            return "retrainAwait";
        }

        @Override
        public String getDisplayName() {
            return Texts.of("await.name");
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        /** Takes the result of the start as well as its id. */
        @Override
        public Map<String, Object> customInstantiate(Map<String, Object> arguments) {
            Map<String, Object> plain = new HashMap<>(arguments);
            plain.computeIfPresent("run", (key, value) -> value instanceof RunResult result ? result.getId() : value);
            return plain;
        }

        @Override
        public String argumentsToString(Map<String, Object> arguments) {
            Object run = arguments.get("run");
            return run instanceof RunResult result ? result.getId() : String.valueOf(run);
        }
    }
}
