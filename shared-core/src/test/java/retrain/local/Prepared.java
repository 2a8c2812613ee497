package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.Specs;
import retrain.data.Column;
import retrain.data.ColumnProfile;
import retrain.data.Schema;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.Scorer.Scores;
import retrain.event.Observer;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.spec.PromoteSpec;
import retrain.spec.Spec;
import retrain.spec.SplitSpec;
import retrain.spec.SqlText;
import retrain.spec.Task;
import retrain.spec.TrainSpec;
import retrain.train.ModelArtifact;
import retrain.train.TrainedModel;
import retrain.train.Trainer.TrainingJob;

/** Rows that are prepared for a training by plain queries, in a store of their own; and short ways to train and score. */
final class Prepared {
    static final Observer SILENT = event -> {};

    private final Path folder;
    final FolderStore store;
    private int files;

    Prepared(Path folder) {
        this.folder = folder;
        this.store = FolderStore.open(folder.resolve("store"));
    }

    /** Writes the query's rows to a Parquet file. */
    Path table(String select) {
        Path file = folder.resolve("table-" + ++files + ".parquet");
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            database.execute("COPY (" + select + ") TO " + SqlText.literal(file.toString()) + " (FORMAT parquet)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    /** A snapshot whose features are all columns but the target. */
    Snapshot snapshot(String target, Path train, Optional<Path> validation) {
        Schema schema = new DuckDbRows().schema(train);
        Table rows = keep(train);
        return new Snapshot(
                "test",
                List.of(),
                schema,
                schema.names().stream().filter(n -> !n.equals(target)).toList(),
                rows,
                validation.map(this::keep),
                rows,
                schema.columns().stream().map(c -> profile(train, c)).toList(),
                "none");
    }

    private Table keep(Path table) {
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            String count = database.texts("SELECT count(*) FROM " + DuckDb.parquet(table))
                    .get(0);
            return new Table(store.put(table), Long.parseLong(String.valueOf(count)), Files.size(table));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ColumnProfile profile(Path table, Column column) {
        List<ColumnProfile.Category> categories = new ArrayList<>();
        if (column.kind() == Column.Kind.CATEGORY) {
            EncodedRows.distinct(table, column.name())
                    .forEach(value -> categories.add(new ColumnProfile.Category(value, 1)));
        }
        return new ColumnProfile(column.name(), 0, 0, Optional.empty(), Optional.empty(), List.of(), categories);
    }

    static Spec spec(Task task, String target, Map<String, Object> xgboost) {
        return spec(task, target, xgboost, TrainSpec.Categories.ORDINAL, 1);
    }

    static Spec spec(
            Task task, String target, Map<String, Object> xgboost, TrainSpec.Categories categories, int threads) {
        return spec(
                task,
                target,
                Specs.train(Optional.of(xgboost), Optional.empty(), categories, Optional.empty(), threads));
    }

    static Spec continuing(Task task, String target, Map<String, Object> xgboost) {
        return spec(
                task,
                target,
                Specs.train(
                        Optional.of(xgboost),
                        Optional.empty(),
                        TrainSpec.Categories.ORDINAL,
                        Optional.of("champion"),
                        1));
    }

    private static Spec spec(Task task, String target, TrainSpec train) {
        SplitSpec none = new SplitSpec(Optional.empty(), Optional.empty(), Optional.of(0.2));
        return Specs.spec(
                "test",
                task,
                target,
                ".retrain",
                7,
                Specs.data(
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        none,
                        Optional.of(none),
                        "1GB"),
                train,
                Specs.evaluate(List.of(), List.of(), 0.5, 0.5),
                List.of(),
                new PromoteSpec(PromoteSpec.Strategy.REPLACE, "deployed"));
    }

    TrainingJob job(Spec spec, Snapshot snapshot, Optional<ModelArtifact> base) throws IOException {
        String name = "job-" + ++files;
        Path scratch = Files.createDirectories(folder.resolve(name));
        return new TrainingJob(name, spec, folder, snapshot, base, store, scratch);
    }

    TrainedModel train(Spec spec, Snapshot snapshot) throws Exception {
        return train(spec, snapshot, Optional.empty());
    }

    TrainedModel train(Spec spec, Snapshot snapshot, Optional<ModelArtifact> base) throws Exception {
        return train(job(spec, snapshot, base), SILENT);
    }

    static TrainedModel train(TrainingJob job, Observer observer) throws InterruptedException {
        XgboostTrainer trainer = new XgboostTrainer();
        JobHandle handle = trainer.submit(job, observer);
        while (trainer.poll(handle) instanceof JobStatus.Running) {
            Thread.sleep(2);
        }
        return trainer.collect(handle, job);
    }

    Scores score(ModelArtifact artifact, Path table) {
        Path scratch = folder.resolve("scoring-" + ++files);
        return new XgboostScorer().score(artifact, store.fetch(artifact.archive()), table, scratch, SILENT);
    }

    /** {@return the area under the ROC curve, with the mean rank of equal scores} */
    static double auc(float[] scores, float[] labels) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        double positives = 0;
        double rankSum = 0;
        for (int i = 0; i < order.length; ) {
            int end = i;
            while (end < order.length && scores[order[end]] == scores[order[i]]) {
                end++;
            }
            for (int j = i; j < end; j++) {
                if (labels[order[j]] == 1) {
                    positives++;
                    rankSum += (i + 1 + end) / 2.0;
                }
            }
            i = end;
        }
        double negatives = scores.length - positives;
        return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
    }
}
