package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Prequential.Shown;

class PrequentialTest {
    private static Shown shown(long rows, String metric, double total) {
        return new Shown(rows, Map.of(metric, total));
    }

    @Test
    void shouldTakeTheMeanOverRowsWithTheSpreadOfBatches() {
        // Means of 0.2, 0.4 and 0.6 in batches of one size: the interval is that of Student's t over three values,
        // t(0.975, 2) = 4.302653.
        MetricValue metric = Prequential.metrics(
                        List.of(shown(10, "log_loss", 2), shown(10, "log_loss", 4), shown(10, "log_loss", 6)), 0.95)
                .get(0);
        Interval interval = metric.interval().orElseThrow();
        double half = 4.302653 * 0.2 / Math.sqrt(3);
        assertThat(metric.value()).contains(0.4);
        assertThat(interval.low()).isEqualTo(0);
        assertThat(interval.high()).isCloseTo(0.4 + half, within(1e-6));
    }

    @Test
    void shouldWeighLargeBatchesMore() {
        MetricValue metric = Prequential.metrics(List.of(shown(30, "brier", 3), shown(10, "brier", 9)), 0.95)
                .get(0);
        assertThat(metric.value()).contains(0.3);
    }

    @Test
    void shouldTellTheRootOfSquaredErrors() {
        MetricValue metric =
                Prequential.metrics(List.of(shown(2, "rmse", 32)), 0.95).get(0);
        assertThat(metric.value()).contains(4.0);
        assertThat(metric.interval()).as("one batch has no spread").isEmpty();
    }

    @Test
    void shouldCoverTheTruthAsOftenAsItPromisesThoughRowsOfABatchAreAlike() {
        Random random = new Random(5);
        int covered = 0;
        int trials = 2000;
        for (int trial = 0; trial < trials; trial++) {
            List<Shown> window = new ArrayList<>();
            for (int batch = 0; batch < 20; batch++) {
                int rows = 50 + random.nextInt(20);
                double shared = 1 + 0.3 * random.nextGaussian();
                double total = 0;
                for (int row = 0; row < rows; row++) {
                    total += shared + 0.2 * random.nextGaussian();
                }
                window.add(shown(rows, "mae", total));
            }
            Interval interval =
                    Prequential.metrics(window, 0.95).get(0).interval().orElseThrow();
            covered += interval.low() <= 1 && 1 <= interval.high() ? 1 : 0;
        }
        assertThat(covered / (double) trials).isBetween(0.93, 0.97);
    }
}
