package retrain.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.statistic.ConfidenceDistribution.Discordant;
import retrain.statistic.ConfidenceDistribution.Logit;
import retrain.statistic.ConfidenceDistribution.Normal;
import retrain.statistic.ConfidenceDistribution.Proportion;
import retrain.statistic.ConfidenceDistribution.Resampled;
import retrain.statistic.ConfidenceDistribution.StudentT;

/** A limit and the test that goes with it never disagree, whatever the distribution. */
class ConfidenceDistributionTest {
    static Stream<ConfidenceDistribution> distributions() {
        return Stream.of(
                new Normal(0.7, 0.01),
                new StudentT(-0.2, 0.5, 7),
                new Logit(0.96, 0.015, 60),
                new Proportion(0, 20),
                new Proportion(17, 20),
                new Proportion(20, 20),
                new Discordant(97, 59, 600),
                new Discordant(3, 9, 400),
                new Discordant(12, 1, 400),
                new Discordant(200, 190, 391),
                Bootstrap.mean(skewed(200), new Draw.Rows(200), new Resampling(2_000, 1, 2)));
    }

    private static double[] skewed(int rows) {
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = Math.exp(NormalDistribution.of(0, 1).inverseCumulativeProbability((i + 0.5) / rows));
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void shouldExcludeABoundByTheIntervalIfAndOnlyIfByTheTest(ConfidenceDistribution known) {
        for (double alpha : List.of(0.0004, 0.005, 0.025, 0.05, 0.2)) {
            double lower = known.lower(alpha);
            double upper = known.upper(alpha);
            double step = 1e-6 * Math.max(1e-3, known.error());

            assertThat(lower).isLessThanOrEqualTo(known.estimate()).isLessThanOrEqualTo(upper);
            if (known instanceof Discordant of && of.few()) {
                // the test of 0 is exact, and limits beside it are not: they agree on which side of 0 they are
                assertThat(lower > 0).isEqualTo(known.above(0) <= alpha);
                assertThat(upper < 0).isEqualTo(known.below(0) <= alpha);
            } else {
                boolean least = known.equals(new Proportion(0, 20));
                boolean most = known.equals(new Proportion(20, 20));
                assertThat(known.above(lower - step)).isLessThanOrEqualTo(least ? 1 : alpha * (1 + 1e-6));
                assertThat(known.above(lower + step)).isGreaterThanOrEqualTo(alpha * (1 - 1e-6));
                assertThat(known.below(upper + step)).isLessThanOrEqualTo(most ? 1 : alpha * (1 + 1e-6));
                assertThat(known.below(upper - step)).isGreaterThanOrEqualTo(alpha * (1 - 1e-6));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void shouldBeLessSureTheFartherTheBound(ConfidenceDistribution known) {
        double before = -1;
        for (double bound = -1.2; bound <= 1.2; bound += 0.05) {
            double p = known.above(bound);
            assertThat(p).isBetween(0.0, 1.0);
            if (!(known instanceof Discordant)) {
                assertThat(p).isGreaterThanOrEqualTo(before);
            }
            before = p;
        }
    }

    @Test
    void shouldKnowThatAShareLiesBetweenZeroAndOne() {
        assertThat(new Proportion(0, 20).lower(0.025)).isZero();
        assertThat(new Proportion(0, 20).upper(0.025)).isCloseTo(0.16843, within(1e-5));
        assertThat(new Proportion(20, 20).above(1)).isEqualTo(1);
        assertThat(new Logit(0.99, 0.01, 20).upper(0.001)).isLessThan(1);
        assertThat(new Logit(0.7, 0.01, 100).above(0)).isZero();
        assertThat(new Logit(0.7, 0.01, 100).above(1)).isEqualTo(1);
    }

    /** The example of Tango (1998), table I: 43 pairs, of which 8 and 1 differ; the interval is -0.0002 to 0.3397 there. */
    @Test
    void shouldGiveTangosInterval() {
        Discordant seen = new Discordant(8, 1, 43);

        assertThat(seen.upper(0.025)).isBetween(0.30, 0.36);
        assertThat(seen.estimate()).isCloseTo(7 / 43.0, within(1e-12));
    }

    @Test
    void shouldScaleAroundAnotherEstimate() {
        Resampled drawn = (Resampled) Bootstrap.mean(skewed(100), new Draw.Rows(100), new Resampling(500, 1, 1));

        Resampled moved = drawn.around(10, 0.5);

        assertThat(moved.lower(0.025) - 10).isCloseTo((drawn.lower(0.025) - drawn.estimate()) / 2, within(1e-12));
        assertThat(moved.error()).isCloseTo(drawn.error() / 2, within(1e-12));
    }
}
