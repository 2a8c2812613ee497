package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;

/** Brings the rows of a data set, and its source files as far as they are kept, into a folder. */
public final class RestoreStep extends RetrainStep {
    @DataBoundConstructor
    public RestoreStep() {
        super(Command.RESTORE);
    }

    public @Nullable String getData() {
        return value(Option.DATA);
    }

    @DataBoundSetter
    public void setData(@Nullable String data) {
        put(Option.DATA, data);
    }

    public @Nullable String getInto() {
        return value(Option.INTO);
    }

    @DataBoundSetter
    public void setInto(@Nullable String into) {
        put(Option.INTO, into);
    }

    /** The step {@code retrainRestore}. */
    @Extension
    @Symbol("retrainRestore")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.RESTORE);
        }
    }
}
