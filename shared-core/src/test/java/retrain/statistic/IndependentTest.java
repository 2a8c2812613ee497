package retrain.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import retrain.statistic.ConfidenceDistribution.Exact;
import retrain.statistic.ConfidenceDistribution.Normal;
import retrain.statistic.ConfidenceDistribution.Proportion;
import retrain.statistic.Resampling.Numbers;

class IndependentTest {
    @Test
    void shouldBeTheUsualTestOfTwoNormalValues() {
        Normal first = new Normal(0.8, 0.03);
        Normal second = new Normal(0.7, 0.04);
        Normal difference = new Normal(0.1, 0.05);

        for (double bound : new double[] {-0.05, 0, 0.02, 0.1, 0.15}) {
            assertThat(Independent.above(first, second, bound)).isCloseTo(difference.above(bound), within(1e-9));
        }
        assertThat(Independent.lower(first, second, 0.025)).isCloseTo(difference.lower(0.025), within(1e-12));
    }

    @Test
    void shouldKnowForCertainWhatBothKnow() {
        assertThat(Independent.above(new Exact(2), new Exact(1), 0.5)).isLessThan(1e-12);
        assertThat(Independent.above(new Exact(2), new Exact(1), 1)).isEqualTo(1);
        assertThat(Independent.above(new Exact(1), new Exact(2), 0)).isGreaterThan(1 - 1e-12);
    }

    /** 2,000 pairs of shares of few rows, which are 0.9 both. */
    @Test
    void shouldSeldomTellSharesApartThatAreOne() {
        int wrong = 0;
        for (int draw = 0; draw < 2000; draw++) {
            Numbers random = new Numbers(11, draw);
            Proportion first = new Proportion(random.binomial(80, 0.9), 80);
            Proportion second = new Proportion(random.binomial(40, 0.9), 40);
            wrong += Independent.above(first, second, 0) <= 0.05 ? 1 : 0;
        }

        assertThat(wrong / 2000.0).isBetween(0.005, 0.06);
    }
}
