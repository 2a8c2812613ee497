package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.spec.Metric;
import retrain.spec.Task;

/** What the metrics do at the edges. */
class MetricRulesTest {
    private static final List<String> ABC = List.of("a", "b", "c");

    @ParameterizedTest
    @EnumSource(Metric.class)
    void shouldBeUndefinedWithoutRows(Metric metric) {
        List<Sample> samples = List.of(
                Samples.binary(new float[0]),
                Samples.multiclass(ABC, new int[0], new int[] {0, 1, 2}, 3),
                Samples.regression(new float[0]));
        for (Sample sample : samples) {
            MetricValue measured = sample.measure(metric);
            assertThat(measured.value()).isEmpty();
            assertThat(measured.reason()).containsAnyOf("there are no rows", "is no metric of");
        }
    }

    @ParameterizedTest
    @CsvSource({"AUC, 0", "PR_AUC, 0", "AUC, 1", "PR_AUC, 1"})
    void shouldBeUndefinedIfThereIsOnlyOneClassToRank(Metric metric, float label) {
        MetricValue measured =
                Samples.binary(new float[] {label, label}, 0.2f, 0.8f).measure(metric);

        assertThat(measured.value()).isEmpty();
        assertThat(measured.reason()).isEqualTo("all rows are of class " + (int) label);
    }

    @Test
    void shouldBeUndefinedWhereTheDenominatorIsZero() {
        BinarySample noneFound = Samples.binary(new float[] {0, 1}, 0.1f, 0.2f);
        BinarySample nonePositive = Samples.binary(new float[] {0, 0}, 0.1f, 0.2f);

        assertThat(noneFound.measure(Metric.PRECISION).reason()).isEqualTo("no row is predicted to be of class 1");
        assertThat(noneFound.measure(Metric.RECALL).value()).contains(0.0);
        assertThat(noneFound.measure(Metric.F1).value()).contains(0.0);
        assertThat(nonePositive.measure(Metric.RECALL).reason()).isEqualTo("no row is of class 1");
        assertThat(nonePositive.measure(Metric.F1).value()).isEmpty();
        assertThat(nonePositive.measure(Metric.ACCURACY).value()).contains(1.0);
    }

    @Test
    void shouldCountTiesAsHalfInAuc() {
        assertThat(Samples.value(Samples.binary(new float[] {0, 1}, 0.4f, 0.4f), Metric.AUC))
                .isEqualTo(0.5);
        assertThat(Samples.value(Samples.binary(new float[] {0, 1, 1}, 0.4f, 0.4f, 0.9f), Metric.AUC))
                .isEqualTo(0.75);
    }

    @Test
    void shouldTellNothingIfAllScoresAreTheSame() {
        float[] labels = new float[100];
        Arrays.fill(labels, 0, 30, 1);
        float[] scores = new float[100];
        Arrays.fill(scores, 0.3f);
        BinarySample same = Samples.binary(labels, scores);

        assertThat(Samples.value(same, Metric.AUC)).isEqualTo(0.5);
        assertThat(Samples.value(same, Metric.PR_AUC)).isEqualTo(0.3);
        assertThat(Samples.value(same, Metric.ECE)).isCloseTo(0, within(1e-7));
        assertThat(same.curves(0.95).roc()).hasSize(2);
    }

    @Test
    void shouldClipProbabilitiesBeforeTheirLogarithm() {
        double loss = Samples.value(Samples.binary(new float[] {1, 0}, 0, 1), Metric.LOG_LOSS);

        assertThat(loss).isCloseTo(23 * Math.log(2), within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"0.7, 0.7, 1", "0.7, 0.71, 0", "0.1, 0.1, 1", "1, 1, 1", "0, 0, 1"})
    void shouldCountARowWithTheThresholdsScoreAsPositive(float score, double threshold, double recall) {
        BinarySample sample = Samples.binary(new float[] {1}, new float[] {score}, threshold);

        assertThat(Samples.value(sample, Metric.RECALL)).isEqualTo(recall);
    }

    @Test
    void shouldPutAScoreOnAnEdgeIntoTheUpperBin() {
        float[] edges = {0f, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1f, -0f};
        BinarySample sample = Samples.binary(new float[edges.length], edges);

        assertThat(sample.curves(0.95).calibration())
                .extracting(Evaluation.Bin::rows)
                .containsExactly(2L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 2L);
    }

    @Test
    void shouldLeaveRowsWithTargetZeroOutOfMape() {
        assertThat(Samples.value(Samples.regression(new float[] {0, 2}, 5, 3), Metric.MAPE))
                .isEqualTo(0.5);
        assertThat(Samples.regression(new float[] {0, 0}, 1, 2)
                        .measure(Metric.MAPE)
                        .reason())
                .isEqualTo("the target is 0 in all rows");
    }

