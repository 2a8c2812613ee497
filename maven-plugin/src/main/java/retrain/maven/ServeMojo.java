package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Answers requests for predictions by what is deployed, until it is stopped; captures them if the spec says so. */
@Mojo(name = "serve", requiresProject = false, threadSafe = true)
public final class ServeMojo extends RetrainMojo {
    public ServeMojo() {
        super(Command.SERVE);
    }
}
