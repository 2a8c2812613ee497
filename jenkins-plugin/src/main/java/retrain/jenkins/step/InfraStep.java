package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import retrain.Command;
import retrain.Option;

/** Writes the stack that retrains by itself in AWS; checks it, deploys it or removes it if told so. */
public final class InfraStep extends RetrainStep {
    @DataBoundConstructor
    public InfraStep() {
        super(Command.INFRA);
    }

    public @Nullable String getStack() {
        return value(Option.STACK);
    }

    @DataBoundSetter
    public void setStack(@Nullable String stack) {
        put(Option.STACK, stack);
    }

    public @Nullable String getWithData() {
        return value(Option.WITH_DATA);
    }

    @DataBoundSetter
    public void setWithData(@Nullable String withData) {
        put(Option.WITH_DATA, withData);
    }

    /** The step {@code retrainInfra}. */
    @Extension
    @Symbol("retrainInfra")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.INFRA);
        }
    }
}
