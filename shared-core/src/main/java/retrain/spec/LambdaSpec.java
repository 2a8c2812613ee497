package retrain.spec;

import java.util.Map;
import java.util.Optional;

/** Preparing with a function of AWS Lambda. */
public record LambdaSpec(
        @Key(
                doc =
                        "The function, by its name or ARN. It is given the addresses of the sources and of the output, writes csv or parquet files"
                                + " there, and answers with their addresses.")
        String function,

        @Key(doc = "A version or an alias of it. Absent: its newest code.", pattern = "[$A-Za-z0-9_-]+")
        Optional<String> qualifier,

        @Key(doc = "Given to the function as they are.", orElse = "{}")
        Map<String, Object> arguments) {
    public LambdaSpec {
        arguments = Ordered.copy(arguments);
    }
}
