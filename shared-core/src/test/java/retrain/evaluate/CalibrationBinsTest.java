package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.evaluate.Evaluation.Bin;
import retrain.evaluate.Evaluation.BrierParts;
import retrain.evaluate.Evaluation.Interval;
import retrain.spec.Metric;
import retrain.statistic.Wilson;

class CalibrationBinsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private static float[] column(int column) throws IOException {
        List<String> lines = Files.readAllLines(GOLDEN.resolve("binary.csv"));
        float[] values = new float[lines.size() - 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(lines.get(i + 1).split(",", -1)[column]);
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"1, champion", "2, challenger"})
    void shouldGiveTheGoldenErrorOfCalibration(int column, String name) throws IOException {
        JsonNode golden =
                new ObjectMapper().readTree(GOLDEN.resolve("expected.json").toFile());

        BinarySample sample = Samples.binary(column(0), column(column));

        // the scores are 32-bit numbers here and 64-bit ones there
        assertThat(Samples.value(sample, Metric.ECE))
                .isCloseTo(golden.get("ece10_equal_width").get(name).asDouble(), within(1e-7));
    }

    /** With scores that are the same within a bin nothing is left over. */
    @Test
    void shouldTakeTheBrierScoreApart() {
        float[] labels = {0, 0, 1, 0, 1, 1, 0, 1, 1, 1};
        float[] scores = {0.125f, 0.125f, 0.125f, 0.125f, 0.5f, 0.5f, 0.5f, 0.875f, 0.875f, 0.875f};
        BinarySample sample = Samples.binary(labels, scores);

        BrierParts parts = CalibrationBins.of(sample).brierParts().orElseThrow();

        assertThat(parts.uncertainty()).isCloseTo(0.24, within(1e-12));
        assertThat(parts.reliability())
                .isCloseTo(
                        0.4 * Math.pow(0.125 - 0.25, 2) + 0.3 * Math.pow(0.5 - 2.0 / 3, 2) + 0.3 * 0.125 * 0.125,
                        within(1e-12));
        assertThat(parts.reliability() - parts.resolution() + parts.uncertainty())
                .isCloseTo(Samples.value(sample, Metric.BRIER), within(1e-12));
    }

    @Test
    void shouldGiveEachBinWilsonsInterval() throws IOException {
        List<Bin> bins = Samples.binary(column(0), column(2)).curves(0.9).calibration();

        assertThat(bins).hasSizeGreaterThan(5).allSatisfy(bin -> {
            double[] limits = Wilson.interval(Math.round(bin.observed() * bin.rows()), bin.rows(), 0.9);
            assertThat(bin.interval()).contains(new Interval(limits[0], limits[1], 0.9));
            assertThat(bin.observed()).isBetween(limits[0], limits[1]);
        });
    }

    @Test
    void shouldHaveNoPartsWithoutRows() {
        assertThat(CalibrationBins.of(Samples.binary(new float[0])).brierParts())
                .isEmpty();
    }
}
