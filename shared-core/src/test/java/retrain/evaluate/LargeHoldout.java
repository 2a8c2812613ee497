package retrain.evaluate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.local.DuckDbRows;
import retrain.local.FolderStore;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.run.Store;
import retrain.spec.Task;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;

/** The child process of {@link LargeHoldoutIT}: evaluates many rows and prints the result. */
final class LargeHoldout {
    private LargeHoldout() {}

    /** Evaluates; the arguments are a folder and the number of rows. */
    public static void main(String[] arguments) throws SQLException {
        Path folder = Path.of(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        Store store = FolderStore.open(folder.resolve("store"));
        Rows rows = new DuckDbRows();
        Path holdout = holdout(folder, count);
        Table table = new Table(store.put(holdout), count, 1);
        Snapshot snapshot = new Snapshot(
                "m", List.of(), rows.schema(holdout), List.of(), table, Optional.empty(), table, List.of(), "all");
        EvaluateStage stage = new EvaluateStage(
                Given.spec(Task.BINARY, Given.evaluate(List.of(), "origin")),
                new Context(folder, store, folder.resolve("scratch"), Clock.systemUTC(), event -> {}),
                snapshot,
                trained(store),
                Optional.of(new EvaluateStage.Champion("version 1", model(store, "poor"), List.of(), Optional.empty())),
                new ColumnScorer(rows),
                rows);
        long start = System.nanoTime();
        Evaluation evaluation = stage.run(new Stage.Job(RunId.next(Instant.EPOCH), "evaluate-1"));
        System.out.println(stage.summary(evaluation));
        System.out.println("slices "
                + evaluation.slices().stream().mapToLong(Evaluation.Slice::rows).sum() + " rows");
        System.out.println("seconds " + (System.nanoTime() - start) / 1_000_000_000);
    }

    private static Path holdout(Path folder, long count) throws SQLException {
        Path file = folder.resolve("holdout.parquet");
        try (Connection database =
                        Objects.requireNonNull(new DuckDBDriver().connect("jdbc:duckdb:", new Properties()));
                Statement statement = database.createStatement()) {
            statement.execute("SET memory_limit = '1GB'");
            statement.execute("COPY (SELECT i AS id, hash(i) % 1000003 / 1000003.0 AS good,"
                    + " hash(i + 5) % 1000003 / 1000003.0 AS poor,"
                    + " CAST(hash(i) % 1000003 + hash(i + 1) % 1000003 > 1200000 AS INTEGER) AS y,"
                    + " 'o' || (hash(i + 3) % 40) AS origin FROM range(" + count + ") t(i)) TO '" + file
                    + "' (FORMAT parquet)");
        }
        return file;
    }

    private static ModelArtifact model(Store store, String column) {
        Digest archive = store.put(column.getBytes(StandardCharsets.UTF_8));
        return new ModelArtifact(archive, 1, new ModelFormat.Xgboost(), Task.BINARY, List.of(), List.of());
    }

    private static TrainedModel trained(Store store) {
        TrainedModel.Provenance made = new TrainedModel.Provenance(
                Digest.of("s"), Digest.of("t"), "columns 1", Map.of(), 0, 1, Optional.empty());
        return new TrainedModel(model(store, "good"), made, List.of(), Map.of());
    }
}
