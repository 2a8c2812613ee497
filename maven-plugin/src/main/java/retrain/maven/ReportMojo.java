package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Writes the reports of an earlier run again. */
@Mojo(name = "report", requiresProject = false, threadSafe = true)
public final class ReportMojo extends RetrainMojo {
    public ReportMojo() {
        super(Command.REPORT);
    }
}
