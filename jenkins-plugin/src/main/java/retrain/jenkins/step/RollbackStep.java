package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;

/** Brings the champion before the present one back. */
public final class RollbackStep extends RetrainStep {
    @DataBoundConstructor
    public RollbackStep() {
        super(Command.ROLLBACK);
    }

    public @Nullable String getVersion() {
        return value(Option.VERSION);
    }

    @DataBoundSetter
    public void setVersion(@Nullable String version) {
        put(Option.VERSION, version);
    }

    public @Nullable String getWhy() {
        return value(Option.WHY);
    }

    @DataBoundSetter
    public void setWhy(@Nullable String why) {
        put(Option.WHY, why);
    }

    /** The step {@code retrainRollback}. */
    @Extension
    @Symbol("retrainRollback")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.ROLLBACK);
        }
    }
}
