package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.data.Rows;

class SlicerTest {
    private static final Rows.Codes LETTERS =
            new Rows.Codes(List.of("a", "b", "c", "d"), new int[] {3, 1, -1, 1, 0, 3, 3, 2});

    private static List<String> parts(Rows.Codes codes, Set<String> wanted, int limit) {
        return new Slicer(codes)
                .slices(wanted, limit).parts().stream()
                        .map(p -> p.value() + " " + Arrays.toString(rows(p.rows())))
                        .toList();
    }

    private static int[] rows(Selection rows) {
        return IntStream.range(0, rows.size()).map(rows::row).toArray();
    }

    @Test
    void shouldGiveEachValueItsRows() {
        assertThat(parts(LETTERS, Set.of(), 10))
                .containsExactly("a [4]", "b [1, 3]", "c [7]", "d [0, 5, 6]", "(missing) [2]");
    }

    @Test
    void shouldKeepTheValuesWithTheMostRowsAndSayHowManyAreLeftOut() {
        assertThat(parts(LETTERS, Set.of(), 2))
                .containsExactly("b [1, 3]", "d [0, 5, 6]", "(3 other values) [2, 4, 7]");
    }

    @Test
    void shouldNotPutASingleValueIntoTheRest() {
        assertThat(parts(LETTERS, Set.of(), 4)).hasSize(5).noneMatch(p -> p.contains("other"));
    }

    @Test
    void shouldAlwaysKeepAWantedValue() {
        assertThat(parts(LETTERS, Set.of("c", "x"), 1))
                .containsExactly("c [7]", "d [0, 5, 6]", "x []", "(3 other values) [1, 2, 3, 4]");
        assertThat(parts(LETTERS, Set.of("b"), 0)).containsExactly("b [1, 3]");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldPutEveryRowIntoExactlyOneSlice(long seed) {
        Random random = new Random(seed);
        List<String> values = IntStream.range(0, 1 + random.nextInt(80))
                .mapToObj(i -> "v" + i)
                .toList();
        int[] code = random.ints(2000, -1, values.size()).toArray();
        BitSet seen = new BitSet();
        int count = 0;

        for (Slicer.Part part : new Slicer(new Rows.Codes(values, code))
                .slices(Set.of("v0", "none"), 12)
                .parts()) {
            for (int row : rows(part.rows())) {
                seen.set(row);
                count++;
            }
        }

        assertThat(count).isEqualTo(2000);
        assertThat(seen.cardinality()).isEqualTo(2000);
    }
}
