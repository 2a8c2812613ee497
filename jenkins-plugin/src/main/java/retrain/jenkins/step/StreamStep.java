package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.Command;

/** Updates the model by batches as they arrive: tests it on each, then lets it learn, and gates it now and then. */
public final class StreamStep extends RetrainStep {
    @DataBoundConstructor
    public StreamStep() {
        super(Command.STREAM);
    }

    /** The step {@code retrainStream}. */
    @Extension
    @Symbol("retrainStream")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.STREAM);
        }
    }
}
