package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;

/** Writes a retrain.yaml and a prepare.sql from a CSV or Parquet file, and says what it guessed. */
public final class InitStep extends RetrainStep {
    @DataBoundConstructor
    public InitStep() {
        super(Command.INIT);
    }

    public @Nullable String getData() {
        return value(Option.DATA);
    }

    @DataBoundSetter
    public void setData(@Nullable String data) {
        put(Option.DATA, data);
    }

    /** The step {@code retrainInit}. */
    @Extension
    @Symbol("retrainInit")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.INIT);
        }
    }
}
