package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Prepares, trains, evaluates, gates, registers and promotes, as far as anything changed; writes the reports. */
@Mojo(name = "run", requiresProject = false, threadSafe = true)
public final class RunMojo extends RetrainMojo {
    public RunMojo() {
        super(Command.RUN);
    }
}
