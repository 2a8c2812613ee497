package retrain.maven;

import java.util.Map;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;

/** Brings the rows of a data set, and its source files as far as they are kept, into a folder. */
@Mojo(name = "restore", requiresProject = false, threadSafe = true)
public final class RestoreMojo extends RetrainMojo {
    /** With init, the CSV or Parquet file to write a spec for; with restore, the first digits of a snapshot, or champion. */
    @Parameter(property = "retrain.data")
    private @Nullable String data;

    /** The folder to restore into. */
    @Parameter(property = "retrain.into")
    private @Nullable String into;

    public RestoreMojo() {
        super(Command.RESTORE);
    }

    @Override
    void bind(Map<Option, String> options) {
        put(options, Option.DATA, data);
        put(options, Option.INTO, into);
    }
}
