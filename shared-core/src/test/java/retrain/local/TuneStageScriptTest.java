package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Snapshot;
import retrain.event.Event;
import retrain.run.Context;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.spec.RangeSpec;
import retrain.spec.ScriptSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;
import retrain.spec.TuneSpec;
import retrain.spec.TuneSpec.Direction;
import retrain.spec.TuneSpec.Strategy;
import retrain.train.TuneStage;
import retrain.train.Tuning;
import retrain.train.Tuning.Ended;
import retrain.train.Tuning.Trial;

/** The search with a program of the user's own. */
class TuneStageScriptTest {
    private static final Stage.Job JOB = new Stage.Job(RunId.next(Instant.EPOCH), "tune-19700101-000000-abcdef-0123");

    @TempDir
    Path folder;

    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private Prepared prepared;
    private Snapshot snapshot;

    @BeforeEach
    void prepare() throws Exception {
        prepared = new Prepared(folder);
        Path table = prepared.table("SELECT i % 2 AS y, i AS x FROM range(10) t(i)");
        snapshot = prepared.snapshot("y", table, Optional.of(table));
        Scripts.code(folder);
    }

    /** All depths are tried, in an order of chance. */
    private static Spec spec(String mode, int from, int to) {
        Map<String, RangeSpec> ranges = new LinkedHashMap<>();
        ranges.put(
                "depth",
                new RangeSpec(
                        Optional.of((double) from),
                        Optional.of((double) to),
                        Optional.of(RangeSpec.Kind.INTEGER),
                        RangeSpec.Scaling.LINEAR,
                        Optional.empty()));
        TuneSpec tune = new TuneSpec(
                Optional.of("loss"), Optional.of(Direction.MINIMIZE), Strategy.RANDOM, 100, 4, true, ranges);
        ScriptSpec script = Scripts.script(TestTraining.command(mode));
        Spec plain = Scripts.spec(Task.BINARY, "y", script);
        return plain.with(new TrainSpec(
                Optional.empty(),
                Optional.of(script),
                TrainSpec.Categories.ORDINAL,
                Optional.empty(),
                2,
                Optional.empty(),
                Optional.of(tune)));
    }

    private Tuning tuned(Spec spec) {
        Context context =
                new Context(folder, prepared.store, folder.resolve("scratch"), Clock.systemUTC(), events::add);
        return new TuneStage(spec, context, snapshot, new ScriptTrainer()).run(JOB);
    }

    @Test
    void shouldFindTheBestAndRecordWhatFails() {
        Spec spec = spec("trial", 2, 10);
        Tuning tuning = tuned(spec);

        assertThat(tuning.metric()).isEqualTo("loss");
        assertThat(tuning.trials()).hasSize(9);
        Trial best = tuning.trials().get(tuning.best() - 1);
        assertThat(best.hyperparameters()).containsExactly(Map.entry("depth", "3"));
        assertThat(best.value().orElseThrow()).isEqualTo(0.1 / 6, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(tuning.trials())
                .filteredOn(t -> t.ended() == Ended.FAILED)
                .singleElement()
                .satisfies(t -> {
                    assertThat(t.hyperparameters()).containsEntry("depth", "10");
                    assertThat(t.reason()).contains("MemoryError: too deep");
                });
        assertThat(TuneStage.best(spec, tuning).train().script().orElseThrow().hyperparameters())
                .isEqualTo(Map.of("depth", 3L));
        assertThat(events).contains(new Event.Printed("trial " + best.number(), "round 1 loss=0.1"));
    }

    /** Depth 7 never ends by itself; the search ends because it is stopped, with its child, at a round that is always the same. */
    @Test
    void shouldStopAProgramThatIsBehind() throws Exception {
        Tuning tuning = tuned(spec("endless-trial", 2, 9));

        Trial endless = tuning.trials().stream()
                .filter(t -> "7".equals(t.hyperparameters().get("depth")))
                .findFirst()
                .orElseThrow();
        assertThat(endless.number()).as("there is something to compare with").isGreaterThan(4);
        assertThat(endless.ended()).isEqualTo(Ended.STOPPED_EARLY);
        assertThat(endless.rounds()).isEqualTo(2);
        assertThat(endless.value()).contains(24.05);
        List<Long> children = events.stream()
                .filter(Event.Printed.class::isInstance)
                .map(e -> ((Event.Printed) e).line())
                .filter(line -> line.startsWith("child "))
                .map(line -> Long.parseLong(line.substring(6)))
                .toList();
        for (long child : children) {
            assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
        }
        assertThat(Files.exists(
                        folder.resolve("scratch").resolve(JOB.name()).resolve(JOB.name() + "-" + endless.number())))
                .isFalse();
    }
}
