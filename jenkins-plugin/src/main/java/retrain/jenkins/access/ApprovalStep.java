package retrain.jenkins.access;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.jenkins.Texts;

/**
 * Waits until somebody who may promote approves, and says why. The promotions of the build that follow need no other permission, and who and why stand
 * in the audit chain. Holds no executor outside of a node.
 */
public final class ApprovalStep extends Step {
    private @Nullable String run;
    private @Nullable String message;
    private @Nullable String submitter;

    @DataBoundConstructor
    public ApprovalStep() {}

    public @Nullable String getRun() {
        return run;
    }

    @DataBoundSetter
    public void setRun(@Nullable String run) {
        this.run = filled(run);
    }

    public @Nullable String getMessage() {
        return message;
    }

    @DataBoundSetter
    public void setMessage(@Nullable String message) {
        this.message = filled(message);
    }

    public @Nullable String getSubmitter() {
        return submitter;
    }

    @DataBoundSetter
    public void setSubmitter(@Nullable String submitter) {
        this.submitter = filled(submitter);
    }

    private static @Nullable String filled(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    @Override
    public StepExecution start(StepContext context) {
        return new ApprovalExecution(context, run, message, submitter);
    }

    /** The step {@code retrainApproval}. */
    @Extension
    @Symbol("retrainApproval")
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "retrainApproval";
        }

        @Override
        public String getDisplayName() {
            return Texts.of("approval.step");
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
