package retrain.maven;

import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;

/** Prepares, trains, evaluates, gates, registers and promotes, as far as anything changed; writes the reports. */
@Mojo(name = "run", requiresProject = false, threadSafe = true)
public final class RunMojo extends RetrainMojo {
    /** Run only if a retrain is due by the spec's triggers, as check says. Default: {@code false}. */
    @Parameter(property = "retrain.ifDue")
    private @Nullable String ifDue;

    /** The reason of whoever asks or approves, for the audit chain. */
    @Parameter(property = "retrain.why")
    private @Nullable String why;

    public RunMojo() {
        super(Command.RUN);
    }

    @Override
    void bind(Map<Option, String> options) {
        put(options, Option.IF_DUE, ifDue);
        put(options, Option.WHY, why);
    }
}
