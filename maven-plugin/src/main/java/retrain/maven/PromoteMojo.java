package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Registers and promotes the candidate if the gates pass, after all stages before; with 'run', the candidate of that run. */
@Mojo(name = "promote", requiresProject = false, threadSafe = true)
public final class PromoteMojo extends RetrainMojo {
    public PromoteMojo() {
        super(Command.PROMOTE);
    }
}
