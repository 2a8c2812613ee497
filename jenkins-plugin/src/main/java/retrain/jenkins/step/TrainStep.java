package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.Command;

/** Trains the candidate, after preparing. */
public final class TrainStep extends RetrainStep {
    @DataBoundConstructor
    public TrainStep() {
        super(Command.TRAIN);
    }

    /** The step {@code retrainTrain}. */
    @Extension
    @Symbol("retrainTrain")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.TRAIN);
        }
    }
}
