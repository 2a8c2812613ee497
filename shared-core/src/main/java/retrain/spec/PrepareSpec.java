package retrain.spec;

import java.util.List;
import java.util.Optional;

/** How rows are prepared: exactly one of the keys. */
@Shorthand("sql")
public record PrepareSpec(
        @Key(doc = "File with one SELECT over the sources, in DuckDB's SQL.")
        Optional<String> sql,

        @Key(
                doc =
                        "A program and its arguments. It finds the sources as folders in SM_CHANNEL_<NAME> and writes csv or parquet files"
                                + " into the folder SM_OUTPUT_DATA_DIR.")
        Optional<List<String>> command,

        @Key(doc = "Files the command needs, relative to this file; a change of them prepares again.", orElse = "[]")
        List<String> code) {
    public PrepareSpec {
        command = command.isPresent() ? Optional.of(List.copyOf(command.get())) : command;
        code = List.copyOf(code);
    }
}
