package retrain.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static retrain.monitor.LiveQuality.Basis.ESTIMATED;
import static retrain.monitor.LiveQuality.Basis.REALISED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.evaluate.Realised.Labels;
import retrain.evaluate.Realised.Scores;
import retrain.monitor.Live.World;
import retrain.monitor.LiveQuality.Level;
import retrain.spec.GateSpec;
import retrain.spec.LiveSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.statistic.Cbpe;
import retrain.statistic.Resampling.Numbers;
import retrain.train.Calibration;

/** Quality of classes 0 and 1: realised, estimated, and against what was promised. */
class LiveMeasureTest {
    private static final Spec SPEC = Live.spec(Task.BINARY, List.of());
    private static final LiveReference CHAMPION = World.of(4000, 0, false).reference(SPEC);

    private static LiveQuality quality(LiveSpec live, LiveWindow window) {
        return Live.measure(SPEC, live, CHAMPION).measure(window).orElseThrow();
    }

    private static Level level(LiveQuality quality, Metric metric, LiveQuality.Basis basis) {
        return quality.level(metric, basis).orElseThrow();
    }

    @Test
    void shouldEstimateFlatAndRealiseTheFallWhenTheConceptDrifts() {
        LiveSpec live = Live.live(Live.alarm(Metric.AUC, 0.02), Live.alarm(Metric.LOG_LOSS, 0.02));
        World turned = World.of(3000, 1, true);

        LiveQuality before = quality(live, turned.window(0));
        LiveQuality after = quality(live, turned.window(3000));

        assertThat(before.alarm()).isFalse();
        assertThat(before.level(Metric.AUC, REALISED)).isEmpty();
        assertThat(level(before, Metric.AUC, ESTIMATED).value().orElseThrow())
                .isCloseTo(level(before, Metric.AUC, ESTIMATED).promised().orElseThrow(), within(0.03));
        assertThat(before.notes()).contains(LiveMeasure.BLIND);
        assertThat(after.alarm()).isTrue();
        assertThat(level(after, Metric.AUC, REALISED).value().orElseThrow()).isLessThan(0.35);
        assertThat(level(after, Metric.AUC, REALISED).alarm()).isTrue();
        assertThat(level(after, Metric.AUC, REALISED).reason())
                .matches(
                        "worse than the promised 0\\.7\\d+ by 0\\.\\d+, more than 0\\.02 \\(p < 0\\.0001, adjusted by Holm\\)");
        assertThat(level(after, Metric.AUC, ESTIMATED)).isEqualTo(level(before, Metric.AUC, ESTIMATED));
        assertThat(level(after, Metric.AUC, ESTIMATED).alarm()).isFalse();
    }

    @Test
    void shouldRealiseWhatItEstimatedWhenNothingChanged() {
        LiveQuality quality = quality(
                Live.live(Live.alarm(Metric.AUC, 0)), World.of(3000, 2, false).window(3000));

        assertThat(quality.alarm()).isFalse();
        for (Metric metric : List.of(
                Metric.AUC,
                Metric.ACCURACY,
                Metric.PRECISION,
                Metric.RECALL,
                Metric.F1,
                Metric.LOG_LOSS,
                Metric.BRIER)) {
            Level truth = level(quality, metric, REALISED);
            Level estimate = level(quality, metric, ESTIMATED);
            assertThat(truth.value().orElseThrow())
                    .as(metric.word())
                    .isBetween(estimate.low().orElseThrow(), estimate.high().orElseThrow());
            assertThat(estimate.low().orElseThrow()).isLessThan(estimate.high().orElseThrow());
        }
        assertThat(quality.level(Metric.ECE, ESTIMATED)).isEmpty();
        assertThat(level(quality, Metric.ECE, REALISED).reason()).contains("does not ask for it");
    }

    @Test
    void shouldNotRaiseAnAlarmWithinTheMargin() {
        World turned = World.of(3000, 1, true);

        assertThat(quality(Live.live(Live.alarm(Metric.ACCURACY, 0.1)), turned.window(3000))
                        .alarm())
                .isTrue();
        assertThat(quality(Live.live(Live.alarm(Metric.ACCURACY, 0.6)), turned.window(3000))
                        .alarm())
                .isFalse();
    }

