package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Looks at the rows and predictions since the champion, window by window, for drift and loss of quality; writes the reports. */
@Mojo(name = "monitor", requiresProject = false, threadSafe = true)
public final class MonitorMojo extends RetrainMojo {
    public MonitorMojo() {
        super(Command.MONITOR);
    }
}
