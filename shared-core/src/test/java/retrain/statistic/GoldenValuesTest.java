package retrain.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import retrain.statistic.ConfidenceDistribution.Discordant;
import retrain.statistic.ConfidenceDistribution.Normal;
import retrain.statistic.ConfidenceDistribution.StudentT;

/** The values of scipy, statsmodels, scikit-learn, MLstatkit and dieboldmariano; src/test/resources/golden/README.md has the versions. */
class GoldenValuesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final JsonNode EXPECTED = expected();
    private static final Resampling RESAMPLING = new Resampling(20_000, 7, 2);

    private static JsonNode expected() {
        try {
            return new ObjectMapper().readTree(GOLDEN.resolve("expected.json").toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double[] column(String file, int column) throws IOException {
        return Files.readAllLines(GOLDEN.resolve(file)).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[column]))
                .toArray();
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static byte[] labels() throws IOException {
        double[] values = column("binary.csv", 0);
        byte[] labels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            labels[i] = (byte) values[i];
        }
        return labels;
    }

    private static double[] improvements() throws IOException {
        double[] labels = column("binary.csv", 0);
        double[] champion = column("binary.csv", 1);
        double[] challenger = column("binary.csv", 2);
        double[] gains = new double[labels.length];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = Math.pow(champion[i] - labels[i], 2) - Math.pow(challenger[i] - labels[i], 2);
        }
        return gains;
    }

    private static double number(String section, String name) {
        return EXPECTED.get(section).get(name).asDouble();
    }

    private static double[] list(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    @Test
    void shouldGiveTheAreasAndTheirDifferenceByDeLong() throws IOException {
        float[] champion = floats(column("binary.csv", 1));
        float[] challenger = floats(column("binary.csv", 2));
        JsonNode delong = EXPECTED.get("binary").get("delong_MLstatkit");

        Normal gain = (Normal) DeLong.improvement(labels(), challenger, champion);
        Normal old = plain(DeLong.of(labels(), champion));
        Normal fresh = plain(DeLong.of(labels(), challenger));

        assertThat(old.estimate()).isCloseTo(number("binary", "auc_champion"), within(1e-12));
        assertThat(fresh.estimate()).isCloseTo(number("binary", "auc_challenger"), within(1e-12));
        assertThat(old.estimate()).isCloseTo(delong.get(4).asDouble(), within(1e-12));
        assertThat(fresh.estimate()).isCloseTo(delong.get(5).asDouble(), within(1e-12));
        assertThat(gain.error() * gain.error())
                .isCloseTo(delong.get(6).get("var_diff").asDouble(), within(1e-12));
        assertThat(gain.estimate() / gain.error()).isCloseTo(delong.get(0).asDouble(), within(1e-9));
        assertThat(2 * gain.above(0)).isCloseTo(delong.get(1).asDouble(), within(1e-9));
        assertThat(old.lower(0.025)).isCloseTo(list(delong.get(2))[0], within(1e-9));
        assertThat(old.upper(0.025)).isCloseTo(list(delong.get(2))[1], within(1e-9));
        assertThat(fresh.lower(0.025)).isCloseTo(list(delong.get(3))[0], within(1e-9));
        assertThat(fresh.upper(0.025)).isCloseTo(list(delong.get(3))[1], within(1e-9));
    }

    /** The reference does without the logit. */
    private static Normal plain(ConfidenceDistribution area) {
        return new Normal(area.estimate(), area.error());
    }

    @Test
    void shouldGiveTheAveragePrecision() throws IOException {
        int[] once = new int[labels().length];
        Arrays.fill(once, 1);

        assertThat(Ranking.of(labels(), floats(column("binary.csv", 1))).averagePrecision(once))
                .isCloseTo(number("binary", "ap_champion"), within(1e-12));
        assertThat(Ranking.of(labels(), floats(column("binary.csv", 2))).averagePrecision(once))
                .isCloseTo(number("binary", "ap_challenger"), within(1e-12));
        assertThat(Ranking.of(labels(), floats(column("binary.csv", 2))).auc(once))
                .isCloseTo(number("binary", "auc_challenger"), within(1e-12));
    }

    @Test
    void shouldGiveMcNemarsTest() {
        JsonNode table = EXPECTED.get("mcnemar").get("table[[both,champion_only],[challenger_only,neither]]");
        long lost = table.get(0).get(1).asLong();
        long gained = table.get(1).get(0).asLong();
        Discordant many = new Discordant(gained, lost, 600);

        assertThat(2 * many.above(0)).isCloseTo(number("mcnemar", "chi2_uncorrected_p"), within(1e-9));
        double corrected = Math.pow(Math.abs(gained - lost) - 1.0, 2) / (gained + lost);
        assertThat(corrected).isCloseTo(number("mcnemar", "chi2_corrected"), within(1e-9));
        assertThat(ChiSquaredDistribution.of(1).survivalProbability(corrected))
                .isCloseTo(number("mcnemar", "chi2_corrected_p"), within(1e-9));
        assertThat(2 * many.exact(gained)).isCloseTo(number("mcnemar", "exact_p"), within(1e-9));
    }

    @Test
    void shouldGiveTheBcaIntervalOfThePairedBrierScores() throws IOException {
        double[] gains = improvements();
        double[] interval = list(EXPECTED.get("paired_bootstrap_brier").get("BCa95"));

        ConfidenceDistribution gain = Bootstrap.mean(gains, new Draw.Rows(gains.length), RESAMPLING);

        assertThat(gain.estimate()).isCloseTo(number("paired_bootstrap_brier", "mean_improvement"), within(1e-12));
        assertThat(gain.lower(0.025)).isCloseTo(interval[0], within(3e-4));
        assertThat(gain.upper(0.025)).isCloseTo(interval[1], within(3e-4));
        Moments moments = Moments.of(gains);
        double error = Math.sqrt(moments.squares() / (gains.length - 1) / gains.length);
        assertThat(error).isCloseTo(number("paired_bootstrap_brier", "se_normal"), within(1e-12));
        assertThat(gain.error()).isCloseTo(error, within(1e-4));
        assertThat(2 * new StudentT(moments.mean(), error, gains.length - 1.0).above(0))
                .isCloseTo(number("paired_bootstrap_brier", "paired_t_p"), within(1e-9));
    }

    @Test
    void shouldGiveThePercentilesOfTheReplicates() throws IOException {
        double[] gains = improvements();
        double[] interval = list(EXPECTED.get("paired_bootstrap_brier").get("percentile95"));
        double[] replicates = new double[RESAMPLING.replicates()];
        RESAMPLING.each(() -> (number, random) -> {
            double sum = 0;
            for (int i = 0; i < gains.length; i++) {
                sum += gains[random.below(gains.length)];
            }
            replicates[number] = sum / gains.length;
        });

        Arrays.sort(replicates);

        assertThat(Bca.percentile(replicates, 0.025)).isCloseTo(interval[0], within(3e-4));
        assertThat(Bca.percentile(replicates, 0.975)).isCloseTo(interval[1], within(3e-4));
    }

    @Test
    void shouldGiveTheSignFlipTest() throws IOException {
        assertThat(SignFlip.twoSided(improvements(), 20_000, 1))
                .isCloseTo(number("sign_flip_permutation_brier", "p_two_sided"), within(0.0005));
    }

    @Test
    void shouldGiveDieboldAndMarianosTest() throws IOException {
        double[] y = column("forecast.csv", 0);
        double[] first = column("forecast.csv", 1);
        double[] second = column("forecast.csv", 2);
        double[] differences = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            differences[i] = Math.pow(y[i] - first[i], 2) - Math.pow(y[i] - second[i], 2);
        }
        for (int horizon : new int[] {1, 3}) {
            for (boolean corrected : new boolean[] {true, false}) {
                double[] expected = list(EXPECTED.get("diebold_mariano_squared_error")
                        .get("h=" + horizon + ",harvey=" + (corrected ? "True" : "False")));

                StudentT gain = (StudentT) DieboldMariano.of(differences, horizon, corrected);

                assertThat(Math.abs(gain.estimate() / gain.error())).isCloseTo(expected[0], within(1e-9));
                assertThat(2 * Math.min(gain.above(0), gain.below(0))).isCloseTo(expected[1], within(1e-9));
            }
        }
    }

    @Test
    void shouldAdjustTheSmallestOfManyPValues() {
        double[] p = list(EXPECTED.get("multiple_testing").get("p"));
        double[] all = list(EXPECTED.get("multiple_testing").get("bh"));

        double[] smallest = Adjusted.benjaminiHochberg(Arrays.copyOf(p, 5), p.length);

        assertThat(smallest).containsExactly(Arrays.copyOf(all, 5), within(1e-12));
    }

    @Test
    void shouldAdjustPValues() {
        JsonNode section = EXPECTED.get("multiple_testing");
        double[] p = list(section.get("p"));

        assertThat(Adjusted.holm(p)).containsExactly(list(section.get("holm")), within(1e-12));
        assertThat(Adjusted.benjaminiHochberg(p)).containsExactly(list(section.get("bh")), within(1e-12));
        for (int i = 0; i < p.length; i++) {
            double[] alone = new double[p.length];
            Arrays.fill(alone, 1);
            alone[0] = p[i];
            // The first step of Holm's method is Bonferroni's.
            assertThat(Adjusted.holm(alone)[0]).isCloseTo(list(section.get("bonferroni"))[i], within(1e-12));
        }
    }
}
