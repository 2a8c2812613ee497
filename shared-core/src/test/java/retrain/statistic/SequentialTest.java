package retrain.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of scipy and ville; src/test/resources/golden/README.md has the versions. */
class SequentialTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private static JsonNode expected(String key) throws IOException {
        return new ObjectMapper()
                .readTree(GOLDEN.resolve("expected.json").toFile())
                .get(key);
    }

    private static double[] first(int n) throws IOException {
        return Files.readAllLines(GOLDEN.resolve("sequential.csv")).stream()
                .limit(n)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Test
    void shouldTestTheSampleRatioAsScipyDoes() throws IOException {
        JsonNode srm = expected("srm");

        SampleRatio halves = SampleRatio.of(new long[] {50410, 49090}, new double[] {0.5, 0.5});
        SampleRatio tenth = SampleRatio.of(new long[] {9010, 990}, new double[] {0.9, 0.1});

        assertThat(halves.pValue()).isCloseTo(srm.get("p").asDouble(), within(1e-12));
        assertThat(tenth.pValue()).isCloseTo(srm.get("p2").asDouble(), within(1e-9));
        assertThat(halves.and(tenth).freedom()).isEqualTo(2);
        assertThat(halves.and(SampleRatio.NONE)).isEqualTo(halves);
        assertThat(SampleRatio.of(new long[2], new double[] {0.5, 0.5}).pValue())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 1000, 3000})
    void shouldGiveTheIntervalAndThePValueOfTheReference(int n) throws IOException {
        JsonNode at = expected("sequential").get("t=" + n);

        ConfidenceSequence sequence =
                ConfidenceSequence.of(first(n), at.get("rho2").asDouble());

        assertThat(sequence.mean()).isCloseTo(at.get("mean").asDouble(), within(1e-12));
        assertThat(sequence.deviation()).isCloseTo(at.get("sd_ddof0").asDouble(), within(1e-12));
        assertThat(sequence.halfWidth(0.05))
                .isCloseTo(at.get("closed_form_halfwidth_Waudby-Smith").asDouble(), within(1e-9));
        // ville divides by n - 1
        ConfidenceSequence ville = new ConfidenceSequence(
                n, sequence.mean(), sequence.deviation() * Math.sqrt(n / (n - 1.0)), sequence.rho2());
        assertThat(ville.low(0.05)).isCloseTo(at.get("ville_interval").get(0).asDouble(), within(1e-8));
        assertThat(ville.high(0.05)).isCloseTo(at.get("ville_interval").get(1).asDouble(), within(1e-8));
        assertThat(MixtureTest.ratio(n, sequence.mean(), 1, 0.01, 0))
                .isCloseTo(at.get("msprt_lambda_tau0.1").asDouble(), within(1e-9));
        assertThat(MixtureTest.pValue(n, sequence.mean(), 1, 0.01, 0))
                .isCloseTo(at.get("msprt_always_valid_p").asDouble(), within(1e-9));
    }

    @Test
    void shouldBeTheTightestWhereItIsSaidToBe() throws IOException {
        assertThat(ConfidenceSequence.tightestAt(500, 0.05))
                .isCloseTo(expected("sequential").get("t=500").get("rho2").asDouble(), within(1e-9));
        double best = ConfidenceSequence.tightestAt(2000, 0.1);
        double half = new ConfidenceSequence(2000, 0, 1, best).halfWidth(0.1);
        for (double other : new double[] {best * 0.9, best * 1.1}) {
            assertThat(new ConfidenceSequence(2000, 0, 1, other).halfWidth(0.1)).isGreaterThan(half);
        }
    }

    @Test
    void shouldExcludeABoundJustWhereThePValueIsAlpha() {
        ConfidenceSequence sequence = new ConfidenceSequence(1500, 0.3, 1.7, 0.004);
        for (double alpha : new double[] {0.2, 0.05, 0.001}) {
            assertThat(sequence.pValue(sequence.low(alpha))).isCloseTo(alpha, within(1e-12));
            assertThat(sequence.pValue(sequence.high(alpha))).isCloseTo(alpha, within(1e-12));
        }
        assertThat(sequence.pValue(0.3)).isEqualTo(1);
        assertThat(sequence.pValue(1e9)).isZero();
    }

    @Test
    void shouldSayNothingOfValuesThatDoNotDiffer() {
        double[] same = new double[700];
        Arrays.fill(same, 0.25);
        for (double[] values : new double[][] {same, {}}) {
            ConfidenceSequence sequence = ConfidenceSequence.of(values, 0.01);
            assertThat(sequence.halfWidth(0.05)).isInfinite();
            assertThat(sequence.pValue(0)).isEqualTo(1);
        }
    }
}
