package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.evaluate.LossGrid.Contrast;
import retrain.evaluate.LossGrid.Whole;

/** The values of scipy and statsmodels; src/test/resources/slices/expected.py makes them. */
class LossGridTest {
    private static final double EXACT = 1e-9;
    private static final Fixture ROWS = Fixture.read("/slices/rows.csv");
    private static final int COUNT = ROWS.rows().size();

    private static double[] loss() {
        return ROWS.texts("loss").stream().mapToDouble(Double::parseDouble).toArray();
    }

    private static int[] clusters() {
        return ROWS.texts("cluster").stream().mapToInt(Integer::parseInt).toArray();
    }

    private static SearchColumn column(String name) {
        byte[] value = new byte[COUNT];
        for (int i = 0; i < COUNT; i++) {
            value[i] = Byte.parseByte(ROWS.texts(name).get(i));
        }
        return new SearchColumn(value, name.equals("a") ? List.of("a=1", "a=2", "a=3") : List.of("b=1", "b=2"));
    }

    private static final SearchColumn FIRST = column("a");
    private static final SearchColumn SECOND = column("b");

    static Stream<Arguments> shouldEqualScipyAndStatsmodels() {
        return Fixture.read("/slices/expected.csv").rows().stream()
                .map(row -> Arguments.of(String.join(" ", row), row));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void shouldEqualScipyAndStatsmodels(String name, String[] row) {
        RowLosses losses = row[0].equals("welch") ? RowLosses.of(loss()) : RowLosses.of(loss(), clusters());
        boolean alone = row[2].isEmpty();
        SearchColumn second = alone ? SearchColumn.whole(COUNT) : SECOND;
        int other = alone ? 0 : Integer.parseInt(row[2]);

        Contrast contrast = losses.grid(losses.ordered(FIRST), losses.ordered(second), 10)
                .contrast(Integer.parseInt(row[1]), other, Whole.valueOf(row[3].toUpperCase(Locale.ROOT)))
                .orElseThrow();

        assertThat(contrast.rows()).isEqualTo(Long.parseLong(row[4]));
        assertThat(losses.mean() + losses.spread() * contrast.loss())
                .isCloseTo(Double.parseDouble(row[5]), within(EXACT));
        assertThat(losses.mean() + losses.spread() * contrast.rest())
                .isCloseTo(Double.parseDouble(row[6]), within(EXACT));
        assertThat(contrast.difference().above(0)).isCloseTo(Double.parseDouble(row[7]), within(EXACT));
        assertThat(losses.spread() * contrast.difference().lower(0.025))
                .isCloseTo(Double.parseDouble(row[8]), within(EXACT));
        assertThat(losses.spread() * contrast.difference().upper(0.025))
                .isCloseTo(Double.parseDouble(row[9]), within(EXACT));
    }

    @Test
    void shouldNotCompareWithFewerRowsOnEitherSide() {
        long rows = RowLosses.of(loss())
                .grid(FIRST, SECOND, 10)
                .contrast(1, 1, Whole.FIRST)
                .orElseThrow()
                .rows();

        assertThat(RowLosses.of(loss()).grid(FIRST, SECOND, (int) rows).contrast(1, 1, Whole.FIRST))
                .isPresent();
        assertThat(RowLosses.of(loss()).grid(FIRST, SECOND, (int) rows + 1).contrast(1, 1, Whole.FIRST))
                .isEmpty();
        SearchColumn whole = new SearchColumn(new byte[COUNT], List.of("all of them"));
        assertThat(RowLosses.of(loss()).grid(whole, SECOND, 10).contrast(0, 1, Whole.SECOND))
                .as("nothing is left to compare with")
                .isEmpty();
    }

    @Test
    void shouldNotTakeRoundingForADifferenceOfConstantLosses() {
        double[] loss = new double[3000];
        byte[] values = new byte[loss.length];
        for (int i = 0; i < loss.length; i++) {
            values[i] = (byte) (1 + i % 3);
            loss[i] = i % 3 == 2 ? 0.7 : 0.1 + 0.2;
        }
        SearchColumn column = new SearchColumn(values, List.of("c=1", "c=2", "c=3"));
        byte[] halves = new byte[loss.length];
        Arrays.fill(halves, 0, 1300, (byte) 1);
        SearchColumn half = new SearchColumn(halves, List.of("h=1"));

        LossGrid grid = RowLosses.of(loss).grid(column, half, 10);

        assertThat(grid.contrast(1, 1, Whole.FIRST).orElseThrow().difference().above(0))
                .isGreaterThan(0.4);
        assertThat(grid.contrast(3, 1, Whole.ALL).orElseThrow().difference().above(0))
                .isLessThan(1e-9);
    }
}
