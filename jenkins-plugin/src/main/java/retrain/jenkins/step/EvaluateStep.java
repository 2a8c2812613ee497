package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.Command;

/** Compares the candidate with the champion and says what the gates say, after preparing and training. */
public final class EvaluateStep extends RetrainStep {
    @DataBoundConstructor
    public EvaluateStep() {
        super(Command.EVALUATE);
    }

    /** The step {@code retrainEvaluate}. */
    @Extension
    @Symbol("retrainEvaluate")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.EVALUATE);
        }
    }
}
