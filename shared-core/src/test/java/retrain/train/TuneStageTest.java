package retrain.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.data.Column;
import retrain.data.Schema;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.event.Event;
import retrain.local.Embedded;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.run.Store;
import retrain.spec.Hyperparameters;
import retrain.spec.Spec;
import retrain.spec.SpecReader;
import retrain.train.Tuning.Ended;
import retrain.train.Tuning.Trial;

class TuneStageTest {
    private static final String SPEC = """
            model: m
            task: binary
            target: y
            data: {sources: {rows: rows.csv}, validation: {fraction: 0.1}}
            train:
              threads: 2
              xgboost: {rounds: 9}
              tune:
                strategy: tpe
                trials: 22
                parallel: 4
                early-stopping: false
                ranges:
                  eta: {min: 0.01, max: 1, scaling: logarithmic}
                  max_depth: {min: 2, max: 9}
            gates: [{metric: auc, at-least: 0.6}]
            """;

    private static final Stage.Job JOB = new Stage.Job(RunId.next(Instant.EPOCH), "tune-19700101-000000-abcdef-0123");
    private static final Table ROWS = new Table(Digest.of("rows"), 10, 100);

    @TempDir
    Path folder;

    private Store store = Embedded.store(Path.of(System.getProperty("java.io.tmpdir"), "none-" + System.nanoTime()));
    private final List<Event> events = new ArrayList<>();

    @BeforeEach
    void open() {
        store = Embedded.store(folder.resolve("store"));
    }

