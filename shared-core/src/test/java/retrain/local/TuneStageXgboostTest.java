package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.spec.Spec;
import retrain.spec.SpecReader;
import retrain.spec.Task;
import retrain.train.TrainedModel;
import retrain.train.TrainedModel.Point;
import retrain.train.TuneStage;
import retrain.train.Tuning;
import retrain.train.Tuning.Ended;
import retrain.train.Tuning.Trial;

/** The search with real trainings. */
class TuneStageXgboostTest {
    private static final String SPEC = """
            model: m
            task: binary
            target: y
            data: {sources: {rows: rows.csv}, validation: {fraction: 0.1}}
            train:
              threads: 2
              xgboost: {rounds: 30, eval_metric: logloss}
              tune:
                strategy: tpe
                trials: 12
                parallel: 4
                ranges:
                  eta: {min: 0.01, max: 1, scaling: logarithmic}
                  max_depth: {min: 1, max: 8}
                  lambda: {min: 0, max: 20}
            gates: [{metric: auc, at-least: 0.6}]
            """;

    private static final Stage.Job JOB = new Stage.Job(RunId.next(Instant.EPOCH), "tune-19700101-000000-abcdef-0123");

    @TempDir
    Path folder;

    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private Prepared prepared;
    private Snapshot snapshot;

    /** Noise, so that the defaults learn too much by heart. Nobody can look at the holdout: it is in no store. */
    @BeforeEach
    void prepare() {
        prepared = new Prepared(folder);
        String rows = "SELECT a, b, CAST(a + 0.5 * b + 1.5 * noise > 1.5 AS INT) AS y FROM (SELECT"
                + " hash(i * 3 + 1) %% 1000 / 1000.0 AS a, hash(i * 3 + 2) %% 1000 / 1000.0 AS b,"
                + " hash(i * 3 + 3) %% 1000 / 1000.0 AS noise FROM range(%d, %d) t(i))";
        Snapshot all = prepared.snapshot(
                "y", prepared.table(rows.formatted(0, 600)), Optional.of(prepared.table(rows.formatted(1000, 1600))));
        snapshot = new Snapshot(
                all.name(),
                all.parts(),
                all.schema(),
                all.features(),
                all.train(),
                all.validation(),
                new Table(Digest.of("a holdout that nobody may fetch"), 10, 100),
                all.profile(),
                all.split());
    }

