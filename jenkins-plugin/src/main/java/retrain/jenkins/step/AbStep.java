package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.Command;

/** Looks at the test of a challenger: lets it go on, raises its share, promotes the challenger or rolls it back. */
public final class AbStep extends RetrainStep {
    @DataBoundConstructor
    public AbStep() {
        super(Command.AB);
    }

    /** The step {@code retrainAb}. */
    @Extension
    @Symbol("retrainAb")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.AB);
        }
    }
}
