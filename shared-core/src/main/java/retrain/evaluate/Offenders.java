package retrain.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Rows with which something is wrong.
 *
 * @param first the first of them, counted from 0
 * @param count how many there are
 */
record Offenders(List<Integer> first, int count) {
    private static final int NAMED = 5;

    /** {@return the rows that meet the condition} */
    static Offenders among(int rows, IntPredicate wrong) {
        List<Integer> first = new ArrayList<>();
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (wrong.test(row)) {
                count++;
                if (first.size() < NAMED) {
                    first.add(row);
                }
            }
        }
        return new Offenders(first, count);
    }

    boolean any() {
        return count > 0;
    }

    /** {@return the rows as people count them, from 1: {@code rows 3, 4, 5, 9, 10 and 7 more of the holdout}} */
    @Override
    public String toString() {
        return of("the holdout");
    }

    /** {@return the rows as people count them, of another table than the holdout} */
    String of(String table) {
        String named = first.stream().map(row -> Integer.toString(row + 1)).collect(Collectors.joining(", "));
        String more = count > NAMED ? String.format(Locale.ROOT, " and %,d more", count - NAMED) : "";
        return (count == 1 ? "row " : "rows ") + named + more + " of " + table;
    }
}
