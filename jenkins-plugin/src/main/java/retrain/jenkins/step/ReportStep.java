package retrain.jenkins.step;

import hudson.Extension;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import retrain.Command;

/** Writes the reports of an earlier run again. */
public final class ReportStep extends RetrainStep {
    @DataBoundConstructor
    public ReportStep() {
        super(Command.REPORT);
    }

    /** The step {@code retrainReport}. */
    @Extension
    @Symbol("retrainReport")
    public static final class DescriptorImpl extends RetrainStepDescriptor {
        public DescriptorImpl() {
            super(Command.REPORT);
        }
    }
}
