package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.evaluate.Evaluation.WorstSlice;
import retrain.spec.FindSlicesSpec;

class SliceSearchTest {
    private static final int ROWS = 4_000;
    private static final double SHARE = 0.05;

    private final List<String> notices = new ArrayList<>();

    private static FindSlicesSpec find(int depth, int minRows, int most) {
        return new FindSlicesSpec(List.of(), depth, minRows, SHARE, most);
    }

    private static SearchColumn column(String name, int rows, int values, IntUnaryOperator of) {
        byte[] value = new byte[rows];
        for (int row = 0; row < rows; row++) {
            value[row] = (byte) (1 + of.applyAsInt(row));
        }
        return new SearchColumn(
                value, IntStream.range(0, values).mapToObj(v -> name + "=" + v).toList());
    }

    /** Columns that have nothing to do with one another. */
    private static List<SearchColumn> columns(Random random, int rows) {
        return List.of(
                column("a", rows, 4, row -> random.nextInt(4)),
                column("b", rows, 2, row -> random.nextInt(2)),
                column("c", rows, 10, row -> random.nextInt(10)));
    }

    /** The logarithmic loss of forecasts that are right about themselves. */
    private static double[] noise(Random random, int rows) {
        return IntStream.range(0, rows)
                .mapToDouble(row -> {
                    double p = 0.02 + 0.96 * random.nextDouble();
                    return -Math.log(random.nextDouble() < p ? p : 1 - p);
                })
                .toArray();
    }

    private List<WorstSlice> worst(FindSlicesSpec find, RowLosses losses, List<SearchColumn> columns) {
        Truth truth = new Truth.Binary(new byte[losses.standard().length]);
        return new SliceSearch(
                        find,
                        0.95,
                        losses,
                        columns.stream().map(losses::ordered).toList())
                .search(truth, notices::add)
                .worst();
    }

    private static boolean is(SearchColumn column, int row, int value) {
        return column.value()[row] == value + 1;
    }

    @Test
    void shouldFindAPlantedSliceAndTellItFirst() {
        Random random = new Random(1);
        List<SearchColumn> columns = columns(random, ROWS);
        double[] loss = noise(random, ROWS);
        for (int row = 0; row < ROWS; row++) {
            loss[row] += is(columns.get(2), row, 7) ? 0.5 : 0;
        }
        double[] given = loss.clone();

        List<WorstSlice> worst = worst(find(2, 50, 10), RowLosses.of(loss), columns);

        WorstSlice first = worst.get(0);
        assertThat(first.slice()).isEqualTo("c=7");
        assertThat(first.rows()).isBetween(300L, 500L);
        assertThat(first.loss())
                .isEqualTo(
                        IntStream.range(0, ROWS)
                                .filter(row -> is(columns.get(2), row, 7))
                                .mapToDouble(row -> given[row])
                                .average()
                                .orElseThrow(),
                        within(1e-9));
        assertThat(first.interval().low()).isPositive().isLessThan(first.loss() - first.rest());
        assertThat(first.interval().high()).isGreaterThan(first.loss() - first.rest());
        assertThat(first.pValue()).isLessThan(1e-6);
        assertThat(worst)
                .as("pairs with a bad value are not worse than it")
                .extracting(WorstSlice::slice)
                .noneMatch(slice -> slice.contains("c=7 ") || slice.endsWith("and c=7"));
        assertThat(notices).singleElement().asString().contains("slices by 3 columns; worse");
    }

    @Test
    void shouldTellAPairBeforeTheValuesThatItIsMadeOf() {
        Random random = new Random(2);
        List<SearchColumn> columns = columns(random, ROWS);
        double[] loss = noise(random, ROWS);
        for (int row = 0; row < ROWS; row++) {
            loss[row] += is(columns.get(0), row, 2) && is(columns.get(1), row, 1) ? 0.6 : 0;
        }

        List<WorstSlice> worst = worst(find(2, 50, 10), RowLosses.of(loss.clone()), columns);

        assertThat(worst).first().extracting(WorstSlice::slice).isEqualTo("a=2 and b=1");
        assertThat(worst).extracting(WorstSlice::slice).contains("a=2");
        assertThat(worst(find(1, 50, 10), RowLosses.of(loss.clone()), columns))
                .extracting(WorstSlice::slice)
                .contains("a=2")
                .noneMatch(slice -> slice.contains(" and "));
        assertThat(worst(find(2, 50, 1), RowLosses.of(loss.clone()), columns)).hasSize(1);
    }