    @Test
    void shouldTakeTheMarginsOfTheGatesWhenNothingIsAsked() {
        GateSpec gate = new GateSpec(
                Metric.BRIER,
                Optional.empty(),
                Optional.empty(),
                Optional.of("champion"),
                Optional.empty(),
                Optional.of(0.5),
                Optional.empty());
        Spec spec = Live.spec(Task.BINARY, List.of(gate));
        World turned = World.of(2000, 1, true);
        LiveReference champion = World.of(2000, 0, false).reference(spec);

        LiveQuality quality = Live.measure(spec, Live.live(), champion)
                .measure(turned.window(2000))
                .orElseThrow();

        assertThat(level(quality, Metric.BRIER, REALISED).reason())
                .startsWith("not worse than the promised ")
                .contains("by more than 0.5 beyond chance");
        assertThat(level(quality, Metric.AUC, REALISED).reason()).contains("does not ask for it");
    }

    @Test
    void shouldAskTheFirstMetricOfTheTaskWithoutGates() {
        assertThat(quality(Live.live(), World.of(2000, 1, true).window(2000)).levels().stream()
                        .filter(Level::alarm)
                        .map(Level::metric))
                .containsExactly(Metric.AUC);
    }

    @Test
    void shouldSayNothingOfAWindowWithoutPredictions() {
        assertThat(Live.measure(SPEC, Live.live(), CHAMPION)
                        .measure(World.of(0, 1, false).window(0)))
                .isEmpty();
    }

    @Test
    void shouldGiveNoVerdictOnOneRow() {
        LiveQuality quality = quality(Live.live(), World.of(1, 1, false).window(1));

        assertThat(quality.alarm()).isFalse();
        assertThat(level(quality, Metric.AUC, REALISED).value()).isEmpty();
        assertThat(level(quality, Metric.AUC, REALISED).reason()).contains("all rows are of class");
        assertThat(level(quality, Metric.BRIER, REALISED).value()).isPresent();
    }

    @Test
    void shouldTellOfLabelsThatAreNotAllThere() {
        LiveQuality quality = quality(Live.live(), World.of(500, 3, false).window(200));

        assertThat(quality.labelled()).isEqualTo(200);
        assertThat(quality.pending()).isEqualTo(300);
        assertThat(level(quality, Metric.AUC, REALISED).rows()).isEqualTo(200);
        assertThat(level(quality, Metric.AUC, ESTIMATED).rows()).isEqualTo(500);
        assertThat(quality.notes()).anyMatch(n -> n.startsWith("the labels of 200 of the 500 predictions have come"));
    }

    @Test
    void shouldEstimateNothingWhenItIsNotAsked() {
        LiveSpec asked = Live.live();
        LiveSpec live = new LiveSpec(
                asked.predictions(),
                asked.labels(),
                asked.key(),
                asked.time(),
                asked.score(),
                asked.label(),
                asked.labelTime(),
                asked.tolerance(),
                asked.labelDelay(),
                asked.alarms(),
                false);

        LiveQuality quality = quality(live, World.of(500, 3, false).window(500));

        assertThat(quality.levels()).allMatch(l -> l.basis() == REALISED);
        assertThat(quality.notes()).isEmpty();
    }

    /** Scores that are far too sure of themselves are calibrated on the holdout first. */
    @Test
    void shouldCalibrateScoresThatAreNoProbabilities() {
        World world = World.of(4000, 0, false);
        Scores sure = new Scores(sharpened(world.scores()), List.of(), 0.5);
        LiveReference champion = Live.reference(SPEC, new Labels.Binary(world.labels()), sure);
        World next = World.of(3000, 5, false);
        Scores scores = new Scores(sharpened(next.scores()), List.of(), 0.5);

        LiveQuality quality = Live.measure(SPEC, Live.live(), champion)
                .measure(Live.window(scores, new Labels.Binary(next.labels()), 3000))
                .orElseThrow();

        assertThat(level(quality, Metric.LOG_LOSS, ESTIMATED).method())
                .isEqualTo("CBPE, scores calibrated on the holdout");
        for (Metric metric : List.of(Metric.LOG_LOSS, Metric.BRIER, Metric.ACCURACY, Metric.AUC)) {
            assertThat(level(quality, metric, ESTIMATED).value().orElseThrow())
                    .as(metric.word())
                    .isCloseTo(level(quality, metric, REALISED).value().orElseThrow(), within(0.04));
        }
    }

