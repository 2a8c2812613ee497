package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;

/** Registers and promotes the candidate if the gates pass, after all stages before; with 'run', the candidate of that run. */
public final class PromoteStep extends RetrainStep {
    @DataBoundConstructor
    public PromoteStep() {
        super(Command.PROMOTE);
    }

    public @Nullable String getWhy() {
        return value(Option.WHY);
    }

    @DataBoundSetter
    public void setWhy(@Nullable String why) {
        put(Option.WHY, why);
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
