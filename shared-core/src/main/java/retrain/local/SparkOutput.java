package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import retrain.spec.SqlText;

/** Rows that tasks of Spark have left in a folder, each task a Parquet file. */
final class SparkOutput {
    private SparkOutput() {}

    /** {@return the table function of DuckDB that reads them} */
    static String parquet(Path folder) throws IOException {
        try (Stream<Path> parts = Files.list(folder)) {
            return parts.filter(p -> p.toString().endsWith(".parquet"))
                    .sorted()
                    .map(p -> SqlText.literal(p.toString()))
                    .collect(Collectors.joining(", ", "read_parquet([", "], hive_partitioning = false)"));
        }
    }
}
