package retrain.maven;

import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;

/** Says whether a retrain is due by the spec's triggers, why, and when to look again; trains nothing. */
@Mojo(name = "check", requiresProject = false, threadSafe = true)
public final class CheckMojo extends RetrainMojo {
    /** What a retrain that is due does to the build: succeed or fail. Default: {@code succeed}. */
    @Parameter(property = "retrain.onDue")
    private @Nullable String onDue;

    public CheckMojo() {
        super(Command.CHECK);
    }

    @Override
    void bind(Map<Option, String> options) {
        put(options, Option.ON_DUE, onDue);
    }
}