    @Test
    void shouldHaveNoR2OfAConstantTarget() {
        assertThat(Samples.regression(new float[] {0.1f, 0.1f, 0.1f}, 1, 2, 3)
                        .measure(Metric.R2)
                        .reason())
                .isEqualTo("the target is the same in all rows");
        assertThat(Samples.regression(new float[] {4}, 4).measure(Metric.R2).reason())
                .isEqualTo("there is only one row");
    }

    @Test
    void shouldStandHugeValues() {
        float huge = Float.MAX_VALUE;
        RegressionSample sample = Samples.regression(new float[] {huge, -huge}, -huge, huge);

        assertThat(sample.measure(Metric.of(Task.REGRESSION)))
                .allSatisfy(m -> assertThat(m.value()).isPresent());
        assertThat(Samples.value(sample, Metric.RMSE)).isCloseTo(2.0 * huge, within(1e24));
        assertThat(sample.curves(0.95).scores().get(0).counts()).hasSize(50);
    }

    @Test
    void shouldNotLoseSmallErrorsBesideLargeOnes() {
        Sum sum = new Sum();
        sum.add(1e16);
        for (int i = 0; i < 1000; i++) {
            sum.add(0.5);
        }
        sum.add(-1e16);

        assertThat(sum.value()).isEqualTo(500);
    }

    @Test
    void shouldGiveAnUnknownClassProbabilityZero() {
        MulticlassSample sample = Samples.multiclass(
                ABC, new int[] {0, 1, 2, 0}, new int[] {0, 1, -1}, 2, 0.9f, 0.1f, 0.2f, 0.8f, 0.6f, 0.4f, 0.7f, 0.3f);

        assertThat(Samples.value(sample, Metric.ACCURACY)).isEqualTo(0.75);
        double expected = -(Math.log(0.9f) + Math.log(0.8f) + Math.log(Math.scalb(1.0, -23)) + Math.log(0.7f)) / 4;
        assertThat(Samples.value(sample, Metric.LOG_LOSS)).isCloseTo(expected, within(1e-12));
        assertThat(Samples.value(sample, Metric.OVR_AUC)).isCloseTo((1 + 1 + 0.5) / 3, within(1e-12));
    }

    @Test
    void shouldAverageOverTheClassesThatOccur() {
        MulticlassSample twoOfThree =
                Samples.multiclass(ABC, new int[] {0, 1}, new int[] {0, 1, 2}, 3, 0.8f, 0.2f, 0f, 0.1f, 0.9f, 0f);
        MulticlassSample one = Samples.multiclass(ABC, new int[] {0}, new int[] {0, 1, 2}, 3, 0.8f, 0.2f, 0f);

        assertThat(Samples.value(twoOfThree, Metric.OVR_AUC)).isEqualTo(1);
        assertThat(Samples.value(twoOfThree, Metric.MACRO_F1)).isEqualTo(1);
        assertThat(one.measure(Metric.OVR_AUC).reason()).isEqualTo("all rows are of one class");
    }

    @Test
    void shouldTakeTheSmallestClassesTogetherInTheConfusionMatrix() {
        int classes = 40;
        List<String> names = IntStream.range(0, classes).mapToObj(i -> "c" + i).toList();
        int[] truth = new int[classes + 1];
        float[] scores = new float[truth.length * classes];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = Math.min(i, classes - 1);
            scores[i * classes + truth[i]] = 1;
        }
        int[] place = IntStream.range(0, classes).toArray();

        Evaluation.Curves curves =
                Samples.multiclass(names, truth, place, classes, scores).curves(0.95);

        assertThat(curves.classes()).hasSize(30).contains("c39", "(11 other classes)");
        assertThat(curves.confusion().get(29).get(29)).isEqualTo(11);
        assertThat(curves.confusion().stream()
                        .flatMap(List::stream)
                        .mapToLong(l -> l)
                        .sum())
                .isEqualTo(truth.length);
    }

    @Test
    void shouldCountResidualsBeyondTheTailsInTheOutermostBins() {
        float[] truth = new float[3000];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = i % 100;
        }
        truth[17] = 1e9f;

        Evaluation.Histogram residuals = Samples.regression(truth, new float[truth.length])
                .curves(0.95)
                .scores()
                .get(0);

        assertThat(residuals.high()).isEqualTo(99);
        assertThat(residuals.counts().stream().mapToLong(l -> l).sum()).isEqualTo(3000);
    }

    @Test
    void shouldHaveTheConfusionMatrixOfTheThreshold() {
        BinarySample sample = Samples.binary(new float[] {0, 0, 0, 1, 1}, 0.1f, 0.5f, 0.2f, 0.4f, 0.9f);

        assertThat(sample.curves(0.95).confusion()).containsExactly(List.of(2L, 1L), List.of(1L, 1L));
        assertThat(sample.curves(0.95).classes()).containsExactly("0", "1");
    }
}
