package retrain.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import retrain.data.BatchPreparation;
import retrain.data.Preparer;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.Prequential;
import retrain.evaluate.Scorer;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.FileTree;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.spec.Spec;
import retrain.spec.StreamSpec;
import retrain.spec.TrainSpec;
import retrain.train.TrainStage;
import retrain.train.TrainedModel;
import retrain.train.Trainer;

/** Prepares, tests and learns a batch. Nothing of it lasts but objects of the store, which the same batch makes again under the same names. */
final class Learner {
    private static final double NO_DEVIATION = 1;

    private final Spec spec;
    private final Context context;
    private final Ports ports;

    /** The adapters that a batch needs. */
    record Ports(Preparer preparer, Scorer scorer, Rows rows, Trainer trainer) {}

    Learner(Spec spec, Context context, Ports ports) {
        this.spec = spec;
        this.context = context;
        this.ports = ports;
    }

    /**
     * A batch that was tested and learned.
     *
     * @param rows the batch's, prepared
     * @param kept the digest of this snapshot's record
     * @param tested how the model before it did on them
     * @param trained the digest of the new model's record
     */
    record Lesson(Snapshot rows, Digest kept, Prequential.Tested tested, TrainedModel model, Digest trained) {}

    /** @throws InvalidInput with all that is wrong with the batch, which is named */
    Lesson learn(Checkpoint.Model model, BatchSource.Batch batch, RunId id) {
        Path scratch = scratch();
        try {
            return learn(model, batch, id, scratch);
        } catch (InvalidInput e) {
            throw about(batch, e);
        } finally {
            remove(scratch);
        }
    }

    private Lesson learn(Checkpoint.Model model, BatchSource.Batch batch, RunId id, Path scratch) {
        Context own =
                new Context(context.base(), context.store(), scratch, context.clock(), this::heard, context.remotes());
        Snapshot base = read(model.base(), Snapshot.class);
        TrainedModel before = read(model.trained(), TrainedModel.class);
        Snapshot rows = new BatchPreparation(
                        spec, own, ports.preparer(), stream().source(spec.data()))
                .prepare(batch.file(), batch.digest(), base, folder(scratch, "prepare"));
        Prequential.Tested tested = new Prequential(spec, own, ports.scorer(), ports.rows())
                .test(rows, before.artifact(), deviation(base), folder(scratch, "test"));
        TrainedModel after = new TrainStage(
                        spec.with(training(before)), own, rows, Optional.of(before.artifact()), ports.trainer())
                .run(new Stage.Job(id, "learn"));
        return new Lesson(rows, keep(rows), tested, after, keep(after));
    }

    /** The steps within a batch are too small to be told. */
    private void heard(Event event) {
        if (!(event instanceof Event.Progressed)) {
            context.observer().on(event);
        }
    }

    /** {@return the training of a batch: it goes on with the model, and has rounds of its own number} */
    private TrainSpec training(TrainedModel before) {
        TrainSpec train = spec.train();
        Map<String, Object> given = new HashMap<>(train.xgboost().orElse(Map.of()));
        train.tune()
                .ifPresent(t -> t.ranges()
                        .keySet()
                        .forEach(name -> found(before, name).ifPresent(value -> given.put(name, value))));
        // These rows end nothing early: they are all learned, and the number of rounds is that of the stream.
        given.remove("early_stopping_rounds");
        given.remove("rounds");
        given.put("num_round", Math.max(1, stream().roundsOfABatch()));
        if (stream().refresh()) {
            given.putAll(Map.of("process_type", "update", "updater", "refresh", "refresh_leaf", "1"));
        }
        return new TrainSpec(
                train.xgboost().map(x -> given),
                train.script(),
                train.categories(),
                Optional.of("champion"),
                train.threads(),
                train.calibrate(),
                Optional.empty());
    }

    /** {@return what the search had found for the base} */
    private static Optional<String> found(TrainedModel before, String name) {
        return Optional.ofNullable(before.provenance().hyperparameters().get(name));
    }

    private StreamSpec stream() {
        return spec.stream().orElseThrow();
    }

    private double deviation(Snapshot base) {
        return base.profile(spec.target()).deviation().filter(d -> d > 0).orElse(NO_DEVIATION);
    }

    <T extends Record> T read(Digest digest, Class<T> type) {
        return Json.read(context.store().get(digest), type, "object " + digest);
    }

    Digest keep(Record record) {
        return context.store().put(Json.write(record));
    }

    /** One of its own, as two streams may have begun the same batch. */
    private Path scratch() {
        try {
            return Files.createTempDirectory(Files.createDirectories(context.scratch()), "stream-");
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Path folder(Path scratch, String name) {
        try {
            return Files.createDirectory(scratch.resolve(name));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private void remove(Path scratch) {
        try {
            FileTree.remove(scratch);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private BackendFailure unusable(IOException e) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        context.scratch().toString(),
                        "cannot be written (" + e + ")",
                        "Free space or grant access there, then start the stream again"),
                e);
    }

    /** {@return the rows of several batches as those that a model is gated by, beside what it has learned last} */
    Snapshot gating(Checkpoint.Trial trial) {
        Path scratch = scratch();
        try {
            Snapshot learned = read(trial.rows(), Snapshot.class);
            Path all = scratch.resolve("rows.parquet");
            ports.rows()
                    .union(
                            trial.tables().stream()
                                    .map(t -> context.store().fetch(t.digest()))
                                    .toList(),
                            all);
            long rows = trial.tables().stream().mapToLong(t -> t.rows()).sum();
            Table table = new Table(context.store().put(all), rows, all.toFile().length());
            return new Snapshot(
                    learned.name(),
                    learned.parts(),
                    learned.schema(),
                    learned.features(),
                    learned.train(),
                    learned.validation(),
                    table,
                    learned.profile(),
                    "holdout: the " + trial.tables().size() + " batches after the last that the model has learned");
        } finally {
            remove(scratch);
        }
    }

    /** {@return an error that names the batch as well} */
    private static InvalidInput about(BatchSource.Batch batch, InvalidInput mistake) {
        InvalidInput named = new InvalidInput(mistake.problems().stream()
                .map(p -> new Problem(p.code(), "batch " + batch.offset() + ": " + p.where(), p.what(), p.cure()))
                .toList());
        named.addSuppressed(mistake);
        return named;
    }
}
