package retrain.maven;

import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;

/** Registers and promotes the candidate if the gates pass, after all stages before; with 'run', the candidate of that run. */
@Mojo(name = "promote", requiresProject = false, threadSafe = true)
public final class PromoteMojo extends RetrainMojo {
    /** The reason of whoever asks or approves, for the audit chain. */
    @Parameter(property = "retrain.why")
    private @Nullable String why;

    public PromoteMojo() {
        super(Command.PROMOTE);
    }

    @Override
    void bind(Map<Option, String> options) {
        put(options, Option.WHY, why);
    }
}
