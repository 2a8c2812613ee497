package retrain.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import retrain.data.Column;
import retrain.monitor.ColumnDrift.Role;
import retrain.monitor.DomainClassifier.Told;
import retrain.monitor.DriftSimulation.Change;

class DriftMeasureTest {
    private static final Watched X = new Watched("x", Role.FEATURE, Column.Kind.NUMBER);
    private static final Watched C = new Watched("c", Role.FEATURE, Column.Kind.CATEGORY);

    private static float[] normal(int rows, double shift, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = (float) (shift + random.nextGaussian());
        }
        return values;
    }

    private static float[] all(int rows, float value) {
        float[] values = new float[rows];
        Arrays.fill(values, value);
        return values;
    }

    private static String[] texts(int rows, String... values) {
        return IntStream.range(0, rows).mapToObj(i -> values[i % values.length]).toArray(String[]::new);
    }

    private static Drift measure(InMemory samples, Watched... columns) {
        return samples.measure(List.of(columns), List.of(), Optional.empty(), 1);
    }

    private static ColumnDrift numbers(float[] reference, float[] current) {
        return measure(new InMemory().number("x", reference, current), X)
                .columns()
                .get(0);
    }

    private static ColumnDrift categories(String[] reference, String[] current) {
        return measure(new InMemory().text("c", reference, current), C)
                .columns()
                .get(0);
    }

    private static double measured(ColumnDrift column, String name) {
        return column.measures().stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void shouldRaiseAnAlarmWhenNumbersAreShifted() {
        ColumnDrift column = numbers(normal(3_000, 0, 1), normal(3_000, 0.5, 2));

        assertThat(column.alarm()).isTrue();
        assertThat(column.tests()).singleElement().satisfies(test -> {
            assertThat(test.name()).isEqualTo("Kolmogorov-Smirnov");
            assertThat(test.adjusted()).isLessThan(1e-9);
            assertThat(test.effect().value()).isCloseTo(0.5, within(0.06));
            assertThat(test.effect().bound()).contains(0.1);
        });
        assertThat(column.reason()).startsWith("Wasserstein / sd 0.");
        assertThat(measured(column, "PSI")).isGreaterThan(measured(column, "PSI by chance, 95%"));
    }

    @Test
    void shouldNotRaiseAnAlarmForADifferenceThatIsSignificantButSmall() {
        ColumnDrift column = numbers(normal(200_000, 0, 1), normal(200_000, 0.03, 2));

        assertThat(column.tests().get(0).adjusted()).isLessThan(0.001);
        assertThat(column.alarm()).isFalse();
        assertThat(column.reason()).startsWith("beyond chance, but small: Wasserstein / sd 0.03");
    }

    @Test
    void shouldNotRaiseAnAlarmForALargeDifferenceThatChanceExplains() {
        ColumnDrift column = numbers(normal(30, 0, 1), normal(30, 0.2, 4));

        assertThat(column.tests().get(0).effect().value()).isGreaterThan(0.1);
        assertThat(column.alarm()).isFalse();
        assertThat(column.reason()).isEqualTo("no difference beyond chance");
    }

    @Test
    void shouldCompareFewDistinctNumbersAsCategories() {
        float[] reference = new float[1_000];
        float[] current = new float[1_000];
        Arrays.fill(reference, 0, 200, 1);
        Arrays.fill(current, 0, 320, 1);
        ColumnDrift column = numbers(reference, current);

        assertThat(column.tests())
                .singleElement()
                .satisfies(test -> assertThat(test.name()).isEqualTo("chi-square"));
        assertThat(column.alarm()).isTrue();
        assertThat(column.picture().orElseThrow().labels()).containsExactly("0", "1");
        assertThat(column.picture().orElseThrow().current()).containsExactly(0.68, 0.32);
    }

    @Test
    void shouldTakeTheDeviationOfAllValuesWhenTheReferenceDoesNotVary() {
        ColumnDrift column = numbers(all(500, 3), normal(500, 3, 1));

        assertThat(column.alarm()).isTrue();
        assertThat(column.tests().get(0).effect().value()).isBetween(0.5, 2.0);
        assertThat(column.picture().orElseThrow().reference().stream()
                        .mapToDouble(s -> s)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void shouldDrawBothSidesOverTheSameBins() {
        ColumnDrift.Picture picture =
                numbers(normal(3_000, 0, 1), normal(2_000, 1, 2)).picture().orElseThrow();

        assertThat(picture.edges()).hasSize(21).isSorted();
        assertThat(picture.labels()).isEmpty();
        assertThat(picture.reference()).hasSize(20);
        assertThat(picture.reference().stream().mapToDouble(s -> s).sum()).isCloseTo(1, within(1e-12));
        assertThat(picture.current().stream().mapToDouble(s -> s).sum()).isCloseTo(1, within(1e-12));
        assertThat(picture.current().get(19)).isGreaterThan(picture.reference().get(19));
    }

    @Test
    void shouldRaiseAnAlarmWhenValuesGoMissing() {
        float[] current = normal(1_000, 0, 2);
        Arrays.fill(current, 0, 60, Float.NaN);
        ColumnDrift column = numbers(normal(1_000, 0, 1), current);

        assertThat(column.alarm()).isTrue();
        assertThat(column.reason()).startsWith("difference of the missing share 0.06");
        assertThat(measured(column, "missing in the window")).isEqualTo(0.06);
    }

    @Test
    void shouldRaiseAnAlarmWhenAColumnHasNoValueAnyMore() {
        ColumnDrift column = numbers(normal(1_000, 0, 1), all(20, Float.NaN));

        assertThat(column.alarm()).isTrue();
        assertThat(column.reason()).startsWith("none of the window's rows has a value");
        assertThat(categories(texts(100, "a", "b"), new String[40]).alarm()).isTrue();
    }

    @Test
    void shouldRaiseAnAlarmWhenAllOfARareColumnIsGoneHoweverSmallTheDifference() {
        float[] reference = all(10_000, Float.NaN);
        System.arraycopy(normal(100, 0, 1), 0, reference, 0, 100);

        assertThat(numbers(reference, all(10_000, Float.NaN)).alarm()).isTrue();
        assertThat(numbers(reference, all(20, Float.NaN)).alarm()).isFalse();
    }

    @Test
    void shouldSayThatItCannotCompareRatherThanFail() {
        float[] some = normal(500, 0, 1);

        assertThat(numbers(some, new float[0]).reason()).isEqualTo("cannot be compared: the window has no rows");
        assertThat(numbers(new float[0], some).reason()).isEqualTo("cannot be compared: the reference has no rows");
        assertThat(numbers(some, new float[] {7}).reason())
                .isEqualTo("cannot be compared: the window has one row with a value, and it takes 10");
        assertThat(numbers(all(50, Float.NaN), all(70, Float.NaN)).reason())
                .isEqualTo("cannot be compared: the reference has no row with a value, and it takes 10");
        assertThat(List.of(
                        numbers(some, new float[0]),
                        numbers(new float[0], some),
                        numbers(some, new float[] {7}),
                        categories(texts(100, "a"), texts(1, "b"))))
                .noneMatch(ColumnDrift::alarm);
    }

    @Test
    void shouldTakeInfiniteNumbersForMissing() {
        ColumnDrift column = numbers(normal(1_000, 0, 1), all(1_000, Float.POSITIVE_INFINITY));

        assertThat(column.alarm()).isTrue();
        assertThat(measured(column, "missing in the window")).isEqualTo(1);
    }

    @Test
    void shouldRaiseAnAlarmWhenSharesOfCategoriesChange() {
        ColumnDrift column = categories(texts(1_200, "a", "b", "c"), texts(1_200, "a", "a", "b", "c"));

        assertThat(column.alarm()).isTrue();
        assertThat(column.tests()).extracting(ColumnDrift.Test::name).containsExactly("new categories", "chi-square");
        assertThat(measured(column, "largest difference of a share")).isCloseTo(1.0 / 6, within(1e-12));
    }

    @Test
    void shouldNameNewCategoriesTheMostFrequentFirst() {
        String[] current = texts(1_000, "a", "b");
        Arrays.fill(current, 0, 12, "rare");
        Arrays.fill(current, 12, 62, "new");
        ColumnDrift column = categories(texts(1_000, "a", "b"), current);

        assertThat(column.newCategories()).containsExactly("new", "rare");
        assertThat(column.alarm()).isTrue();
        assertThat(column.tests().get(0).effect().value()).isCloseTo(0.062, within(1e-12));
    }

    @Test
    void shouldNotRaiseAnAlarmForRareCategoriesThatChanceBringsToOneSide() {
        String[] reference = IntStream.range(0, 500).mapToObj(i -> "r" + i).toArray(String[]::new);
        String[] current =
                IntStream.range(0, 500).mapToObj(i -> "r" + (i * 7 % 500 + 250)).toArray(String[]::new);
        ColumnDrift column = categories(reference, current);

        assertThat(column.newCategories()).hasSize(20);
        assertThat(column.tests().get(0).adjusted()).isEqualTo(1);
    }

    @Test
    void shouldPoolRareCategoriesUntilATestCanBeTrusted() {
        Cells cells = Cells.of(
                new TreeMap<>(Map.of("a", 90L, "b", 4L, "c", 3L, "d", 3L)),
                new TreeMap<>(Map.of("a", 88L, "b", 6L, "e", 6L)));

        assertThat(cells.grouped())
                .extracting(Cells.Cell::reference, Cells.Cell::current)
                .containsExactly(tuple(90L, 88L), tuple(4L, 6L), tuple(6L, 6L));
    }

    @Test
    void shouldNotTakeNamesForCategories() {
        String[] names = IntStream.range(0, 100_001).mapToObj(i -> "n" + i).toArray(String[]::new);
        ColumnDrift column = categories(names, texts(100, "a"));

        assertThat(column.alarm()).isFalse();
        assertThat(column.reason()).isEqualTo("cannot be compared: so many values are names, not categories");
    }

    @Test
    void shouldAdjustForAllTestsOfTheWindow() {
        float[] current = normal(400, 0.3, 3);
        InMemory samples = new InMemory().number("x", normal(400, 0, 1), current);
        Watched[] columns = new Watched[40];
        columns[0] = X;
        for (int i = 1; i < columns.length; i++) {
            samples.number("x" + i, normal(400, 0, 100 + i), normal(400, 0, 200 + i));
            columns[i] = new Watched("x" + i, Role.FEATURE, Column.Kind.NUMBER);
        }

        ColumnDrift.Test alone = measure(samples, X).columns().get(0).tests().get(0);
        ColumnDrift.Test among = measure(samples, columns).columns().stream()
                .filter(c -> c.column().equals("x"))
                .findFirst()
                .orElseThrow()
                .tests()
                .get(0);

        assertThat(alone.adjusted()).isEqualTo(alone.pValue());
        assertThat(among.pValue()).isEqualTo(alone.pValue());
        assertThat(among.adjusted()).isGreaterThan(4 * alone.pValue());
    }

    @Test
    void shouldSkipTimesAndPutAlarmsFirst() {
        InMemory samples = new InMemory()
                .number("x", normal(500, 0, 1), normal(500, 0, 2))
                .number("y", normal(500, 0, 3), normal(500, 1, 4))
                .number("z", normal(500, 0, 5), normal(500, 2, 6));
        Drift drift = measure(
                samples,
                new Watched("when", Role.FEATURE, Column.Kind.TIME),
                X,
                new Watched("y", Role.LABEL, Column.Kind.NUMBER),
                new Watched("z", Role.FEATURE, Column.Kind.NUMBER));

        assertThat(drift.columns()).extracting(ColumnDrift::column).containsExactly("z", "y", "x");
        assertThat(drift.drifted()).containsExactly("z", "y");
        assertThat(drift.alarm()).isTrue();
        assertThat(drift.sampled()).isEmpty();
    }

    @Test
    void shouldComparePredictions() {
        Drift drift = new InMemory()
                .number("x", new float[500], new float[500])
                .measure(
                        List.of(),
                        List.of(new Predicted("prediction", normal(500, 0, 1), normal(500, 1, 2))),
                        Optional.empty(),
                        1);

        assertThat(drift.columns()).singleElement().satisfies(c -> {
            assertThat(c.role()).isEqualTo(Role.PREDICTION);
            assertThat(c.alarm()).isTrue();
        });
    }

    @Test
    void shouldJudgeTheClassifierByRowsThatItDidNotLearnFrom() {
        InMemory samples = new InMemory()
                .number("x", normal(400, 0, 1), normal(400, 0, 2))
                .text("c", texts(400, "a", "b"), texts(400, "b", "a"));
        DomainClassifier byHeart = (train, labels, test, seed) -> {
            assertThat(train.rows()).isEqualTo(400);
            assertThat(train.width()).isEqualTo(2);
            assertThat(labels).hasSize(400).contains(0, 1);
            assertThat(test.values()).doesNotContain(Arrays.copyOf(train.values(), 1));
            return new Told(normal(test.rows(), 0, seed), new double[] {0, 2});
        };
        Drift drift = samples.measure(List.of(X, C), List.of(), Optional.of(byHeart), 5);

        JointDrift joint = drift.joint().orElseThrow();
        assertThat(joint.auc()).isCloseTo(0.5, within(0.09));
        assertThat(joint.alarm()).isFalse();
        assertThat(joint.columns()).containsExactly("c");
        assertThat(joint.low()).isLessThan(joint.auc());
    }

    @Test
    void shouldTakeEachRowOnceAndTheSameOnesAlways() {
        Stride stride = Stride.of(1_000_003, 1_000);
        long[] rows = IntStream.range(0, stride.size()).mapToLong(stride::row).toArray();

        assertThat(stride.step()).isEqualTo(1_001);
        assertThat(rows).hasSizeBetween(999, 1_000).isSorted().doesNotHaveDuplicates();
        assertThat(rows[rows.length - 1]).isLessThan(1_000_003);
        assertThat(Arrays.stream(rows).map(r -> r % 1_001).distinct().count()).isGreaterThan(500);
        assertThat(Stride.of(7, 10)).isEqualTo(new Stride(7, 1));
        assertThat(Stride.of(0, 10).size()).isZero();
    }

    /** The figures of docs/drift.md in small; a fixed seed. */
    @Test
    void shouldRaiseFewFalseAlarmsAndFindWhatIsThere() {
        DriftSimulation simulation = new DriftSimulation(200, 3, false);
        double slack = 3.1 * Math.sqrt(0.05 * 0.95 / 200);

        assertThat(simulation.share(100, 100, Change.NONE, DriftSimulation::significant))
                .isLessThan(0.05 + slack);
        assertThat(simulation.share(400, 100, Change.NONE, Drift::alarm)).isLessThan(0.05 + slack);
        assertThat(new DriftSimulation(40, 5, false)
                        .share(1_000, 1_000, Change.shift(0.3), d -> d.drifted().contains(DriftSimulation.SHIFTED)))
                .isGreaterThan(0.9);
    }
}
