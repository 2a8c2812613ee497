package retrain.maven;

import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;

/** Shows what differs between two runs, two versions or two data sets. */
@Mojo(name = "diff", requiresProject = false, threadSafe = true)
public final class DiffMojo extends RetrainMojo {
    /** The run, the number of the version, champion, or data:&lt;first digits of a snapshot&gt;, to compare from. */
    @Parameter(property = "retrain.from")
    private @Nullable String from;

    /** The run, the number of the version, champion, or data:&lt;first digits of a snapshot&gt;, to compare to. */
    @Parameter(property = "retrain.to")
    private @Nullable String to;

    public DiffMojo() {
        super(Command.DIFF);
    }

    @Override
    void bind(Map<Option, String> options) {
        put(options, Option.FROM, from);
        put(options, Option.TO, to);
    }
}
