package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.Command;

/** Reads the spec and the sources' names and reports every mistake at once, without running anything. */
public final class ValidateStep extends RetrainStep {
    @DataBoundConstructor
    public ValidateStep() {
        super(Command.VALIDATE);
    }

    /** The step {@code retrainValidate}. */
    @Extension
    @Symbol("retrainValidate")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.VALIDATE);
        }
    }
}
