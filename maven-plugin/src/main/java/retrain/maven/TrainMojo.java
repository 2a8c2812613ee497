package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Trains the candidate, after preparing. */
@Mojo(name = "train", requiresProject = false, threadSafe = true)
public final class TrainMojo extends RetrainMojo {
    public TrainMojo() {
        super(Command.TRAIN);
    }
}
