package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;

/** Shows the objects that nothing refers to any more, and removes them when dryRun is false. */
public final class CleanStep extends RetrainStep {
    @DataBoundConstructor
    public CleanStep() {
        super(Command.CLEAN);
    }

    /** {@return true unless it is told that it is not: this command removes something only then} */
    @Override
    public boolean isDryRun() {
        return value(Option.DRY_RUN) == null || isOn(Option.DRY_RUN);
    }

    public @Nullable String getOlderThan() {
        return value(Option.OLDER_THAN);
    }

    @DataBoundSetter
    public void setOlderThan(@Nullable String olderThan) {
        put(Option.OLDER_THAN, olderThan);
    }

    /** The step {@code retrainClean}. */
    @Extension
    @Symbol("retrainClean")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.CLEAN);
        }
    }
}
