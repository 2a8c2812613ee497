package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.evaluate.Evaluation.Point;
import retrain.spec.Metric;
import retrain.spec.Task;

/** What holds of the metrics whatever the rows are. */
class MetricPropertiesTest {
    private static final int ROWS = 700;

    private final float[] labels = new float[ROWS];
    private final float[] scores = new float[ROWS];

    private void draw(long seed) {
        Random random = new Random(seed);
        int steps = 1 + random.nextInt(2 * ROWS);
        for (int i = 0; i < ROWS; i++) {
            labels[i] = random.nextInt(3) == 0 ? 1 : 0;
            scores[i] = random.nextInt(steps) / (float) steps;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldRankTheSameUnderAnIncreasingTransform(long seed) {
        draw(seed);
        float[] halved = new float[ROWS];
        float[] turned = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            halved[i] = scores[i] / 4 + 0.5f;
            turned[i] = 1 - halved[i];
        }
        for (Metric metric : List.of(Metric.AUC, Metric.PR_AUC)) {
            assertThat(Samples.value(Samples.binary(labels, halved), metric))
                    .isEqualTo(Samples.value(Samples.binary(labels, scores), metric));
        }
        assertThat(Samples.value(Samples.binary(labels, turned), Metric.AUC))
                .isCloseTo(1 - Samples.value(Samples.binary(labels, halved), Metric.AUC), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldCountThePairs(long seed) {
        draw(seed);
        double won = 0;
        double pairs = 0;
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < ROWS; j++) {
                if (labels[i] == 1 && labels[j] == 0) {
                    pairs++;
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        assertThat(Samples.value(Samples.binary(labels, scores), Metric.AUC)).isEqualTo(won / pairs);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNotDependOnTheOrderOfRows(long seed) {
        draw(seed);
        float[] backLabels = new float[ROWS];
        float[] backScores = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            backLabels[i] = labels[ROWS - 1 - i];
            backScores[i] = scores[ROWS - 1 - i];
        }
        assertThat(Samples.binary(backLabels, backScores).measure(Metric.of(Task.BINARY)))
                .isEqualTo(Samples.binary(labels, scores).measure(Metric.of(Task.BINARY)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldStayWithinTheBounds(long seed) {
        draw(seed);
        BinarySample sample = Samples.binary(labels, scores);
        for (Metric metric : Metric.of(Task.BINARY)) {
            assertThat(Samples.value(sample, metric))
                    .as(metric.word())
                    .isBetween(0.0, metric == Metric.LOG_LOSS ? 23 * Math.log(2) : 1.0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldCountEveryRowOnceInEachDrawing(long seed) {
        draw(seed);
        BinarySample sample = Samples.binary(labels, scores);
        Evaluation.Curves curves = sample.curves(0.95);

        assertThat(curves.calibration().stream().mapToLong(Evaluation.Bin::rows).sum())
                .isEqualTo(ROWS);
        assertThat(curves.scores().stream()
                        .flatMap(h -> h.counts().stream())
                        .mapToLong(c -> c)
                        .sum())
                .isEqualTo(ROWS);
        assertThat(curves.confusion().stream()
                        .flatMap(List::stream)
                        .mapToLong(c -> c)
                        .sum())
                .isEqualTo(ROWS);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 300_000})
    void shouldThinCurvesWithoutVisibleLoss(int rows) {
        Random random = new Random(rows);
        float[] truth = new float[rows];
        float[] scored = new float[rows];
        for (int i = 0; i < rows; i++) {
            truth[i] = i % 4 == 0 ? 1 : 0;
            scored[i] = (float) (1 / (1 + Math.exp(-random.nextGaussian() - truth[i])));
        }
        BinarySample sample = Samples.binary(truth, scored);
        List<Point> roc = sample.curves(0.95).roc();
        List<Point> precisionRecall = sample.curves(0.95).precisionRecall();

        assertThat(roc)
                .hasSizeLessThanOrEqualTo(200)
                .startsWith(new Point(0, 0))
                .endsWith(new Point(1, 1));
        assertThat(precisionRecall).hasSizeLessThanOrEqualTo(200).startsWith(new Point(0, 1));
        assertThat(precisionRecall.get(precisionRecall.size() - 1).x()).isEqualTo(1);
        assertThat(area(roc)).isCloseTo(Samples.value(sample, Metric.AUC), within(0.002));
        assertThat(roc).isSortedAccordingTo((a, b) -> Double.compare(a.x() + a.y(), b.x() + b.y()));
        assertThat(area(precisionRecall))
                .isCloseTo(Samples.value(sample, Metric.PR_AUC), within(rows < 100 ? 0.2 : 0.005));
    }

    private static double area(List<Point> curve) {
        double area = 0;
        for (int i = 1; i < curve.size(); i++) {
            Point a = curve.get(i - 1);
            Point b = curve.get(i);
            area += (b.x() - a.x()) * (a.y() + b.y()) / 2;
        }
        return area;
    }
}
