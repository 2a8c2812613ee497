package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.Command;

/** Makes the dataset snapshot. */
public final class PrepareStep extends RetrainStep {
    @DataBoundConstructor
    public PrepareStep() {
        super(Command.PREPARE);
    }

    /** The step {@code retrainPrepare}. */
    @Extension
    @Symbol("retrainPrepare")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.PREPARE);
        }
    }
}
