package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.Command;

/** Looks at the rows and predictions since the champion, window by window, for drift and loss of quality; writes the reports. */
public final class MonitorStep extends RetrainStep {
    @DataBoundConstructor
    public MonitorStep() {
        super(Command.MONITOR);
    }

    /** The step {@code retrainMonitor}. */
    @Extension
    @Symbol("retrainMonitor")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.MONITOR);
        }
    }
}
