package retrain.spec;

import java.util.List;
import java.util.Optional;

/** How rows are prepared: exactly one of the keys but {@code code}. */
@Shorthand("sql")
public record PrepareSpec(
        @Key(doc = "File with one SELECT over the sources, in DuckDB's SQL.")
        Optional<String> sql,

        @Key(
                doc =
                        "A program and its arguments. It finds the sources as folders in SM_CHANNEL_<NAME> and writes csv or parquet files"
                                + " into the folder SM_OUTPUT_DATA_DIR.")
        Optional<List<String>> command,

        @Key(
                doc =
                        "Files that 'command' or 'processing' needs, relative to this file; a change of them prepares again.",
                orElse = "[]")
        List<String> code,

        @Key(doc = "A job of AWS Glue: made of a SELECT, or your own.")
        Optional<GlueSpec> glue,

        @Key(doc = "A function of AWS Lambda, for light work.")
        Optional<LambdaSpec> lambda,

        @Key(doc = "A container as a processing job of SageMaker.")
        Optional<ProcessingSpec> processing) {
    public PrepareSpec {
        command = command.isPresent() ? Optional.of(List.copyOf(command.get())) : command;
        code = List.copyOf(code);
    }

    /** On this machine. */
    public PrepareSpec(Optional<String> sql, Optional<List<String>> command, List<String> code) {
        this(sql, command, code, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** {@return whether something elsewhere makes the rows} */
    public boolean isElsewhere() {
        return glue.isPresent() || lambda.isPresent() || processing.isPresent();
    }

    /** {@return the file with the SELECT, wherever it runs} */
    public Optional<String> query() {
        return glue.isPresent() ? glue.get().sql() : sql;
    }

    /** {@return the name of the key that says how, such as {@code glue}} */
    public String how() {
        return sql.isPresent()
                ? "sql"
                : command.isPresent()
                        ? "command"
                        : glue.isPresent() ? "glue" : lambda.isPresent() ? "lambda" : "processing";
    }
}