    @Test
    void shouldRankByWhatIsCertainAtLeast() {
        Random random = new Random(3);
        SearchColumn column = column("a", ROWS, 3, row -> row < 60 ? 0 : row < 1500 ? 1 : 2);
        double[] loss = noise(random, ROWS);
        for (int row = 0; row < 1500; row++) {
            loss[row] += row < 60 ? 1.0 : 0.8;
        }

        List<WorstSlice> worst = worst(find(1, 50, 10), RowLosses.of(loss), List.of(column));

        assertThat(worst).extracting(WorstSlice::slice).containsExactly("a=1", "a=0");
        assertThat(worst)
                .isSortedAccordingTo((x, y) ->
                        Double.compare(y.interval().low(), x.interval().low()));
    }

    @Test
    void shouldNotLookAtSlicesOfFewerRows() {
        SearchColumn column = column("a", ROWS, 2, row -> row < 49 ? 0 : 1);
        double[] loss = noise(new Random(4), ROWS);
        Arrays.fill(loss, 0, 49, 9);

        assertThat(worst(find(1, 50, 10), RowLosses.of(loss.clone()), List.of(column)))
                .isEmpty();
        assertThat(notices)
                .singleElement()
                .asString()
                .contains("looked at no slice")
                .contains("50 rows");
        assertThat(worst(find(1, 49, 10), RowLosses.of(loss.clone()), List.of(column)))
                .extracting(WorstSlice::slice)
                .containsExactly("a=0");
    }

    @Test
    void shouldFindNothingInALossThatIsTheSameInAllRows() {
        double[] loss = new double[ROWS];
        Arrays.fill(loss, 0.1);

        assertThat(worst(find(2, 10, 10), RowLosses.of(loss), columns(new Random(5), ROWS)))
                .isEmpty();
        assertThat(notices).singleElement().asString().contains("the loss is the same in all rows");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void shouldFindTheSameOnAnyNumberOfThreads(int threads) throws Exception {
        Random random = new Random(6);
        List<SearchColumn> columns = columns(random, ROWS);
        double[] loss = noise(random, ROWS);
        for (int row = 0; row < ROWS; row++) {
            loss[row] += 0.1 * (columns.get(0).value()[row] + columns.get(2).value()[row] / 3);
        }
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            List<WorstSlice> found = pool.submit(() -> worst(find(2, 10, 100), RowLosses.of(loss.clone()), columns))
                    .get();

            assertThat(found).hasSizeGreaterThan(5).isEqualTo(worst(find(2, 10, 100), RowLosses.of(loss), columns));
        } finally {
            pool.shutdown();
        }
    }

    /** The share of runs in which anything is found. */
    private double share(int runs, ToDoubleFunction<Random> found) {
        return IntStream.range(0, runs)
                .mapToDouble(run -> found.applyAsDouble(new Random(1000 + run)))
                .average()
                .orElseThrow();
    }

    /** Three standard errors of a share of so many runs. */
    private static double slack(int runs) {
        return 3 * Math.sqrt(SHARE * (1 - SHARE) / runs);
    }

    @Test
    void shouldSeldomFindAnythingInNoise() {
        int runs = 300;

        double found = share(runs, random -> {
            List<SearchColumn> columns = columns(random, 2_000);
            return worst(find(2, 20, 10), RowLosses.of(noise(random, 2_000)), columns)
                            .isEmpty()
                    ? 0
                    : 1;
        });

        assertThat(found).isLessThanOrEqualTo(SHARE + slack(runs));
    }

    /** With several worse slices the promise is about the share of false ones among those told. */
    @Test
    void shouldKeepTheShareOfFalseFindings() {
        int runs = 150;

        double share = share(runs, random -> {
            List<SearchColumn> columns = columns(random, 2_000);
            double[] loss = noise(random, 2_000);
            for (int row = 0; row < loss.length; row++) {
                loss[row] += is(columns.get(2), row, 3) ? 0.6 : 0;
            }
            List<WorstSlice> found = worst(find(2, 20, 100), RowLosses.of(loss), columns);
            long wrong = found.stream().filter(f -> !f.slice().equals("c=3")).count();
            return found.isEmpty() ? 0 : (double) wrong / found.size();
        });

        assertThat(share).isLessThanOrEqualTo(SHARE + slack(runs));
    }

