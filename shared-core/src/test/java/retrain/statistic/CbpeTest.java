package retrain.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;
import retrain.statistic.Cbpe.Expected;
import retrain.statistic.Resampling.Numbers;

/** Against closed forms (cbpe.json), and against what comes of drawing the classes. */
class CbpeTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final int CHALLENGER = 2;

    private static float[] scores() throws IOException {
        float[] scores = new float[600];
        int row = 0;
        for (String line : Files.readAllLines(GOLDEN.resolve("binary.csv")).subList(1, 601)) {
            scores[row++] = Float.parseFloat(line.split(",", -1)[CHALLENGER]);
        }
        return scores;
    }

    /** The golden values are of scores in double precision. */
    private static double[] doubles(float[] scores) {
        double[] doubles = new double[scores.length];
        for (int row = 0; row < doubles.length; row++) {
            doubles[row] = Double.parseDouble(Float.toString(scores[row]));
        }
        return doubles;
    }

    @Test
    void shouldGiveTheClosedFormsOfCalibratedScores() throws IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(GOLDEN.resolve("cbpe.json").toFile())
                .get("closed_form_uncalibrated_all_600_rows");
        float[] scores = scores();
        Cbpe cbpe = new Cbpe(scores, doubles(scores), row -> scores[row] >= 0.5f);

        assertThat(cbpe.confusion())
                .containsExactly(
                        new double[] {
                            golden.get("tp").asDouble(),
                            golden.get("fp").asDouble(),
                            golden.get("fn").asDouble(),
                            golden.get("tn").asDouble()
                        },
                        within(1e-9));
        assertThat(cbpe.accuracy().value()).isCloseTo(golden.get("accuracy").asDouble(), within(1e-9));
        assertThat(cbpe.precision().value()).isCloseTo(golden.get("precision").asDouble(), within(1e-9));
        assertThat(cbpe.recall().value()).isCloseTo(golden.get("recall").asDouble(), within(1e-9));
        assertThat(cbpe.f1().value()).isCloseTo(golden.get("f1").asDouble(), within(1e-9));
        assertThat(cbpe.auc().value()).isCloseTo(golden.get("roc_auc").asDouble(), within(1e-9));
    }

    /** Rows are drawn again, and their classes by the probabilities: the metrics of what comes of it spread as is said. */
    @Test
    void shouldTellHowFarTheMetricsOfDrawnClassesSpread() throws IOException {
        float[] scores = scores();
        double[] probabilities = doubles(scores);
        Cbpe cbpe = new Cbpe(scores, probabilities, row -> scores[row] >= 0.5f);

        spreads(
                cbpe,
                cbpe.auc(),
                scores,
                probabilities,
                (labels, drawn) -> DeLong.of(labels, drawn).estimate());
        spreads(cbpe, cbpe.accuracy(), scores, probabilities, (labels, drawn) -> share(labels, drawn, 1, 1));
        spreads(cbpe, cbpe.precision(), scores, probabilities, (labels, drawn) -> share(labels, drawn, 1, 0));
        spreads(cbpe, cbpe.recall(), scores, probabilities, (labels, drawn) -> share(labels, drawn, 0, 1));
        spreads(cbpe, cbpe.f1(), scores, probabilities, (labels, drawn) -> f1(labels, drawn));
        Expected brier = cbpe.mean((row, label) -> Math.pow(scores[row] - label, 2));
        spreads(cbpe, brier, scores, probabilities, CbpeTest::brier);
    }

    private static void spreads(
            Cbpe cbpe,
            Expected expected,
            float[] scores,
            double[] probabilities,
            ToDoubleBiFunction<byte[], float[]> metric) {
        double[] values = new double[2000];
        for (int draw = 0; draw < values.length; draw++) {
            Numbers random = new Numbers(3, draw);
            byte[] labels = new byte[scores.length];
            float[] drawn = new float[scores.length];
            for (int row = 0; row < labels.length; row++) {
                int from = random.below(scores.length);
                drawn[row] = scores[from];
                labels[row] = (byte) (random.uniform() < probabilities[from] ? 1 : 0);
            }
            values[draw] = metric.applyAsDouble(labels, drawn);
        }
        Moments moments = Moments.of(values);
        double error = Math.sqrt(moments.squares() / values.length);

        assertThat(moments.mean()).isCloseTo(expected.value(), within(0.004));
        assertThat(Math.sqrt(cbpe.variance(expected))).isCloseTo(error, within(0.08 * error));
        assertThat(cbpe.classVariance(expected)).isLessThan(cbpe.variance(expected));
    }

    private static boolean positive(float score) {
        return score >= 0.5f;
    }

    /** Accuracy (1, 1), precision (1, 0) or recall (0, 1): of which rows it is the share of right ones. */
    private static double share(byte[] labels, float[] scores, int ofPredicted, int ofTrue) {
        double hits = 0;
        double all = 0;
        for (int row = 0; row < labels.length; row++) {
            boolean counts = ofPredicted == ofTrue
                    || (ofPredicted == 1 && positive(scores[row]))
                    || (ofTrue == 1 && labels[row] == 1);
            all += counts ? 1 : 0;
            hits += counts && positive(scores[row]) == (labels[row] == 1) ? 1 : 0;
        }
        return hits / all;
    }

    private static double f1(byte[] labels, float[] scores) {
        double precision = share(labels, scores, 1, 0);
        double recall = share(labels, scores, 0, 1);
        return 2 * precision * recall / (precision + recall);
    }

    private static double brier(byte[] labels, float[] scores) {
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            sum += Math.pow(scores[row] - labels[row], 2);
        }
        return sum / labels.length;
    }

    @Test
    void shouldLeaveUndefinedWhatNoRowTells() {
        Cbpe none = new Cbpe(new float[] {0.1f, 0.2f}, new double[] {0, 0}, row -> false);

        assertThat(none.precision().value()).isNaN();
        assertThat(none.recall().value()).isNaN();
        assertThat(none.auc().value()).isNaN();
        assertThat(none.accuracy().value()).isEqualTo(1);
    }
}
