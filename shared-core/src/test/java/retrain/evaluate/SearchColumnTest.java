package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.data.Rows;

class SearchColumnTest {
    private static float[] numbers(int count, IntUnaryOperator of) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = of.applyAsInt(i);
        }
        return numbers;
    }

    private static long rows(SearchColumn column, String slice) {
        int value = column.slices().indexOf(slice) + 1;
        return IntStream.range(0, column.value().length)
                .filter(row -> column.value()[row] == value)
                .count();
    }

    @Test
    void shouldCutNumbersIntoTenthsAndKeepMissingOnesApart() {
        float[] numbers = numbers(1100, i -> i);
        Arrays.fill(numbers, 1000, 1100, Float.NaN);

        SearchColumn column = SearchColumn.ofNumbers("dep_min", numbers);

        assertThat(column.slices())
                .startsWith("dep_min in [0, 100)", "dep_min in [100, 200)")
                .endsWith("dep_min in [900, 999]", "dep_min=(missing)")
                .hasSize(11)
                .allSatisfy(slice -> assertThat(rows(column, slice)).isEqualTo(100));
    }

    @Test
    void shouldGiveANumberThatManyRowsHaveABinOfItsOwn() {
        float[] numbers = numbers(1000, i -> i < 600 ? 0 : i);
        numbers[5] = -0f;

        SearchColumn column = SearchColumn.ofNumbers("rain", numbers);

        assertThat(column.slices()).first().isEqualTo("rain in [0, 600)");
        assertThat(rows(column, "rain in [0, 600)")).isEqualTo(600);
        assertThat(column.slices()).contains("rain in [900, 999]");
    }

    @Test
    void shouldGiveATieInTheMiddleABinOfItsOwn() {
        float[] numbers = numbers(1000, i -> i >= 400 && i < 700 ? 500 : i);

        SearchColumn column = SearchColumn.ofNumbers("x", numbers);

        assertThat(column.slices()).contains("x in [300, 500)", "x in [500, 700)");
        assertThat(rows(column, "x in [500, 700)")).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldPutEveryNumberIntoTheBinThatSaysSo(long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[500];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.rint(random.nextGaussian() * random.nextInt(20)) / 8;
        }

        SearchColumn column = SearchColumn.ofNumbers("x", numbers);

        for (int i = 0; i < numbers.length; i++) {
            String slice = column.slices().get(column.value()[i] - 1);
            String[] ends = slice.substring(6, slice.length() - 1).split(", ", -1);
            assertThat(numbers[i]).isGreaterThanOrEqualTo(Float.parseFloat(ends[0]));
            boolean last = slice.endsWith("]");
            float to = Float.parseFloat(ends[1]);
            assertThat(last ? numbers[i] <= to : numbers[i] < to)
                    .as(numbers[i] + " " + slice)
                    .isTrue();
        }
    }

    @Test
    void shouldStandNumbersThatAreAllMissingOrInfinite() {
        float[] missing = new float[3];
        Arrays.fill(missing, Float.NaN);

        assertThat(SearchColumn.ofNumbers("x", missing).slices()).containsExactly("x=(missing)");
        assertThat(SearchColumn.ofNumbers("x", new float[] {Float.NEGATIVE_INFINITY, 0, Float.POSITIVE_INFINITY})
                        .slices())
                .containsExactly(
                        "x in [-Infinity, 0)", "x in [0, Infinity)", "x in [Infinity, Infinity]", "x=(missing)");
    }

    @Test
    void shouldTellFewNumbersFromMany() {
        assertThat(SearchColumn.fewNumbers(numbers(1000, i -> i % 10))).isTrue();
        assertThat(SearchColumn.fewNumbers(numbers(1000, i -> i % 11))).isFalse();
        assertThat(SearchColumn.fewNumbers(new float[] {Float.NaN, 0f, -0f, 1})).isTrue();
    }

    @Test
    void shouldKeepValuesThatEnoughRowsHaveAndMissingAsOneOfThem() {
        Rows.Codes codes = new Rows.Codes(List.of("EV", "UA", "YV"), new int[] {0, 0, 1, 1, 2, -1, -1});

        SearchColumn column = SearchColumn.ofValues("carrier", codes, 2);

        assertThat(column.slices()).containsExactly("carrier=EV", "carrier=UA", "carrier=(missing)");
        assertThat(column.value()).containsExactly(1, 1, 2, 2, 0, 3, 3);
        assertThat(SearchColumn.ofValues("carrier", codes, 3).slices()).isEmpty();
    }

    @Test
    void shouldKeepTheHundredValuesOfTheMostRows() {
        int[] code = new int[20_000];
        Arrays.setAll(code, i -> i % 300 < 200 ? i % 100 : 100 + i % 100);

        SearchColumn column = SearchColumn.ofValues(
                "n",
                new Rows.Codes(IntStream.range(0, 200).mapToObj(i -> "v" + i).toList(), code),
                10);

        assertThat(column.slices()).hasSize(100).contains("n=v0", "n=v99").doesNotContain("n=v100");
    }
}
