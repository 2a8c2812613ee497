package retrain.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.statistic.Bootstrap.WeightedStatistic;
import retrain.statistic.ConfidenceDistribution.Exact;

class BootstrapTest {
    private static final int[] GROUPS = groups(120, 12);

    private static int[] groups(int rows, int groups) {
        int[] group = new int[rows];
        Arrays.setAll(group, i -> i % groups);
        return group;
    }

    private static double[] noise(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.doubles(rows).map(d -> d * d).toArray();
    }

    private static WeightedStatistic mean(double[] values) {
        return counts -> {
            double sum = 0;
            long rows = 0;
            for (int i = 0; i < counts.length; i++) {
                sum += values[i] * counts[i];
                rows += counts[i];
            }
            return sum / rows;
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void shouldNotDependOnTheNumberOfThreads(int threads) {
        double[] values = noise(120, 1);
        for (Draw draw : List.of(new Draw.Rows(120), new Draw.Clusters(GROUPS, 12), new Draw.Blocks(120, 5))) {
            Resampling one = new Resampling(500, 9, 1);
            Resampling many = new Resampling(500, 9, threads);

            assertThat(Bootstrap.mean(values, draw, many)).isEqualTo(Bootstrap.mean(values, draw, one));
            assertThat(Bootstrap.of(() -> mean(values), draw, many))
                    .isEqualTo(Bootstrap.of(() -> mean(values), draw, one));
        }
    }

    /** The quick ways for means draw what the slow one does, or at least as much. */
    @Test
    void shouldFindForMeansWhatItFindsForAnyStatistic() {
        double[] values = noise(120, 2);
        for (Draw draw : List.of(new Draw.Rows(120), new Draw.Clusters(GROUPS, 12), new Draw.Blocks(120, 5))) {
            Resampling resampling = new Resampling(20_000, 4, 2);
            ConfidenceDistribution quick = Bootstrap.mean(values, draw, resampling);
            ConfidenceDistribution slow =
                    Bootstrap.of(() -> mean(values), draw, resampling).orElseThrow();

            assertThat(quick.estimate()).isCloseTo(slow.estimate(), within(1e-12));
            for (double alpha : List.of(0.025, 0.2)) {
                assertThat(quick.lower(alpha)).isCloseTo(slow.lower(alpha), within(0.06 * slow.error()));
                assertThat(quick.upper(alpha)).isCloseTo(slow.upper(alpha), within(0.06 * slow.error()));
            }
        }
    }

    @Test
    void shouldDrawFromCellsWhatItDrawsFromTheirRows() {
        long[] cells = {40, 10, 20, 50};
        int[] cell = new int[120];
        for (int i = 0, c = 0, left = 40; i < 120; i++, left--) {
            while (left == 0) {
                left = (int) cells[++c];
            }
            cell[i] = c;
        }
        Resampling resampling = new Resampling(20_000, 4, 2);
        ConfidenceDistribution quick = Bootstrap.cells(cells, c -> 2.0 * c[3] / (2 * c[3] + c[1] + c[2]), resampling)
                .orElseThrow();
        ConfidenceDistribution slow = Bootstrap.of(
                        () -> counts -> {
                            long[] c = new long[4];
                            for (int i = 0; i < 120; i++) {
                                c[cell[i]] += counts[i];
                            }
                            return 2.0 * c[3] / (2 * c[3] + c[1] + c[2]);
                        },
                        new Draw.Rows(120),
                        resampling)
                .orElseThrow();

        assertThat(quick.estimate()).isEqualTo(slow.estimate());
        assertThat(quick.lower(0.025)).isCloseTo(slow.lower(0.025), within(0.06 * slow.error()));
        assertThat(quick.upper(0.025)).isCloseTo(slow.upper(0.025), within(0.06 * slow.error()));
    }

    /** Rows of a group are alike: the group is what was drawn, not the row. 3.1 Monte Carlo errors above the promise at most. */
    @ParameterizedTest
    @CsvSource({"8, 0.05", "30, 0.042"})
    void shouldBeSeldomWrongWithFewGroups(int groups, double most) {
        int runs = 1_500;
        int wrong = 0;
        for (int run = 0; run < runs; run++) {
            SplittableRandom random = new SplittableRandom(run);
            double[] values = new double[groups * 10];
            double[] shared = random.doubles(groups).map(d -> 3 * (d - 0.5)).toArray();
            for (int i = 0; i < values.length; i++) {
                values[i] = shared[i % groups] + random.nextDouble() - 0.5;
            }
            Draw draw = new Draw.Clusters(groups(values.length, groups), groups);
            wrong += Bootstrap.mean(values, draw, new Resampling(300, run, 1)).above(0) <= 0.025 ? 1 : 0;
        }

        assertThat((double) wrong / runs).isLessThanOrEqualTo(most);
    }

    @Test
    void shouldTellHowManyIndependentValuesTheRowsAreWorth() {
        assertThat(new Draw.Rows(10).units()).isEqualTo(10);
        assertThat(new Draw.Clusters(GROUPS, 12).units()).isCloseTo(12, within(1e-9));
        assertThat(new Draw.Clusters(new int[] {0, 0, 0, 0, 0, 0, 0, 1, 2}, 3).units())
                .isCloseTo(81.0 / 51, within(1e-9));
        assertThat(new Draw.Blocks(120, 5).units()).isEqualTo(24);
    }

    @Test
    void shouldSayNothingOfAStatisticThatIsUndefinedTooOften() {
        WeightedStatistic rare = counts -> counts[0] == 0 ? Double.NaN : counts[0];

        assertThat(Bootstrap.of(() -> rare, new Draw.Rows(50), new Resampling(200, 1, 1)))
                .isEmpty();
        assertThat(Bootstrap.of(() -> counts -> Double.NaN, new Draw.Rows(50), new Resampling(200, 1, 1)))
                .isEmpty();
    }

    @Test
    void shouldKnowAConstantExactly() {
        double[] same = new double[60];
        Arrays.fill(same, 0.25);

        assertThat(Bootstrap.mean(same, new Draw.Rows(60), new Resampling(200, 1, 2)))
                .isEqualTo(new Exact(0.25));
    }

    @Test
    void shouldDrawAsManyRowsAsThereAre() {
        for (Draw draw : List.of(new Draw.Rows(121), new Draw.Blocks(121, 7))) {
            int[] counts = new int[121];
            draw.fill(counts, new Resampling.Numbers(3, 4));

            assertThat(Arrays.stream(counts).sum()).isEqualTo(121);
        }
    }
}
