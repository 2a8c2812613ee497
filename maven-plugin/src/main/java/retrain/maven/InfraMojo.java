package retrain.maven;

import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;

/** Writes the stack that retrains by itself in AWS; checks it, deploys it or removes it if told so. */
@Mojo(name = "infra", requiresProject = false, threadSafe = true)
public final class InfraMojo extends RetrainMojo {
    /** What to do with the stack: write its files, check it and say what would change, deploy it, run its pipeline of SageMaker, or destroy it. Default: {@code write}. */
    @Parameter(property = "retrain.stack")
    private @Nullable String stack;

    /** With destroy, the stack's name once more: its buckets are removed, too, with all that is in them. */
    @Parameter(property = "retrain.withData")
    private @Nullable String withData;

    public InfraMojo() {
        super(Command.INFRA);
    }

    @Override
    void bind(Map<Option, String> options) {
        put(options, Option.STACK, stack);
        put(options, Option.WITH_DATA, withData);
    }
}
