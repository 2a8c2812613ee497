package retrain.statistic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import retrain.statistic.Bootstrap.WeightedStatistic;
import retrain.statistic.ConfidenceDistribution.Exact;

class BcaTest {
    private static final Resampling RESAMPLING = new Resampling(1_000, 3, 2);

    private static double[] noise(int rows) {
        double[] noise = new Random(1).doubles(rows).toArray();
        double mean = Moments.mean(noise);
        return Arrays.stream(noise).map(v -> v - mean).toArray();
    }

    /** Like the calibration error of scores that happen to be calibrated: every drawing is worse. */
    @Test
    void shouldSayNothingOfAnEstimateThatNoReplicateComesNear() {
        double[] values = noise(200);
        WeightedStatistic distance = counts -> {
            double sum = 0;
            for (int i = 0; i < counts.length; i++) {
                sum += counts[i] * values[i];
            }
            return Math.abs(sum);
        };

        assertThat(Bootstrap.of(() -> distance, new Draw.Rows(values.length), RESAMPLING))
                .isEmpty();
        assertThat(Bootstrap.mean(values, new Draw.Rows(values.length), RESAMPLING)
                        .error())
                .isPositive();
    }

    @Test
    void shouldNotTakeRoundingForSpread() {
        double[] values = new double[301];
        Arrays.fill(values, 0.1);

        assertThat(Bootstrap.mean(values, new Draw.Blocks(values.length, 7), RESAMPLING))
                .isInstanceOf(Exact.class);
    }
}
