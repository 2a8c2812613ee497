package retrain.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import retrain.data.Rows;

/**
 * A column of the search for slices, cut into values. A row takes a byte.
 *
 * @param value of each row: 0 if it is in none of the column's slices, else the place of its slice, from 1
 * @param slices the slices' names: {@code origin=JFK}, {@code dep_min in [900, 1140)}
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
record SearchColumn(byte[] value, List<String> slices) {
    /** Numbers are cut into so many bins, each of as many rows as ties allow; up to so many different numbers are a slice each. */
    static final int BINS = 10;

    /** So many values of a column are slices at most: those with the most rows. */
    static final int MOST_VALUES = 100;

    SearchColumn {
        if (slices.size() > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(slices.size() + " slices do not fit into a byte");
        }
        slices = List.copyOf(slices);
    }

    /** {@return how many values there are, with that of the rows that are in no slice} */
    int width() {
        return slices.size() + 1;
    }

    /** {@return a column that cuts nothing} */
    static SearchColumn whole(int rows) {
        return new SearchColumn(new byte[rows], List.of());
    }

    /**
     * {@return a column with a slice for each value that enough rows have}
     *
     * @param minRows the fewest rows of a slice
     */
    static SearchColumn ofValues(String column, Rows.Codes codes, int minRows) {
        int missing = codes.values().size();
        int[] rows = new int[missing + 1];
        for (int code : codes.code()) {
            rows[code < 0 ? missing : code]++;
        }
        int[] kept = frequent(rows, minRows).limit(MOST_VALUES).sorted().toArray();
        byte[] place = new byte[missing + 1];
        List<String> slices = new ArrayList<>();
        for (int code : kept) {
            String value = code == missing ? Slicer.MISSING : codes.values().get(code);
            slices.add(column + "=" + value);
            place[code] = (byte) slices.size();
        }
        byte[] value = new byte[codes.code().length];
        for (int row = 0; row < value.length; row++) {
            int code = codes.code()[row];
            value[row] = place[code < 0 ? missing : code];
        }
        return new SearchColumn(value, slices);
    }

    private static IntStream frequent(int[] rows, int minRows) {
        return IntStream.range(0, rows.length)
                .filter(code -> rows[code] >= minRows)
                .boxed()
                .sorted(Comparator.comparing(code -> -rows[code]))
                .mapToInt(code -> code);
    }

    /** {@return a column with a slice for each bin of numbers, and one for the rows without a number} */
    static SearchColumn ofNumbers(String column, float[] numbers) {
        float[] sorted = sorted(numbers);
        float[] cuts = cuts(sorted);
        List<String> slices = new ArrayList<>();
        for (int bin = 0; sorted.length > 0 && bin <= cuts.length; bin++) {
            String from = text(bin == 0 ? sorted[0] : cuts[bin - 1]);
            String to = bin == cuts.length ? text(sorted[sorted.length - 1]) + "]" : text(cuts[bin]) + ")";
            slices.add(column + " in [" + from + ", " + to);
        }
        slices.add(column + "=" + Slicer.MISSING);
        byte[] value = new byte[numbers.length];
        for (int row = 0; row < value.length; row++) {
            value[row] = (byte) (Float.isNaN(numbers[row]) ? slices.size() : 1 + bin(cuts, numbers[row]));
        }
        return new SearchColumn(value, slices);
    }

    private static int bin(float[] cuts, float number) {
        int at = Arrays.binarySearch(cuts, number + 0f);
        return at < 0 ? -at - 1 : at + 1;
    }

    /** {@return whether there are so few different numbers that each is a slice of its own} */
    static boolean fewNumbers(float[] numbers) {
        float[] seen = new float[BINS];
        int count = 0;
        for (float number : numbers) {
            int at = 0;
            while (at < count && seen[at] != number) {
                at++;
            }
            if (at == count && !Float.isNaN(number)) {
                if (count == BINS) {
                    return false;
                }
                seen[count++] = number;
            }
        }
        return true;
    }

    /** The numbers there are; 0 and -0 are one. */
    private static float[] sorted(float[] numbers) {
        float[] sorted = new float[numbers.length];
        int count = 0;
        for (float number : numbers) {
            if (!Float.isNaN(number)) {
                sorted[count++] = number + 0f;
            }
        }
        Arrays.sort(sorted, 0, count);
        return Arrays.copyOf(sorted, count);
    }

    /**
     * The least numbers of all bins but the first: the deciles. A number that is more than a decile is a bin of its own, so that the many
     * zeros of a column are not mixed with the few numbers beside them.
     */
    private static float[] cuts(float[] sorted) {
        float[] cuts = new float[BINS];
        int count = 0;
        float last = sorted.length == 0 ? 0 : sorted[0];
        for (int decile = 1; decile < BINS; decile++) {
            int at = (int) ((long) decile * sorted.length / BINS);
            while (at < sorted.length && sorted[at] == last) {
                at++;
            }
            if (at < sorted.length && sorted[at] > last) {
                last = sorted[at];
                cuts[count++] = last;
            }
        }
        return Arrays.copyOf(cuts, count);
    }

    /** {@return the number in the fewest digits that tell it from its neighbours} */
    private static String text(float number) {
        return Float.isFinite(number) ? Figure.exact(Double.parseDouble(Float.toString(number))) : "" + number;
    }

    /** {@return the same rows in another order} */
    SearchColumn in(int[] order) {
        byte[] moved = new byte[value.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = value[order[i]];
        }
        return new SearchColumn(moved, slices);
    }
}
