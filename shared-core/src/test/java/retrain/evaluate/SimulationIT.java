package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static retrain.evaluate.Given.better;
import static retrain.evaluate.Given.notWorse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.evaluate.Simulation.Rates;
import retrain.spec.Metric;

/** The error rates that docs/statistics.md promises, in small; {@code benchmarks/run simulation} asks more often. */
class SimulationIT {
    @ParameterizedTest
    @CsvSource({"AUC, 1000, 500", "AUC, 500, 2000", "ACCURACY, 1000, 500", "LOG_LOSS, 300, 500"})
    void shouldSeldomPromoteAnEqualCandidate(Metric metric, int runs, int rows) {
        Rates rates = new Simulation(metric, runs, 1).passes(better(metric, 0), rows, 0);

        assertThat(rates.passed()).isLessThanOrEqualTo(0.05 + rates.slack(0.05));
        assertThat(rates.better()).as("the usual rule").isBetween(0.35, 0.6);
    }

    @Test
    void shouldSeldomPromoteAnyOfFiftyEqualCandidatesOnOneHoldout() {
        Rates rates = new Simulation(Metric.AUC, 60, 2).anyOf(50, better(Metric.AUC, 0), 1_000);

        assertThat(rates.passed()).isLessThanOrEqualTo(0.05 + rates.slack(0.05));
        assertThat(rates.better()).as("the usual rule").isGreaterThan(0.9);
    }

    @Test
    void shouldShowADeclaredEffectInFourOfFiveCasesOnTheRowsAskedFor() {
        Simulation simulation = new Simulation(Metric.AUC, 400, 3);
        int rows = simulation.rowsNeeded(notWorse(Metric.AUC, 0.01), 1_000, 0);

        Rates rates = simulation.passes(notWorse(Metric.AUC, 0.01), rows, 0);

        assertThat(rows).isBetween(1_500, 30_000);
        assertThat(rates.passed()).isGreaterThanOrEqualTo(0.8 - rates.slack(0.8));
    }

    @Test
    void shouldSeldomPassACandidateThatIsWorseByTwiceTheMargin() {
        Simulation simulation = new Simulation(Metric.AUC, 400, 4);
        double margin = -simulation.effect(-0.1) / 2;

        assertThat(simulation.passes(notWorse(Metric.AUC, margin), 2_000, -0.1).passed())
                .isLessThanOrEqualTo(0.05);
    }
}
