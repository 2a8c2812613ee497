package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Updates the model by batches as they arrive: tests it on each, then lets it learn, and gates it now and then. */
@Mojo(name = "stream", requiresProject = false, threadSafe = true)
public final class StreamMojo extends RetrainMojo {
    public StreamMojo() {
        super(Command.STREAM);
    }
}