    private Spec spec(String text) throws Exception {
        Files.writeString(folder.resolve("retrain.yaml"), text);
        return SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), "");
    }

    private TuneStage stage(String text, String scratch) throws Exception {
        Context context = new Context(folder, prepared.store, folder.resolve(scratch), Clock.systemUTC(), events::add);
        return new TuneStage(spec(text), context, snapshot, new XgboostTrainer());
    }

    private double lastLoss(TrainedModel model) {
        return model.curve().stream()
                .filter(p -> p.metric().equals("validation-logloss"))
                .reduce((first, last) -> last)
                .map(Point::value)
                .orElseThrow();
    }

    @Test
    void shouldFindABetterModelThanTheDefaultWithoutTheHoldout() throws Exception {
        Tuning tuning = stage(SPEC, "scratch").run(JOB);

        Map<String, Object> usual = Map.of("rounds", 30, "eval_metric", "logloss");
        double byDefault = lastLoss(prepared.train(Prepared.spec(Task.BINARY, "y", usual), snapshot));
        Trial best = tuning.trials().get(tuning.best() - 1);
        assertThat(best.value().orElseThrow()).isLessThan(byDefault - 0.02);
        assertThat(tuning.trials()).hasSize(12).allMatch(t -> t.ended() != Ended.FAILED);

        TrainedModel trained = prepared.train(TuneStage.best(spec(SPEC), tuning), snapshot);
        assertThat(trained.provenance().hyperparameters()).containsAllEntriesOf(best.hyperparameters());
        assertThat(lastLoss(trained))
                .as("the model is the trial's")
                .isCloseTo(best.value().orElseThrow(), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parallel: 4", "parallel: 1"})
    void shouldComeToTheSameBytesOnAnyNumberOfThreads(String parallel) throws Exception {
        String text = SPEC.replace("parallel: 4", parallel).replace("trials: 12", "trials: 8");
        byte[] one = Json.write(
                stage(text.replace("threads: 2", "threads: 1"), "one").run(JOB));
        prepared = new Prepared(Files.createDirectories(folder.resolve("another")));
        prepare();
        byte[] three = Json.write(
                stage(text.replace("threads: 2", "threads: 3"), "three").run(JOB));

        assertThat(new String(three, java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(new String(one, java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void shouldEndATrialAtTheRoundWhereItIsBehind() throws Exception {
        Tuning tuning = stage(SPEC.replace("strategy: tpe", "strategy: random"), "scratch")
                .run(JOB);

        List<Trial> early = tuning.trials().stream()
                .filter(t -> t.ended() == Ended.STOPPED_EARLY)
                .toList();
        assertThat(early).isNotEmpty();
        assertThat(early).as("it was not trained any further").anyMatch(t -> t.rounds() < 30);
        assertThat(early).noneMatch(t -> t.number() == tuning.best());
    }

    @Test
    void shouldCompareByTheBestRoundIfTrainingEndsEarly() throws Exception {
        String text = SPEC.replace("rounds: 30, eval_metric: logloss", "rounds: 200, early_stopping_rounds: 5")
                .replace("trials: 12", "trials: 4");
        Tuning tuning = stage(text, "scratch").run(JOB);

        Trial best = tuning.trials().get(tuning.best() - 1);
        TrainedModel trained = prepared.train(TuneStage.best(spec(text), tuning), snapshot);
        double least = trained.curve().stream()
                .filter(p -> p.metric().equals("validation-logloss"))
                .mapToDouble(Point::value)
                .min()
                .orElseThrow();
        assertThat(best.value().orElseThrow()).isCloseTo(least, within(1e-9));
    }

    @Test
    void shouldRecordWhatXgboostRefuses() throws Exception {
        String text = SPEC.replace("lambda: {min: 0, max: 20}", "tree_method: {values: [hist, gpu_hist]}")
                .replace("trials: 12", "trials: 8");
        Tuning tuning = stage(text, "scratch").run(JOB);

        List<Trial> failed =
                tuning.trials().stream().filter(t -> t.ended() == Ended.FAILED).toList();
        assertThat(failed).isNotEmpty().allSatisfy(t -> {
            assertThat(t.hyperparameters()).containsEntry("tree_method", "gpu_hist");
            assertThat(t.reason()).startsWith("train.xgboost: XGBoost refuses a hyperparameter: ");
        });
        assertThat(tuning.trials().get(tuning.best() - 1).hyperparameters()).containsEntry("tree_method", "hist");
    }

    @Test
    void shouldFailAsTheUsersMistakeIfNoTrialCanBeTrained() throws Exception {
        String text = SPEC.replace("eval_metric: logloss", "eval_metric: nonsense")
                .replace("strategy: tpe", "direction: minimize");

        assertThatThrownBy(() -> stage(text, "scratch").run(JOB))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("all trials of the first batch fail alike")
                .hasMessageContaining("nonsense");
    }

    @Test
    void shouldLeaveNoTrainingBehindWhenInterrupted() throws Exception {
        CountDownLatch training = new CountDownLatch(1);
        String text = SPEC.replace("rounds: 30", "rounds: 2000000");
        Context context = new Context(
                folder, prepared.store, folder.resolve("scratch"), Clock.systemUTC(), e -> training.countDown());
        TuneStage stage = new TuneStage(spec(text), context, snapshot, new XgboostTrainer());
        List<Throwable> thrown = new ArrayList<>();
        Thread run = new Thread(() -> {
            try {
                stage.run(JOB);
            } catch (RuntimeException e) {
                thrown.add(e);
            }
        });
        run.start();
        while (Thread.getAllStackTraces().keySet().stream()
                        .filter(t -> t.getName().startsWith(JOB.name()))
                        .count()
                < 2) {
            Thread.onSpinWait();
        }
        run.interrupt();
        run.join();

        assertThat(thrown)
                .singleElement()
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.CANCELLED));
        // A thread whose training has ended may not have gone yet; one that trains on would do so for hours.
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(JOB.name())) {
                thread.join(60_000);
                assertThat(thread.isAlive())
                        .as("nothing works on in the background")
                        .isFalse();
            }
        }
    }
}
