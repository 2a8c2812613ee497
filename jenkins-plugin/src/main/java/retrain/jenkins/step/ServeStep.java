package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.Command;

/** Answers requests for predictions by what is deployed, until it is stopped; captures them if the spec says so. */
public final class ServeStep extends RetrainStep {
    @DataBoundConstructor
    public ServeStep() {
        super(Command.SERVE);
    }

    /** The step {@code retrainServe}. */
    @Extension
    @Symbol("retrainServe")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.SERVE);
        }
    }
}
