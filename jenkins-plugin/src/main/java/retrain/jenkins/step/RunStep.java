package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;

/** Prepares, trains, evaluates, gates, registers and promotes, as far as anything changed; writes the reports. */
public final class RunStep extends RetrainStep {
    @DataBoundConstructor
    public RunStep() {
        super(Command.RUN);
    }

    public boolean isIfDue() {
        return isOn(Option.IF_DUE);
    }

    @DataBoundSetter
    public void setIfDue(boolean ifDue) {
        put(Option.IF_DUE, ifDue);
    }

    public @Nullable String getWhy() {
        return value(Option.WHY);
    }

    @DataBoundSetter
    public void setWhy(@Nullable String why) {
        put(Option.WHY, why);
    }

    /** The step {@code retrainRun}. */
    @Extension
    @Symbol("retrainRun")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.RUN);
        }
    }
}
