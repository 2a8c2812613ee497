package retrain.maven;

import org.apache.maven.plugins.annotations.Mojo;
import retrain.Command;

/** Looks at the test of a challenger: lets it go on, raises its share, promotes the challenger or rolls it back. */
@Mojo(name = "ab", requiresProject = false, threadSafe = true)
public final class AbMojo extends RetrainMojo {
    public AbMojo() {
        super(Command.AB);
    }
}
