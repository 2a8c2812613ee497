package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;

/** Says whether a retrain is due by the spec's triggers, why, and when to look again; trains nothing. */
public final class CheckStep extends RetrainStep {
    @DataBoundConstructor
    public CheckStep() {
        super(Command.CHECK);
    }

    public @Nullable String getOnDue() {
        return value(Option.ON_DUE);
    }

    @DataBoundSetter
    public void setOnDue(@Nullable String onDue) {
        put(Option.ON_DUE, onDue);
    }

    /** The step {@code retrainCheck}. */
    @Extension
    @Symbol("retrainCheck")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.CHECK);
        }
    }
}
