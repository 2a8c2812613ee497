package retrain.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The statistics of drift against scipy 1.17 (expected.json, and the values that stand here). */
class DriftStatisticsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    /** The golden numbers have four decimals: times this they are whole, and exact in single precision. */
    private static final double WHOLE = 10_000;

    private static JsonNode golden(String section, String name) throws IOException {
        return new ObjectMapper()
                .readTree(GOLDEN.resolve("expected.json").toFile())
                .get(section)
                .get(name);
    }

    private static double numeric(String name) throws IOException {
        return golden("drift_numeric", name).asDouble();
    }

    private static double categorical(String name) throws IOException {
        return golden("drift_categorical", name).asDouble();
    }

    private static long[] counts(String section, String name) throws IOException {
        return StreamSupport.stream(golden(section, name).spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    private static SortedSample sample(String file) throws IOException {
        double[] numbers = Files.readAllLines(GOLDEN.resolve(file)).stream()
                .mapToDouble(line -> Math.rint(Double.parseDouble(line) * WHOLE))
                .toArray();
        return sorted(numbers);
    }

    private static SortedSample sorted(double... numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return SortedSample.of(floats);
    }

    /** The golden values are those of deciles of the reference. */
    private static long[] binned(SortedSample reference, SortedSample sample) {
        int[] below = new int[11];
        for (int i = 1; i < 10; i++) {
            below[i] = sample.below(reference.quantile(i / 10.0));
        }
        below[10] = sample.size();
        return IntStream.range(0, 10).mapToLong(i -> below[i + 1] - below[i]).toArray();
    }

    @Test
    void shouldGiveScipysKolmogorovSmirnov() throws IOException {
        SortedSample reference = sample("drift_ref.csv");
        SortedSample current = sample("drift_cur.csv");
        KolmogorovSmirnov test = KolmogorovSmirnov.of(reference, current);

        assertThat(test.statistic()).isCloseTo(numeric("ks"), within(1e-12));
        assertThat(test.pValue()).isCloseTo(numeric("ks_p_auto"), within(1e-12));
        assertThat(KolmogorovSmirnov.of(current, reference)).isEqualTo(test);
        assertThat(KolmogorovSmirnov.limit(800, 650, test.statistic())).isCloseTo(numeric("ks_p_asymp"), within(1e-9));
    }

    @Test
    void shouldCountOrdersExactlyWhenSamplesAreSmall() {
        assertThat(KolmogorovSmirnov.of(sorted(1, 2, 3), sorted(4, 5, 6)).pValue())
                .isCloseTo(0.1, within(1e-15));
        assertThat(KolmogorovSmirnov.of(sorted(1), sorted(4, 5, 6)).pValue()).isCloseTo(0.5, within(1e-15));
        assertThat(KolmogorovSmirnov.of(sorted(1), sorted(2)).pValue()).isEqualTo(1);
        assertThat(KolmogorovSmirnov.of(sorted(1, 1, 1), sorted(1, 1)).pValue()).isEqualTo(1);
        assertThat(KolmogorovSmirnov.exact(7, 5, 20)).isCloseTo(0.23737373737373738, within(1e-14));
    }

    @Test
    void shouldPassFromExactToLimitWithoutAJump() {
        for (long size : new long[] {2_000, 9_000}) {
            for (double z : new double[] {0.5, 0.8, 1.2, 1.6, 2.2}) {
                long distance = ((long) (z / Math.sqrt(size / 2.0) * size)) * size;
                double statistic = distance / ((double) size * size);
                assertThat(KolmogorovSmirnov.limit(size, size, statistic))
                        .isCloseTo(KolmogorovSmirnov.exact(size, size, distance), within(0.012));
            }
        }
    }

    @Test
    void shouldGiveWassersteinAndItsShareOfTheDeviation() throws IOException {
        SortedSample reference = sample("drift_ref.csv");
        double distance = Distances.wasserstein(reference, sample("drift_cur.csv"));

        assertThat(distance / WHOLE).isCloseTo(numeric("wasserstein"), within(1e-12));
        assertThat(distance / reference.deviation())
                .isCloseTo(numeric("wasserstein_over_ref_std_ddof0 (evidently)"), within(1e-12));
        assertThat(Distances.wasserstein(sorted(0, 0, 0), sorted(5))).isEqualTo(5);
        assertThat(Distances.wasserstein(sorted(3, 1), sorted(1, 3))).isZero();
    }

    @Test
    void shouldGiveTheStabilityIndexAndWhatChanceMakesOfIt() throws IOException {
        SortedSample reference = sample("drift_ref.csv");
        long[] expected = binned(reference, reference);
        long[] found = binned(reference, sample("drift_cur.csv"));
        StabilityIndex index = StabilityIndex.of(expected, found);

        assertThat(expected).isEqualTo(counts("drift_numeric", "ref_bin_counts"));
        assertThat(found).isEqualTo(counts("drift_numeric", "cur_bin_counts"));
        assertThat(index.value())
                .isCloseTo(numeric("psi_10_reference_deciles(type7 quantile, bin=[e_i,e_i+1))"), within(1e-9));
        assertThat(index.mean()).isCloseTo(numeric("psi_null_mean"), within(1e-9));
        assertThat(index.critical()).isCloseTo(numeric("psi_crit_0.05=chi2_9(.95)*(1/n+1/m)"), within(1e-9));
        assertThat(Distances.jensenShannon(expected, found, 2))
                .isCloseTo(numeric("js_distance_base2_same_bins"), within(1e-9));
        assertThat(Distances.jensenShannon(expected, found, Math.E))
                .isCloseTo(numeric("js_distance_base_e_same_bins"), within(1e-9));
    }

    @Test
    void shouldTakeAnEmptyCellForHalfARowInTheIndexAndForNothingInTheDistance() {
        StabilityIndex index = StabilityIndex.of(new long[] {50, 50}, new long[] {100, 0});

        assertThat(index.value()).isCloseTo(0.5 * Math.log(2) + (0.005 - 0.5) * Math.log(0.01), within(1e-12));
        assertThat(Distances.jensenShannon(new long[] {4, 0}, new long[] {0, 9}, 2))
                .isEqualTo(1);
    }

    @Test
    void shouldGiveTheTwoSampleChiSquareAndNotThatOfOneSample() throws IOException {
        long[] reference = counts("drift_categorical", "ref");
        long[] current = counts("drift_categorical", "cur");
        Contingency test = Contingency.of(reference, current);

        assertThat(test.statistic()).isCloseTo(categorical("two_sample_chi2"), within(1e-9));
        assertThat(test.freedom()).isEqualTo(3);
        assertThat(test.pValue()).isCloseTo(categorical("p"), within(1e-9));
        assertThat(test.cramersV()).isCloseTo(categorical("cramers_v"), within(1e-9));
        assertThat(Distances.largest(reference, current)).isCloseTo(categorical("linf"), within(1e-9));
    }

    @Test
    void shouldLeaveCellsWithoutRowsOutOfTheTest() {
        Contingency three = Contingency.of(new long[] {30, 20, 10}, new long[] {25, 30, 9});

        assertThat(Contingency.of(new long[] {30, 0, 20, 10}, new long[] {25, 0, 30, 9}))
                .isEqualTo(three);
        assertThat(Contingency.of(new long[] {30, 0}, new long[] {7, 0}).pValue())
                .isEqualTo(1);
        assertThatThrownBy(() -> Contingency.of(new long[] {0, 0}, new long[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The values of scipy.stats.fisher_exact. */
    @Test
    void shouldGiveFishersExactTest() {
        assertThat(Contingency.fisher(1, 10, 11, 14)).isCloseTo(0.002759456185220088, within(1e-12));
        assertThat(Contingency.fisher(0, 1000, 5, 1000)).isCloseTo(0.0621875785163488, within(1e-12));
        assertThat(Contingency.fisher(8, 10, 1, 6)).isCloseTo(0.03496503496503495, within(1e-12));
        assertThat(Contingency.fisher(0, 10, 0, 10)).isEqualTo(1);
        assertThat(Contingency.fisher(10, 10, 20, 20)).isEqualTo(1);
        assertThat(Contingency.fisher(0, 1_000_000, 900_000, 1_000_000)).isZero();
        assertThat(Contingency.fisher(50_000, 1_000_000, 50_600, 1_000_000))
                .isCloseTo(0.05263316730788449, within(1e-9));
    }

    @Test
    void shouldSortByDigitsAsByComparing() {
        SplittableRandom random = new SplittableRandom(3);
        float[] numbers = new float[20_000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (random.nextInt(5) == 0 ? random.nextInt(-3, 4) : random.nextGaussian() * 1e30);
        }
        numbers[7] = Float.NaN;
        numbers[8] = Float.NEGATIVE_INFINITY;
        numbers[9] = -0.0f;
        numbers[10] = Float.MIN_VALUE;
        numbers[11] = -Float.MAX_VALUE;
        float[] expected = numbers.clone();
        expected[7] = 0;
        expected[8] = 0;
        Arrays.sort(expected);

        SortedSample many = SortedSample.of(numbers);
        SortedSample few = SortedSample.of(Arrays.copyOf(numbers, 1000));

        assertThat(many.leftOut()).isEqualTo(2);
        assertThat(many.size()).isEqualTo(numbers.length - 2);
        assertThat(few.size()).isEqualTo(998);
        for (int i = 1; i < many.size(); i++) {
            assertThat(many.at(i)).isGreaterThanOrEqualTo(many.at(i - 1));
        }
        for (int i = 1; i < few.size(); i++) {
            assertThat(few.at(i)).isGreaterThanOrEqualTo(few.at(i - 1));
        }
        assertThat(many.at(0)).isEqualTo(-Float.MAX_VALUE);
        assertThat(many.below(many.at(300)) <= 300).isTrue();
        assertThat(many.quantile(1)).isEqualTo(many.at(many.size() - 1));
        double sum = IntStream.range(0, many.size()).mapToDouble(many::at).sum();
        assertThat(many.mean()).isCloseTo(sum / many.size(), within(Math.abs(sum) * 1e-9));
    }

    @Test
    void shouldKnowItsQuantilesAndPlaces() {
        SortedSample sample = sorted(4, 1, Double.NaN, 2, 2);

        assertThat(sample.leftOut()).isEqualTo(1);
        assertThat(sample.quantile(0.5)).isEqualTo(2);
        assertThat(sample.quantile(0.9)).isCloseTo(3.4, within(1e-12));
        assertThat(sample.below(2)).isEqualTo(1);
        assertThat(sample.below(9)).isEqualTo(4);
        assertThat(sample.end(1)).isEqualTo(3);
        assertThat(sample.mean()).isEqualTo(2.25);
        assertThat(sample.deviation()).isCloseTo(1.0897247358851685, within(1e-12));
    }
}
