package retrain.maven;

import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;

/** Shows the objects that nothing refers to any more, and removes them when dryRun is false. */
@Mojo(name = "clean", requiresProject = false, threadSafe = true)
public final class CleanMojo extends RetrainMojo {
    /** Only what is older than so many days. Default: {@code 30}. */
    @Parameter(property = "retrain.olderThan")
    private @Nullable String olderThan;

    public CleanMojo() {
        super(Command.CLEAN);
    }

    @Override
    void bind(Map<Option, String> options) {
        put(options, Option.OLDER_THAN, olderThan);
    }
}
