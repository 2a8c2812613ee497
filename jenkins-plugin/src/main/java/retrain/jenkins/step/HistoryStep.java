package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;

/** Lists runs, versions and who was champion when; verifies the audit chain. */
public final class HistoryStep extends RetrainStep {
    @DataBoundConstructor
    public HistoryStep() {
        super(Command.HISTORY);
    }

    public @Nullable String getAt() {
        return value(Option.AT);
    }

    @DataBoundSetter
    public void setAt(@Nullable String at) {
        put(Option.AT, at);
    }

    public boolean isVerify() {
        return isOn(Option.VERIFY);
    }

    @DataBoundSetter
    public void setVerify(boolean verify) {
        put(Option.VERIFY, verify);
    }

    public @Nullable String getLast() {
        return value(Option.LAST);
    }

    @DataBoundSetter
    public void setLast(@Nullable String last) {
        put(Option.LAST, last);
    }

    /** The step {@code retrainHistory}. */
    @Extension
    @Symbol("retrainHistory")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.HISTORY);
        }
    }
}
