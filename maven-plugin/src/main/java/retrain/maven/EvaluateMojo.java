package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Compares the candidate with the champion and says what the gates say, after preparing and training. */
@Mojo(name = "evaluate", requiresProject = false, threadSafe = true)
public final class EvaluateMojo extends RetrainMojo {
    public EvaluateMojo() {
        super(Command.EVALUATE);
    }
}
