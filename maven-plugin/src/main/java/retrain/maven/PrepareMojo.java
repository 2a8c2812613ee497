package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Makes the dataset snapshot. */
@Mojo(name = "prepare", requiresProject = false, threadSafe = true)
public final class PrepareMojo extends RetrainMojo {
    public PrepareMojo() {
        super(Command.PREPARE);
    }
}
