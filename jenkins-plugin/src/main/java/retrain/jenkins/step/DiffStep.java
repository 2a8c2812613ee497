package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;

/** Shows what differs between two runs, two versions or two data sets. */
public final class DiffStep extends RetrainStep {
    @DataBoundConstructor
    public DiffStep() {
        super(Command.DIFF);
    }

    public @Nullable String getFrom() {
        return value(Option.FROM);
    }

    @DataBoundSetter
    public void setFrom(@Nullable String from) {
        put(Option.FROM, from);
    }

    public @Nullable String getTo() {
        return value(Option.TO);
    }

    @DataBoundSetter
    public void setTo(@Nullable String to) {
        put(Option.TO, to);
    }

    /** The step {@code retrainDiff}. */
    @Extension
    @Symbol("retrainDiff")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.DIFF);
        }
    }
}
