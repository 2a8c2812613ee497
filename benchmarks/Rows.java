import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes a project of many rows: a key, 19 features of which one is text, a label. Arguments: folder, millions of rows. */
final class Rows {
    private Rows() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
        String features = IntStream.range(0, 18)
                .mapToObj(i -> "hash(i, " + i + ")::DOUBLE / 18446744073709551615.0 AS x" + i)
                .collect(Collectors.joining(", "));
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = db.createStatement()) {
            sql.execute("COPY (SELECT * EXCLUDE (i), (x0 + x1 * x2 + hash(i, 99)::DOUBLE / 18446744073709551615.0 > 1.25)::INTEGER AS late FROM"
                    + " (SELECT i AS id, " + features + ", chr(65 + (hash(i, 50) % 26)::INTEGER) AS letter, i FROM range("
                    + args[1] + "000000) t(i))) TO '" + folder + "/rows.parquet' (COMPRESSION zstd)");
        }
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: many
                task: binary
                target: late
                data:
                  sources: {rows: rows.parquet}
                  key: [id]
                  holdout: {fraction: 0.2}
                train:
                  xgboost: {rounds: 20, max_depth: 6}
                evaluate: {metrics: [auc, log_loss, brier], slices: [letter]}
                gates:
                  - {metric: auc, at-least: 0.5}
                """);
    }
}