    private static float[] sharpened(float[] scores) {
        float[] sharp = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            double odds = Math.pow(scores[i] / (1 - scores[i]), 3);
            sharp[i] = (float) (odds / (1 + odds));
        }
        return sharp;
    }

    /** NannyML calibrates by isotonic regression on all 600 rows, and estimates two chunks of 300; its area is of ranks in single precision. */
    @Test
    void shouldEstimateAsNannyMLDoes() throws IOException {
        Path golden = Path.of("src/test/resources/golden");
        JsonNode chunks =
                new ObjectMapper().readTree(golden.resolve("cbpe.json").toFile());
        List<String> lines = Files.readAllLines(golden.resolve("binary.csv"));
        float[] labels = new float[600];
        float[] scores = new float[600];
        for (int row = 0; row < 600; row++) {
            String[] fields = lines.get(row + 1).split(",", -1);
            labels[row] = Float.parseFloat(fields[0]);
            scores[row] = Float.parseFloat(fields[2]);
        }
        Optional<Calibration> isotonic = Optional.of(Calibration.isotonic(scores, labels));
        for (int chunk = 0; chunk < 2; chunk++) {
            float[] some = Arrays.copyOfRange(scores, 300 * chunk, 300 * chunk + 300);
            Cbpe cbpe = new Cbpe(some, Recalibration.apply(isotonic, some), row -> some[row] >= 0.5f);

            equal(cbpe.accuracy(), chunks, "accuracy", chunk, 1e-9);
            equal(cbpe.precision(), chunks, "precision", chunk, 1e-9);
            equal(cbpe.recall(), chunks, "recall", chunk, 1e-9);
            equal(cbpe.f1(), chunks, "f1", chunk, 1e-9);
            equal(cbpe.auc(), chunks, "roc_auc", chunk, 1e-7);
            // Its error is that of chunks of the holdout by their labels.
            double error = chunks.get("nannyml_sampling_error")
                    .get("accuracy")
                    .get(chunk)
                    .asDouble();
            assertThat(Math.sqrt(cbpe.variance(cbpe.accuracy()))).isCloseTo(error, within(0.05 * error));
        }
    }

    private static void equal(Cbpe.Expected expected, JsonNode golden, String metric, int chunk, double tolerance) {
        assertThat(expected.value())
                .as(metric)
                .isCloseTo(golden.get("nannyml_chunks").get(metric).get(chunk).asDouble(), within(tolerance));
    }

    @Test
    void shouldNotCalibrateOnOneClass() {
        float[] scores = {0.2f, 0.4f, 0.6f, 0.8f, 0.9f, 0.3f};

        assertThat(Recalibration.of(scores, new float[6])).isEmpty();
        assertThat(Recalibration.of(new float[0], new float[0])).isEmpty();
    }

    @Test
    void shouldEstimateSeveralClasses() {
        Spec spec = Live.spec(Task.MULTICLASS, List.of());
        LiveReference champion = Live.reference(spec, threeClasses(6000, 20, false), threeScores(6000, 20));
        LiveMeasure measure = Live.measure(spec, Live.live(Live.alarm(Metric.MACRO_F1, 0.02)), champion);

        LiveQuality same = measure.measure(Live.window(threeScores(3000, 21), threeClasses(3000, 21, false), 3000))
                .orElseThrow();
        LiveQuality turned = measure.measure(Live.window(threeScores(3000, 22), threeClasses(3000, 22, true), 3000))
                .orElseThrow();

        assertThat(same.alarm()).isFalse();
        for (Metric metric : Metric.of(Task.MULTICLASS)) {
            Level estimate = level(same, metric, ESTIMATED);
            assertThat(level(same, metric, REALISED).value().orElseThrow())
                    .as(metric.word())
                    .isBetween(estimate.low().orElseThrow(), estimate.high().orElseThrow());
        }
        assertThat(level(turned, Metric.MACRO_F1, REALISED).alarm()).isTrue();
        assertThat(level(turned, Metric.MACRO_F1, ESTIMATED).alarm()).isFalse();
    }

    private static Scores threeScores(int rows, long stream) {
        Numbers random = new Numbers(9, stream);
        float[] values = new float[3 * rows];
        for (int row = 0; row < rows; row++) {
            double[] weights = {random.uniform(), random.uniform(), random.uniform()};
            double sum = weights[0] + weights[1] + weights[2];
            for (int k = 0; k < 3; k++) {
                values[3 * row + k] = (float) (weights[k] / sum);
            }
        }
        return new Scores(values, List.of("a", "b", "c"), 0.5);
    }

    /** @param turned whether the classes have changed places since */
    private static Labels threeClasses(int rows, long stream, boolean turned) {
        float[] values = threeScores(rows, stream).values();
        Numbers random = new Numbers(10, stream);
        int[] codes = new int[rows];
        for (int row = 0; row < rows; row++) {
            double at = random.uniform();
            int k = at < values[3 * row] ? 0 : at < values[3 * row] + values[3 * row + 1] ? 1 : 2;
            codes[row] = turned ? (k + 1) % 3 : k;
        }
        return new Labels.Classes(codes, List.of("a", "b", "c"));
    }
}
