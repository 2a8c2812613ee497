package retrain.maven;

import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;

/** Writes a retrain.yaml and a prepare.sql from a CSV or Parquet file, and says what it guessed. */
@Mojo(name = "init", requiresProject = false, threadSafe = true)
public final class InitMojo extends RetrainMojo {
    /** With init, the CSV or Parquet file to write a spec for; with restore, the first digits of a snapshot, or champion. */
    @Parameter(property = "retrain.data")
    private @Nullable String data;

    public InitMojo() {
        super(Command.INIT);
    }

    @Override
    void bind(Map<Option, String> options) {
        put(options, Option.DATA, data);
    }
}