    /** A customer's rows have a loss in common, and a column of customers has nothing to do with it. */
    @Test
    void shouldNotTakeManyRowsOfACustomerForManyCustomers() {
        int runs = 150;
        int groups = 200;
        int rows = 3_000;
        double[] plain = new double[1];

        double found = share(runs, random -> {
            int[] group =
                    IntStream.range(0, rows).map(row -> random.nextInt(groups)).toArray();
            int[] kind = IntStream.range(0, groups).map(g -> random.nextInt(3)).toArray();
            double[] common = IntStream.range(0, groups)
                    .mapToDouble(g -> random.nextGaussian())
                    .toArray();
            double[] loss = noise(random, rows);
            for (int row = 0; row < rows; row++) {
                loss[row] += common[group[row]];
            }
            List<SearchColumn> columns = List.of(
                    column("kind", rows, 3, row -> kind[group[row]]), column("day", rows, 5, row -> random.nextInt(5)));
            plain[0] +=
                    worst(find(2, 20, 10), RowLosses.of(loss.clone()), columns).isEmpty() ? 0 : 1;
            return worst(find(2, 20, 10), RowLosses.of(loss, group), columns).isEmpty() ? 0 : 1;
        });

        assertThat(found).isLessThanOrEqualTo(SHARE + slack(runs));
        assertThat(plain[0] / runs).as("as if no rows depended on others").isGreaterThan(0.3);
    }

    /** Errors of forecasts made some steps ahead run on; a column that changes slowly must not be found by chance. */
    @Test
    void shouldNotTakeManyStepsOfOneErrorForManyErrors() {
        int runs = 150;
        int rows = 4_000;
        int horizon = 6;
        int[] step = IntStream.range(0, rows).toArray();
        double[] plain = new double[1];

        double found = share(runs, random -> {
            double[] shocks = IntStream.range(0, rows + horizon)
                    .mapToDouble(i -> random.nextGaussian())
                    .toArray();
            double[] loss = new double[rows];
            for (int row = 0; row < rows; row++) {
                for (int lag = 0; lag < horizon; lag++) {
                    loss[row] += shocks[row + lag];
                }
            }
            int shift = random.nextInt(50);
            List<SearchColumn> columns = List.of(
                    column("spell", rows, 4, row -> (row + shift) / 12 % 4), column("hour", rows, 8, row -> row % 8));
            plain[0] +=
                    worst(find(1, 20, 10), RowLosses.of(loss.clone()), columns).isEmpty() ? 0 : 1;
            int[] blocks = new Dependence.Series(step, horizon).clusters().orElseThrow();
            return worst(find(1, 20, 10), RowLosses.of(loss, blocks), columns).isEmpty() ? 0 : 1;
        });

        assertThat(found).isLessThanOrEqualTo(SHARE + slack(runs));
        assertThat(plain[0] / runs).as("as if no rows depended on others").isGreaterThan(0.15);
    }

    @Test
    void shouldFindAPlantedSliceOfGroupsAndNoneThatFewGroupsMake() {
        Random random = new Random(8);
        int[] group = IntStream.range(0, ROWS).map(row -> row % 150).toArray();
        List<SearchColumn> columns = List.of(
                column("a", ROWS, 4, row -> random.nextInt(4)), column("few", ROWS, 2, row -> group[row] < 20 ? 0 : 1));
        double[] loss = noise(random, ROWS);
        for (int row = 0; row < ROWS; row++) {
            loss[row] += (is(columns.get(0), row, 3) ? 0.5 : 0) + (group[row] < 20 ? 2 : 0);
        }

        List<WorstSlice> worst = worst(find(1, 50, 10), RowLosses.of(loss, group), columns);

        assertThat(worst).extracting(WorstSlice::slice).containsExactly("a=3");
        assertThat(notices)
                .singleElement()
                .asString()
                .contains("looked at 4 slices by 2 columns; worse than chance explains: 1");
    }

    @Test
    void shouldCountTheRowsOfClassOne() {
        byte[] labels = new byte[ROWS];
        SearchColumn column = column("a", ROWS, 2, row -> row % 4 == 0 ? 1 : 0);
        double[] loss = noise(new Random(9), ROWS);
        int[] group = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            labels[row] = (byte) (row % 8 == 0 ? 1 : 0);
            loss[row] += row % 4 == 0 ? 1 : 0;
            group[row] = (row * 7) % 500;
        }
        RowLosses losses = RowLosses.of(loss, group);

        List<WorstSlice> worst = new SliceSearch(find(1, 50, 10), 0.95, losses, List.of(losses.ordered(column)))
                .search(new Truth.Binary(labels), notices::add)
                .worst();

        assertThat(worst).singleElement().satisfies(slice -> {
            assertThat(slice.slice()).isEqualTo("a=1");
            assertThat(slice.rows()).isEqualTo(ROWS / 4);
            assertThat(slice.positives()).isEqualTo(ROWS / 8);
        });
    }
}
