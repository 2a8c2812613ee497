package retrain.maven;

import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;

/** Lists runs, versions and who was champion when; verifies the audit chain. */
@Mojo(name = "history", requiresProject = false, threadSafe = true)
public final class HistoryMojo extends RetrainMojo {
    /** A date or time: show who was champion then. */
    @Parameter(property = "retrain.at")
    private @Nullable String at;

    /** Check every digest of the audit chain. Default: {@code false}. */
    @Parameter(property = "retrain.verify")
    private @Nullable String verify;

    /** How many runs, versions and champions to show, newest first. Default: {@code 20}. */
    @Parameter(property = "retrain.last")
    private @Nullable String last;

    public HistoryMojo() {
        super(Command.HISTORY);
    }

    @Override
    void bind(Map<Option, String> options) {
        put(options, Option.AT, at);
        put(options, Option.VERIFY, verify);
        put(options, Option.LAST, last);
    }
}
