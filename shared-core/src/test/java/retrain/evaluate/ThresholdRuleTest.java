package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.problem.InvalidInput;
import retrain.spec.ThresholdSpec;

class ThresholdRuleTest {
    private static final float[] LABELS = {1, 1, 0, 1, 0, 0, 1, 0};
    private static final float[] SCORES = {0.9f, 0.8f, 0.7f, 0.6f, 0.6f, 0.4f, 0.3f, 0.1f};

    private final List<String> notices = new ArrayList<>();

    static ThresholdSpec precision(double wanted) {
        return new ThresholdSpec(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(wanted), Optional.empty());
    }

    static ThresholdSpec recall(double wanted) {
        return new ThresholdSpec(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(wanted));
    }

    static ThresholdSpec costs(double falsePositive, double falseNegative) {
        return new ThresholdSpec(
                Optional.empty(),
                Optional.of(falsePositive),
                Optional.of(falseNegative),
                Optional.empty(),
                Optional.empty());
    }

    private double choose(ThresholdSpec spec, float[] labels, float... scores) {
        return new ThresholdRule(spec, notices::add).choose(Samples.binary(labels, scores));
    }

    private double choose(ThresholdSpec spec) {
        return choose(spec, LABELS, SCORES);
    }

    @Test
    void shouldTakeTheLowestScoreOfEnoughPrecision() {
        assertThat(choose(precision(1))).isEqualTo(0.8f);
        assertThat(choose(precision(0.6))).isEqualTo(0.6f);
        assertThat(choose(precision(0.5))).isEqualTo(0.1f);
    }

    /** From above: 0/1, 1/2, 2/3, 3/4. */
    @Test
    void shouldFindPrecisionThatComesOnlyAfterAMistakeAtTheTop() {
        assertThat(choose(precision(0.7), new float[] {0, 1, 1, 1, 0, 0}, 0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f))
                .isEqualTo(0.6f);
    }

    @Test
    void shouldTakeTheHighestScoreOfEnoughRecall() {
        assertThat(choose(recall(0.25))).isEqualTo(0.9f);
        assertThat(choose(recall(0.26))).isEqualTo(0.8f);
        assertThat(choose(recall(0.75))).isEqualTo(0.6f);
        assertThat(choose(recall(1))).isEqualTo(0.3f);
    }

    @Test
    void shouldSayWhatPrecisionIsPossible() {
        assertThatThrownBy(() -> choose(precision(0.9), new float[] {0, 1, 1, 0}, 0.9f, 0.8f, 0.7f, 0.1f))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("evaluate.threshold.precision")
                .hasMessageContaining("no score has a precision of 0.9 on the 4 validation rows: the highest is 0.6667,"
                        + " from score 0.7 on");
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 1})
    void shouldRefuseRowsOfOneClass(float label) {
        assertThatThrownBy(() -> choose(costs(1, 1), new float[] {label, label}, 0.2f, 0.7f))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("all validation rows are of class " + (int) label);
    }

    @Test
    void shouldRefuseToChooseWithoutRows() {
        assertThatThrownBy(() -> choose(recall(0.5), new float[0]))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("there are no validation rows");
    }

    @Test
    void shouldCostLessThanEveryOtherThreshold() {
        Random random = new Random(4);
        for (int trial = 0; trial < 50; trial++) {
            float[] labels = new float[60];
            float[] scores = new float[60];
            for (int i = 0; i < labels.length; i++) {
                scores[i] = random.nextInt(20) / 20f;
                labels[i] = random.nextFloat() < scores[i] ? 1 : 0;
            }
            labels[0] = 1;
            labels[1] = 0;
            int falsePositive = random.nextInt(9);
            int falseNegative = 1 + random.nextInt(9);

            double chosen = choose(costs(falsePositive, falseNegative), labels, scores);

            double cost = cost(labels, scores, chosen, falsePositive, falseNegative);
            for (float other : scores) {
                double others = cost(labels, scores, other, falsePositive, falseNegative);
                assertThat(others).isGreaterThanOrEqualTo(cost);
                assertThat(others == cost && other > chosen).isFalse();
            }
        }
    }

    private static double cost(float[] labels, float[] scores, double threshold, int falsePositive, int falseNegative) {
        double cost = 0;
        for (int i = 0; i < labels.length; i++) {
            boolean positive = scores[i] >= threshold;
            cost += positive && labels[i] == 0 ? falsePositive : !positive && labels[i] == 1 ? falseNegative : 0;
        }
        return cost;
    }

    @Test
    void shouldTellOfTiesAndTakeTheHighest() {
        assertThat(choose(costs(1, 1), new float[] {1, 0, 1, 0}, 0.9f, 0.7f, 0.5f, 0.1f))
                .isEqualTo(0.9f);
        assertThat(notices)
                .containsExactly("2 thresholds cost the same on the validation rows, 1: the highest is taken, 0.9");
    }

    @Test
    void shouldTellWhenItIsCheapestToTakeNoRowAsPositive() {
        double chosen = choose(costs(100, 1), new float[] {0, 1, 1, 0}, 0.9f, 0.8f, 0.7f, 0.1f);

        assertThat((float) chosen).isGreaterThan(0.9f);
        assertThat(notices).singleElement().asString().contains("cheapest to take no row as positive");
    }
}
