package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Snapshot;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;
import retrain.train.ModelArtifact;
import retrain.train.TrainStage;
import retrain.train.TrainedModel;

class TrainStageTest {
    private static final Stage.Job JOB =
            new Stage.Job(RunId.next(Instant.EPOCH), "train-19700101-000000-abcdef-0123456789ab");

    @TempDir
    Path folder;

    private Prepared prepared;
    private Snapshot snapshot;

    @BeforeEach
    void prepare() {
        prepared = new Prepared(folder);
        snapshot = snapshot(100);
    }

    private Snapshot snapshot(int rows) {
        Path train = prepared.table("SELECT (i * 7) % 10 AS x, i % 3 = 0 AS y FROM range(" + rows + ") t(i)");
        return prepared.snapshot("y", train, Optional.empty());
    }

    private static Spec spec(Map<String, Object> hyperparameters) {
        return Prepared.spec(Task.BINARY, "y", hyperparameters);
    }

    private TrainStage stage(Spec spec, Snapshot rows, Optional<ModelArtifact> champion, Observer observer) {
        Context context = new Context(folder, prepared.store, folder.resolve("scratch"), Clock.systemUTC(), observer);
        return new TrainStage(spec, context, rows, champion, new XgboostTrainer());
    }

    private TrainStage stage(Spec spec, Snapshot rows) {
        return stage(spec, rows, Optional.empty(), Prepared.SILENT);
    }

    private List<String> changes(TrainStage before, TrainStage after) {
        return after.inputs().changesSince(before.inputs());
    }

    @Test
    void shouldSayWhichHyperparameterChanged() {
        TrainStage before = stage(spec(Map.of("rounds", 3, "eta", 0.1)), snapshot);
        TrainStage after = stage(spec(Map.of("rounds", 3, "eta", 0.2)), snapshot);

        assertThat(changes(before, after)).containsExactly("hyperparameters: eta changed from 0.1 to 0.2");
        assertThat(changes(before, before)).isEmpty();
    }

    @Test
    void shouldSayThatRowsFeaturesOrCategoriesChanged() {
        Map<String, Object> hyperparameters = Map.of("rounds", 3);
        TrainStage before = stage(spec(hyperparameters), snapshot);
        Path other = prepared.table("SELECT 1 AS x, 'a' AS c, true AS y");
        TrainStage after = stage(
                Prepared.spec(Task.BINARY, "y", hyperparameters, TrainSpec.Categories.NATIVE, 2),
                prepared.snapshot("y", other, Optional.of(other)));

        assertThat(changes(before, after))
                .containsExactly(
                        "data: features changed from x number to x number, c category",
                        "data: training rows changed",
                        "data: validation rows is new",
                        "spec: train.categories changed from ordinal to native");
    }

    @Test
    void shouldTakeTheChampionForAnInputOnlyIfTheSpecSaysSo() throws Exception {
        Map<String, Object> hyperparameters = Map.of("rounds", 3);
        Optional<ModelArtifact> champion =
                Optional.of(prepared.train(spec(hyperparameters), snapshot).artifact());
        Spec continuing = Prepared.continuing(Task.BINARY, "y", hyperparameters);

        TrainStage anew = stage(spec(hyperparameters), snapshot, champion, Prepared.SILENT);
        TrainStage first = stage(continuing, snapshot);
        TrainStage more = stage(continuing, snapshot, champion, Prepared.SILENT);

        assertThat(changes(stage(spec(hyperparameters), snapshot), anew)).isEmpty();
        assertThat(changes(anew, first)).containsExactly("train: continue from is new");
        assertThat(changes(first, more)).containsExactly("train: continue from changed");
        assertThat(anew.run(JOB).provenance().continuedFrom()).isEmpty();
    }

    @Test
    void shouldTrainAndSayWhatCameOfIt() {
        TrainStage stage = stage(spec(Map.of("rounds", 3)), snapshot);

        TrainedModel model = stage.run(JOB);

        assertThat(prepared.store.has(model.artifact().archive())).isTrue();
        assertThat(stage.summary(model)).matches("xgboost4j 3\\.0\\.4, 1 features, 3 rounds trained, \\d+ KB");
    }

    @Test
    void shouldAttachToTheResultOfAKilledRun() throws Exception {
        TrainedModel model = stage(spec(Map.of("rounds", 3)), snapshot).run(JOB);
        List<Event> events = new ArrayList<>();

        TrainedModel same = stage(spec(Map.of("rounds", 3)), snapshot, Optional.empty(), events::add)
                .run(JOB);

        assertThat(same).isEqualTo(model);
        assertThat(events).as("nothing was trained").isEmpty();
        try (Stream<Path> left = Files.walk(folder.resolve("scratch").resolve(JOB.name()))) {
            assertThat(left.filter(Files::isRegularFile)
                            .map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("model.tar.gz", "trained.json");
        }
    }

    @Test
    void shouldLeaveTheUsersMistakesTheUsersMistakes() {
        assertThatThrownBy(() -> stage(spec(Map.of("rounds", 3, "eval_metric", "nonsense")), snapshot)
                        .run(JOB))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("nonsense");
    }

    @Test
    void shouldStopTheJobWhenInterrupted() throws Exception {
        CountDownLatch training = new CountDownLatch(1);
        TrainStage stage =
                stage(spec(Map.of("rounds", 2_000_000)), snapshot, Optional.empty(), e -> training.countDown());
        List<Throwable> thrown = new ArrayList<>();
        Thread run = new Thread(() -> {
            try {
                stage.run(JOB);
            } catch (RuntimeException e) {
                thrown.add(e);
            }
        });
        run.start();
        run.interrupt();
        run.join();

        assertThat(thrown).singleElement().isInstanceOfSatisfying(BackendFailure.class, e -> {
            assertThat(e.isRetryable()).isTrue();
            assertThat(e.problems().get(0).code()).isEqualTo(Code.CANCELLED);
        });
        assertThat(Thread.getAllStackTraces().keySet())
                .as("nothing works on in the background")
                .noneMatch(t -> t.getName().equals(JOB.name()) && t.isAlive());
    }
}
