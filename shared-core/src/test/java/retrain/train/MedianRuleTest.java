package retrain.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import retrain.spec.TuneGoal;
import retrain.spec.TuneSpec.Direction;
import retrain.train.TrainedModel.Point;

class MedianRuleTest {
    private static final TuneGoal LOSS = new TuneGoal("loss", Direction.MINIMIZE, false);
    private static final TuneGoal AUC = new TuneGoal("auc", Direction.MAXIMIZE, false);

    private static List<Point> points(TuneGoal goal, double... values) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(new Point(i + 1, goal.metric(), values[i]));
        }
        return points;
    }

    private static MedianRule rule(TuneGoal goal, double[]... curves) {
        List<Curve> before = new ArrayList<>();
        for (double[] values : curves) {
            before.add(new Curve(points(goal, values)));
        }
        return MedianRule.of(goal, before).orElseThrow();
    }

    /** Of rounds 1 to 6: the means at round 2 are 0.9, 0.8, 0.7 and 0.6, so that their median is 0.75. */
    private static final MedianRule RULE = rule(
            LOSS,
            new double[] {1.0, 0.8, 0.6, 0.6, 0.6, 0.6},
            new double[] {0.9, 0.7, 0.5, 0.5, 0.5, 0.5},
            new double[] {0.8, 0.6, 0.4, 0.4, 0.4, 0.4},
            new double[] {0.7, 0.5, 0.3, 0.3, 0.3, 0.3});

    @Test
    void shouldCompareTheBestSoFarWithTheMedianOfTheMeans() {
        assertThat(RULE.endsAt(points(LOSS, 9, 0.75, 0.6, 0.5, 0.5, 0.1)))
                .as("equal is not worse")
                .isZero();
        assertThat(RULE.endsAt(points(LOSS, 9, 0.7501, 0.1))).isEqualTo(2);
        assertThat(RULE.endsAt(points(LOSS, 0.5, 9, 9, 9)))
                .as("its best counts")
                .isZero();
    }

    @Test
    void shouldNotLookAtTheFirstThird() {
        assertThat(RULE.from()).isEqualTo(2);
        assertThat(RULE.endsAt(points(LOSS, 99))).isZero();
    }

    @Test
    void shouldEndAtTheSameRoundWhateverComesAfterIt() {
        assertThat(RULE.endsAt(points(LOSS, 9, 9, 0.1))).isEqualTo(RULE.endsAt(points(LOSS, 9, 9)));
    }

    @Test
    void shouldKnowThatMoreIsBetter() {
        double[] good = {0.7, 0.8, 0.9};
        MedianRule rule = rule(AUC, good, good, good, good);

        assertThat(rule.endsAt(points(AUC, 0.6, 0.6))).isEqualTo(1);
        assertThat(rule.endsAt(points(AUC, 0.71, 0.76, 0.85))).isZero();
    }

    @Test
    void shouldTakeNoNoticeOfOtherMetricsAndOfWhatIsNoNumber() {
        assertThat(RULE.endsAt(List.of(new Point(3, "other", 99)))).isZero();
        assertThat(RULE.endsAt(points(LOSS, 0.5, Double.NaN, 0.4))).isZero();
    }

    @Test
    void shouldNotJudgeByFewTrials() {
        Curve curve = new Curve(points(LOSS, 0.1, 0.1));

        assertThat(MedianRule.of(LOSS, List.of(curve, curve, curve))).isEmpty();
        assertThat(MedianRule.of(LOSS, List.of(curve, curve, curve, curve))).isPresent();
    }

    /** A trial that ended by itself at an early round still says what can be had by then. */
    @Test
    void shouldKeepTheLastMeanOfAShortCurve() {
        MedianRule rule = rule(
                LOSS, new double[] {0.2}, new double[] {0.2}, new double[] {0.2}, new double[] {0.9, 0.9, 0.9, 0.9});

        assertThat(rule.endsAt(points(LOSS, 0.5, 0.5, 0.5, 0.5))).isEqualTo(2);
    }
}
