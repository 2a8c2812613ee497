package retrain.maven;

import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;

/** Brings the champion before the present one back; while a test runs it ends that. */
@Mojo(name = "rollback", requiresProject = false, threadSafe = true)
public final class RollbackMojo extends RetrainMojo {
    /** The number of the version to bring back; absent: the champion before the present one. */
    @Parameter(property = "retrain.version")
    private @Nullable String version;

    /** The reason of whoever asks or approves, for the audit chain. */
    @Parameter(property = "retrain.why")
    private @Nullable String why;

    public RollbackMojo() {
        super(Command.ROLLBACK);
    }

    @Override
    void bind(Map<Option, String> options) {
        put(options, Option.VERSION, version);
        put(options, Option.WHY, why);
    }
}
