package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Reads the spec and the sources' names and reports every mistake at once, without running anything. */
@Mojo(name = "validate", requiresProject = false, threadSafe = true)
public final class ValidateMojo extends RetrainMojo {
    public ValidateMojo() {
        super(Command.VALIDATE);
    }
}
