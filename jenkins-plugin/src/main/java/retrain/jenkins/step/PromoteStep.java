package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.Command;

/** Registers and promotes the candidate if the gates pass, after all stages before; with 'run', the candidate of that run. */
public final class PromoteStep extends RetrainStep {
    @DataBoundConstructor
    public PromoteStep() {
        super(Command.PROMOTE);
    }

    /** The step {@code retrainPromote}. */
    @Extension
    @Symbol("retrainPromote")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.PROMOTE);
        }
    }
}
