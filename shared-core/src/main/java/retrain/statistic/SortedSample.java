package retrain.statistic;

import java.util.Arrays;

/**
 * Numbers in their order, sorted once: everything that compares two samples by their distribution is then one pass over both. Numbers that are
 * missing (NaN) or infinite are left out and counted.
 */
public final class SortedSample {
    private static final int DIGIT = 11;
    private static final int DIGITS = 1 << DIGIT;

    /** From so many numbers on it pays to sort by digits. */
    private static final int MANY = 1 << 12;

    private final float[] values;
    private final int leftOut;

    private SortedSample(float[] values, int leftOut) {
        this.values = values;
        this.leftOut = leftOut;
    }

    /** Sorts a copy. */
    public static SortedSample of(float[] numbers) {
        int[] keys = new int[numbers.length];
        int size = 0;
        for (float number : numbers) {
            if (Float.isFinite(number)) {
                // 0.0 takes the place of -0.0. As an unsigned number the key is in the order of the values.
                int bits = Float.floatToRawIntBits(number + 0.0f);
                keys[size++] = bits ^ ((bits >> 31) | Integer.MIN_VALUE);
            }
        }
        int[] sorted = size < MANY ? byComparing(keys, size) : byDigits(keys, size);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            int key = sorted[i];
            values[i] = Float.intBitsToFloat(key ^ ((~key >> 31) | Integer.MIN_VALUE));
        }
        return new SortedSample(values, numbers.length - size);
    }

    private static int[] byComparing(int[] keys, int size) {
        for (int i = 0; i < size; i++) {
            keys[i] ^= Integer.MIN_VALUE;
        }
        Arrays.sort(keys, 0, size);
        for (int i = 0; i < size; i++) {
            keys[i] ^= Integer.MIN_VALUE;
        }
        return keys;
    }

    private static int[] byDigits(int[] keys, int size) {
        int[] from = keys;
        int[] to = new int[size];
        for (int shift = 0; shift < Integer.SIZE; shift += DIGIT) {
            int[] next = new int[DIGITS];
            for (int i = 0; i < size; i++) {
                next[(from[i] >>> shift) & (DIGITS - 1)]++;
            }
            int place = 0;
            for (int d = 0; d < DIGITS; d++) {
                int count = next[d];
                next[d] = place;
                place += count;
            }
            for (int i = 0; i < size; i++) {
                to[next[(from[i] >>> shift) & (DIGITS - 1)]++] = from[i];
            }
            int[] sorted = to;
            to = from;
            from = sorted;
        }
        return from;
    }

    /** {@return how many numbers there are} */
    public int size() {
        return values.length;
    }

    /** {@return how many were missing or infinite} */
    public int leftOut() {
        return leftOut;
    }

    /** {@return the number at a place, from 0, the smallest, on} */
    public float at(int place) {
        return values[place];
    }

    /** {@return how many numbers are less than the bound} */
    public int below(double bound) {
        int low = 0;
        int high = values.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** {@return the place after the last number that equals the one at a place} */
    public int end(int place) {
        int end = place + 1;
        while (end < values.length && values[end] == values[place]) {
            end++;
        }
        return end;
    }

    /** {@return a quantile by linear interpolation (type 7 of Hyndman and Fan 1996, <i>American Statistician</i> 50)} There must be numbers. */
    public double quantile(double share) {
        double place = share * (values.length - 1);
        int low = (int) place;
        int high = Math.min(low + 1, values.length - 1);
        return values[low] + (place - low) * ((double) values[high] - values[low]);
    }

    /** {@return the mean; NaN without numbers} */
    public double mean() {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** {@return the standard deviation, of the numbers as a population; NaN without numbers} */
    public double deviation() {
        double mean = mean();
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }
}
