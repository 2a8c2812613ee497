package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.data.Column;
import retrain.data.Schema;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.problem.RetrainException;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec.Categories;
import retrain.train.ModelArtifact;
import retrain.train.TrainStage;
import retrain.train.TrainedModel;

/** What {@link XgboostProcessIT} has done in a process of its own. */
final class XgboostProcess {
    private static final int ROWS = 64;
    private static final int WIDTH = 20;

    private XgboostProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "describe" -> describe(folder);
            case "quiet" -> quiet(new Prepared(folder));
            case "library" -> library();
            case "large" -> large(new Prepared(folder), Integer.parseInt(arguments[2]));
            case "memory" -> memory(new Prepared(folder));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        // Nothing that the libraries left behind may keep the process.
    }

    private static void describe(Path folder) {
        Spec spec = Prepared.spec(Task.BINARY, "y", Map.of("rounds", 3));
        Table table = new Table(Digest.of("rows"), 1, 1);
        Snapshot snapshot = new Snapshot(
                "test",
                List.of(),
                new Schema(List.of(new Column("x", Column.Kind.NUMBER, "DOUBLE"))),
                List.of("x"),
                table,
                Optional.empty(),
                table,
                List.of(),
                "none");
        Context context = new Context(
                folder, FolderStore.open(folder.resolve("store")), folder, Clock.systemUTC(), Prepared.SILENT);
        new TrainStage(spec, context, snapshot, Optional.empty(), new XgboostTrainer()).inputs();
    }

    /** XGBoost has something to say about each of these, if it is let. */
    private static void quiet(Prepared prepared) throws Exception {
        Path train = prepared.table("SELECT i AS x, 1 AS same, i % 2 AS y FROM range(200) t(i)");
        Path onlyOne = prepared.table("SELECT i AS x, 1 AS same, 1 AS y FROM range(200) t(i)");
        Map<String, Object> strange = Map.of(
                "rounds", 5, "no_such_parameter", 3, "eval_metric", "auc", "booster", "gblinear", "max_depth", 3);
        prepared.train(Prepared.spec(Task.BINARY, "y", strange), prepared.snapshot("y", train, Optional.of(onlyOne)));
        Map<String, Object> exact = Map.of("rounds", 5, "tree_method", "exact", "max_depth", 2, "eval_metric", "auc");
        TrainedModel model = prepared.train(
                Prepared.spec(Task.BINARY, "y", exact), prepared.snapshot("y", train, Optional.of(onlyOne)));
        prepared.score(model.artifact(), train);
    }

    private static void library() {
        try {
            XgboostLibrary.load();
        } catch (RetrainException e) {
            System.out.println(e.exitCode() + " " + e.getMessage());
        }
        try {
            XgboostLibrary.load();
        } catch (RetrainException e) {
            System.out.println(e.exitCode() + " " + e.getMessage());
        }
    }

    private static void large(Prepared prepared, int rows) throws Exception {
        StringBuilder columns = new StringBuilder();
        for (int column = 0; column < WIDTH; column++) {
            columns.append("(hash(i * 31 + ")
                    .append(column)
                    .append(") % 10007) / 10007.0 AS x")
                    .append(column)
                    .append(", ");
        }
        Path train =
                prepared.table("SELECT " + columns + "CAST(hash(i * 31) % 10007 + hash(i + 77) % 5000 > 7500 AS INT)"
                        + " AS y FROM range(" + rows + ") t(i)");
        Snapshot snapshot = prepared.snapshot("y", train, Optional.empty());
        long start = System.nanoTime();
        TrainedModel model =
                prepared.train(Prepared.spec(Task.BINARY, "y", Map.of("rounds", 10, "max_depth", 6)), snapshot);
        System.out.println("trained in s: " + (System.nanoTime() - start) / 1e9);
        start = System.nanoTime();
        float[] scores = prepared.score(model.artifact(), train).values();
        System.out.println("scored in s: " + (System.nanoTime() - start) / 1e9);
        System.out.println("rows: " + scores.length);
        System.out.println("peak KB: " + status("VmHWM"));
    }

    private static void memory(Prepared prepared) throws Exception {
        Path train =
                prepared.table("SELECT i AS x, i % 7 AS z, 'k' || (i % 5) AS kind, i % 2 AS y FROM range(2000) t(i)");
        TrainedModel model = prepared.train(
                Prepared.spec(Task.BINARY, "y", Map.of("rounds", 50), Categories.NATIVE, 1),
                prepared.snapshot("y", train, Optional.empty()));
        ModelArtifact artifact = model.artifact();
        work(prepared, artifact, train, 2000, 200, 20);
        long warm = status("VmRSS");
        work(prepared, artifact, train, 10_000, 1000, 100);
        System.out.println("growth KB: " + (status("VmRSS") - warm));
    }

    private static void work(
            Prepared prepared, ModelArtifact artifact, Path table, int predicts, int loads, int scorings)
            throws Exception {
        Path archive = prepared.store.fetch(artifact.archive());
        Path scratch = archive.resolveSibling("scratch");
        float[] values = new float[ROWS * artifact.features().size()];
        try (XgboostModel model = XgboostModel.load(artifact, archive, scratch)) {
            for (int i = 0; i < predicts; i++) {
                model.predict(values, ROWS);
            }
        }
        for (int i = 0; i < loads; i++) {
            XgboostModel.load(artifact, archive, scratch).close();
        }
        for (int i = 0; i < scorings; i++) {
            prepared.score(artifact, table);
        }
    }

    /** {@return a figure of this process in KB, as Linux tells it} */
    private static long status(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith(name + ":"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
