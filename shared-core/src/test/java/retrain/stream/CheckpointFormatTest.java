package retrain.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.Golden;
import retrain.data.Table;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Prequential.Shown;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.spec.Task;
import retrain.statistic.Adwin;
import retrain.statistic.ChangeDetector;
import retrain.statistic.PageHinkley;
import retrain.stream.Checkpoint.Due;
import retrain.stream.Checkpoint.Model;
import retrain.stream.Checkpoint.State;
import retrain.stream.Checkpoint.Step;
import retrain.stream.Checkpoint.Taken;
import retrain.stream.Checkpoint.Totals;
import retrain.stream.Checkpoint.Trial;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

/** The formats of the chain and of stream.json: what older versions wrote must be read for ever. */
class CheckpointFormatTest {
    private static final RunId RUN = new RunId("20260131T235959Z-1a2b3c");
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "stream");
    private static final Instant AT = Instant.parse("2026-01-31T23:59:59Z");

    /** A checkpoint of each kind of step, with each kind of detector. */
    private enum Kind {
        BEGAN,
        LEARNED,
        SKIPPED,
        JUDGED;

        Checkpoint checkpoint() {
            Taken taken = new Taken("2026-01-31.csv", Digest.of("file"), 800, Optional.of(Digest.of("table")));
            return switch (this) {
                case BEGAN ->
                    of(1, new Step.Began(RUN, "it is the champion"), Optional.of(new Adwin()), Optional.empty());
                case LEARNED ->
                    of(
                            2,
                            new Step.Learned(taken),
                            Optional.of(new PageHinkley()),
                            Optional.of(new Due(Due.Kind.RETRAIN, RUN, "the errors have become larger")));
                case SKIPPED ->
                    of(3, new Step.Skipped(taken, "the base was made of it"), Optional.empty(), Optional.empty());
                case JUDGED ->
                    of(
                            4,
                            new Step.Judged(RUN, "promoted", "version 4 is the champion"),
                            Optional.empty(),
                            Optional.empty());
            };
        }

        private static Checkpoint of(int number, Step step, Optional<ChangeDetector> detector, Optional<Due> due) {
            for (int i = 0; i < 7; i++) {
                int error = i % 2;
                detector.ifPresent(d -> d.add(error));
            }
            State state = new State(
                    Optional.of("2026-01-31.csv"),
                    model(),
                    Totals.NONE.plus(800, 800, 40_000).skipping(),
                    List.of(new Shown(800, Map.of("log_loss", 400.5, "brier", 100.25))),
                    detector.map(ChangeDetector::state),
                    Optional.of(new Trial(
                            Digest.of("candidate"),
                            Digest.of("rows"),
                            List.of(new Table(Digest.of("table"), 800, 9000)))),
                    due);
            Optional<Digest> previous = number == 1 ? Optional.empty() : Optional.of(Digest.of("previous"));
            return new Checkpoint(Checkpoint.FORMAT, number, previous, step, state, AT);
        }

        private static Model model() {
            ModelArtifact artifact = new ModelArtifact(
                    Digest.of("archive"),
                    1234,
                    new ModelFormat.Xgboost(),
                    Task.BINARY,
                    List.of(new Feature("x", false, List.of())),
                    List.of());
            return new Model(3, Digest.of("base"), Digest.of("trained"), Digest.of("rows"), artifact, 110, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldKeepTheFormatOfCheckpoints(Kind kind) throws IOException {
        Path golden = GOLDEN.resolve("checkpoint-" + Json.word(kind) + ".json");
        Golden.check(golden, new String(Json.pretty(kind.checkpoint()), StandardCharsets.UTF_8));
        assertThat(Json.read(Files.readAllBytes(golden), Checkpoint.class, "golden"))
                .isEqualTo(kind.checkpoint());
    }

    @Test
    void shouldKeepTheFormatOfTheState() throws IOException {
        StreamState state = new StreamState(
                StreamState.FORMAT,
                "flight-delay",
                "/data/incoming",
                12,
                Optional.of("2026-01-31.csv"),
                3,
                110,
                11,
                9000,
                List.of(new MetricValue("log_loss", Optional.of(0.5), Optional.of(new Interval(0.4, 0.6, 0.95)), "")),
                new StreamState.Lag(2, 4096, 170, 12.5),
                Optional.of("it was told to stop"),
                AT);
        Golden.check(GOLDEN.resolve("stream.json"), new String(Json.pretty(state), StandardCharsets.UTF_8));
    }
}
