package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.evaluate.Estimating.Finding;
import retrain.evaluate.Estimating.Known;
import retrain.spec.Metric;
import retrain.spec.Task;
import retrain.statistic.ConfidenceDistribution.Discordant;

/** The golden rows on the way that the stage takes; src/test/resources/golden/README.md has the packages that made the values. */
class EstimatingTest {
    private static Finding improvement(Metric metric) {
        Fixture rows = Fixture.read("/golden/binary.csv");
        float[] target = rows.numbers("y");
        byte[] labels = new byte[target.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) target[i];
        }
        Estimating estimating = new Estimating(
                Given.spec(Task.BINARY, Given.evaluate(List.of())),
                new Truth.Binary(labels),
                new ModelScores(rows.numbers("challenger"), 1, List.of()),
                Optional.of(new ModelScores(rows.numbers("champion"), 1, List.of())),
                new Dependence.None());
        Map<Metric, Known> known = estimating.of(List.of(metric), new Selection.All(labels.length), true);
        return Objects.requireNonNull(known.get(metric)).improvement().orElseThrow();
    }

    private static JsonNode expected() throws IOException {
        return new ObjectMapper().readTree(Fixture.text("/golden/expected.json"));
    }

    @Test
    void shouldCompareTheGoldenModelsByDeLong() throws IOException {
        Finding gain = improvement(Metric.AUC);

        JsonNode delong = expected().get("binary").get("delong_MLstatkit");
        assertThat(2 * gain.confidence().above(0)).isCloseTo(delong.get(1).asDouble(), within(1e-9));
    }

    @Test
    void shouldCountTheGoldenTableOfMcNemar() throws IOException {
        Finding gain = improvement(Metric.ACCURACY);

        JsonNode table = expected().get("mcnemar").get("table[[both,champion_only],[challenger_only,neither]]");
        assertThat(gain.method()).isEqualTo("McNemar");
        assertThat(gain.confidence())
                .isEqualTo(new Discordant(
                        table.get(1).get(0).asLong(), table.get(0).get(1).asLong(), 600));
    }

    @Test
    void shouldCompareTheGoldenBrierScoresByTheBootstrap() throws IOException {
        Finding gain = improvement(Metric.BRIER);

        JsonNode interval = expected().get("paired_bootstrap_brier").get("BCa95");
        assertThat(gain.method()).isEqualTo("BCa bootstrap, 2,000 replicates");
        // 2,000 replicates scatter more than the 20,000 for which 3e-4 is stated
        assertThat(gain.confidence().lower(0.025)).isCloseTo(interval.get(0).asDouble(), within(1e-3));
        assertThat(gain.confidence().upper(0.025)).isCloseTo(interval.get(1).asDouble(), within(1e-3));
    }
}