    private Spec spec(String text) throws IOException {
        Files.writeString(folder.resolve("retrain.yaml"), text);
        return SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), "");
    }

    /** No table is in the store: neither the holdout nor any other is looked at by the search itself. */
    private TuneStage stage(String text, Trainer trainer) throws IOException {
        Snapshot snapshot = new Snapshot(
                "m",
                List.of(),
                new Schema(List.of(new Column("x", Column.Kind.NUMBER, "DOUBLE"))),
                List.of("x"),
                ROWS,
                Optional.of(ROWS),
                ROWS,
                List.of(),
                "none");
        Context context = new Context(folder, store, folder.resolve("scratch"), Clock.systemUTC(), events::add);
        return new TuneStage(spec(text), context, snapshot, trainer);
    }

    private Tuning tuned(String text, Laboratory trainer) throws IOException {
        return stage(text, trainer).run(JOB);
    }

    private static double number(Map<String, String> at, String name) {
        return Double.parseDouble(at.getOrDefault(name, "NaN"));
    }

    /** Best at eta 0.1 and depth 5. */
    private static double bowl(Map<String, String> at) {
        double eta = Math.log10(number(at, "eta") / 0.1);
        double depth = (number(at, "max_depth") - 5) / 7;
        return 0.2 + 0.1 * (eta * eta + depth * depth);
    }

    private static Laboratory bowl(int disorder) {
        return new Laboratory(disorder, TuneStageTest::bowl);
    }

    @Test
    void shouldComeToTheBestTrialAndTrainWithItsHyperparameters() throws IOException {
        TuneStage stage = stage(SPEC, bowl(0));
        Tuning tuning = stage.run(JOB);

        assertThat(tuning.metric()).isEqualTo("validation-logloss");
        assertThat(tuning.trials()).hasSize(22).allMatch(t -> t.ended() == Ended.COMPLETED && t.rounds() == 9);
        assertThat(tuning.trials().stream().map(Trial::number)).isSorted();
        Trial best = tuning.trials().get(tuning.best() - 1);
        assertThat(tuning.trials())
                .allMatch(t -> t.value().orElseThrow() >= best.value().orElseThrow());
        SortedMap<String, String> chosen = Hyperparameters.resolve(TuneStage.best(spec(SPEC), tuning));
        assertThat(chosen).containsAllEntriesOf(best.hyperparameters()).containsEntry("num_round", "9");
        assertThat(stage.summary(tuning))
                .startsWith("22 trials, best validation-logloss 0.2")
                .contains("(trial " + tuning.best() + ": eta "
                        + best.hyperparameters().get("eta") + ", max_depth ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tpe", "random", "hyperband"})
    void shouldComeToTheSameInWhateverOrderTrialsEndOnHoweverManyProcessors(String strategy) throws IOException {
        String text = SPEC.replace("strategy: tpe", "strategy: " + strategy).replace("early-stopping: false", "");
        Tuning expected = tuned(text, bowl(0));

        for (int threads : new int[] {1, 3, 5}) {
            store = Embedded.store(folder.resolve("store-" + threads));
            Laboratory trainer = bowl(threads);
            assertThat(tuned(text.replace("threads: 2", "threads: " + threads), trainer))
                    .isEqualTo(expected);
            assertThat(trainer.mostAtOnce).isEqualTo(Math.min(threads, 4));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 21})
    void shouldTrainNoTrialTwiceAfterAKill(int after) throws IOException {
        Laboratory undisturbed = bowl(0);
        Tuning expected = tuned(SPEC, undisturbed);
        store = Embedded.store(folder.resolve("another"));
        Laboratory killed = bowl(1);
        killed.killedAfter = after;
        assertThatThrownBy(() -> tuned(SPEC, killed)).isInstanceOf(Laboratory.ThreadDeathOfATest.class);

        Laboratory resumed = bowl(2);
        assertThat(tuned(SPEC, resumed)).isEqualTo(expected);
        List<SortedMap<String, String>> all = new ArrayList<>(killed.trained);
        all.addAll(resumed.trained);
        assertThat(all).hasSize(22).containsExactlyInAnyOrderElementsOf(undisturbed.trained);
        assertThat(killed.running).as("nothing works on").isEmpty();
    }

    @Test
    void shouldFindTheTrialsOfAnEarlierSearchAgain() throws IOException {
        tuned(SPEC, bowl(0));
        Laboratory more = bowl(0);

        Tuning tuning = stage(SPEC.replace("trials: 22", "trials: 30"), more)
                .run(new Stage.Job(RunId.next(Instant.EPOCH), "tune-19700101-000001-abcdef-0123"));

        assertThat(tuning.trials()).hasSize(30);
        assertThat(more.trained).hasSize(8);
    }

    @Test
    void shouldLeaveNothingInItsFolder() throws IOException {
        TuneStage stage = stage(SPEC, bowl(0));
        stage.run(JOB);
        stage.clear(JOB);

        try (Stream<Path> left = Files.walk(folder.resolve("scratch"))) {
            assertThat(left).containsExactly(folder.resolve("scratch"));
        }
    }

    @Test
    void shouldRecordATrialThatFailsAndGoOn() throws IOException {
        Laboratory trainer = new Laboratory(0, at -> number(at, "max_depth") > 6 ? Double.NaN : bowl(at));
        TuneStage stage = stage(SPEC, trainer);
        Tuning tuning = stage.run(JOB);

        List<Trial> failed =
                tuning.trials().stream().filter(t -> t.ended() == Ended.FAILED).toList();
        assertThat(failed).isNotEmpty().allSatisfy(t -> {
            assertThat(number(t.hyperparameters(), "max_depth")).isGreaterThan(6);
            assertThat(t.value()).isEmpty();
            assertThat(t.reason()).isEqualTo("these hyperparameters do not go together");
        });
        assertThat(tuning.trials()).hasSize(22);
        assertThat(tuning.trials().get(tuning.best() - 1).ended()).isEqualTo(Ended.COMPLETED);
        assertThat(stage.summary(tuning)).startsWith("22 trials, " + failed.size() + " failed, best");
    }

    @Test
    void shouldFailWhenTheFirstBatchFailsAlike() throws IOException {
        Laboratory trainer = new Laboratory(0, at -> Double.NaN);
        TuneStage stage = stage(SPEC, trainer);

        assertThatThrownBy(() -> stage.run(JOB))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("all trials of the first batch fail alike: these hyperparameters do not");
        assertThat(trainer.trained).hasSize(4);
    }

    @Test
    void shouldNameAMetricThatIsNotToldAsTheUsersMistake() throws IOException {
        TuneStage stage = stage(SPEC.replace("rounds: 9", "rounds: 9, eval_metric: error"), bowl(0));

        assertThatThrownBy(() -> stage.run(JOB))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("it did not tell the metric validation-error");
    }

    @Test
    void shouldEndTrialsThatAreBehindAndNotChooseThem() throws IOException {
        Tuning all = tuned(SPEC, bowl(0));
        store = Embedded.store(folder.resolve("another"));
        Tuning tuning = tuned(SPEC.replace("early-stopping: false", "early-stopping: true"), bowl(0));

        assertThat(tuning.trials().subList(0, 4)).isEqualTo(all.trials().subList(0, 4));
        List<Trial> early = tuning.trials().stream()
                .filter(t -> t.ended() == Ended.STOPPED_EARLY)
                .toList();
        assertThat(early).isNotEmpty().allSatisfy(t -> {
            assertThat(t.rounds()).isBetween(3, 9);
            assertThat(t.reason()).isEqualTo("worse than the median of the trials before it at round " + t.rounds());
            assertThat(t.number()).isNotEqualTo(tuning.best());
        });
    }

    @Test
    void shouldTrainTheBestOfABracketToItsEnd() throws IOException {
        Laboratory trainer = bowl(0);
        Tuning tuning = tuned(SPEC.replace("strategy: tpe", "strategy: hyperband"), trainer);

        assertThat(tuning.trials()).hasSize(22);
        Trial best = tuning.trials().get(tuning.best() - 1);
        assertThat(best.ended()).isEqualTo(Ended.COMPLETED);
        assertThat(best.rounds()).isEqualTo(9);
        assertThat(tuning.trials()).filteredOn(t -> t.rounds() < 9).isNotEmpty().allSatisfy(t -> {
            assertThat(t.ended()).isEqualTo(Ended.STOPPED_EARLY);
            assertThat(t.reason()).isEqualTo("not among the best of its bracket after " + t.rounds() + " rounds");
        });
        assertThat(trainer.trained.stream().map(at -> at.get("num_round")).distinct())
                .containsExactlyInAnyOrder("1", "3", "9");
        assertThat(new HashSet<>(trainer.trained)).hasSameSizeAs(trainer.trained);
    }

    @Test
    void shouldTellEachTrial() throws IOException {
        tuned(SPEC, bowl(3));

        List<String> notes = events.stream()
                .filter(Event.Progressed.class::isInstance)
                .map(Event.Progressed.class::cast)
                .peek(p -> assertThat(p.allocation().total()).isEqualTo(22))
                .map(p -> p.done() + " " + p.note())
                .toList();
        assertThat(notes).hasSize(22);
        assertThat(notes.get(0)).matches("1 trial \\d validation-logloss 0\\.\\d+; best 0\\.\\d+ \\(trial \\d\\)");
    }

    @Test
    void shouldStopAllTrialsWhenInterrupted() throws IOException {
        Laboratory trainer = bowl(1);
        TuneStage stage = stage(SPEC, trainer);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> stage.run(JOB)).isInstanceOfSatisfying(BackendFailure.class, e -> {
            assertThat(e.isRetryable()).isTrue();
            assertThat(e.problems().get(0).code()).isEqualTo(Code.CANCELLED);
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(trainer.running).isEmpty();
        assertThat(trainer.stopped).isNotEmpty();
    }

    @Test
    void shouldSayWhichPartOfTheSearchChanged() throws IOException {
        TuneStage before = stage(SPEC, bowl(0));
        TuneStage after = stage(SPEC.replace("max: 9", "max: 8").replace("trials: 22", "trials: 23"), bowl(0));

        assertThat(after.inputs().changesSince(before.inputs()))
                .containsExactly(
                        "tune: range of max_depth changed from 2.0 to 9.0, linear to 2.0 to 8.0, linear",
                        "tune: trials changed from 22 to 23");
        assertThat(stage(SPEC.replace("threads: 2", "threads: 1"), bowl(0)).inputs())
                .as("processors change nothing")
                .isEqualTo(before.inputs());
    }
}
