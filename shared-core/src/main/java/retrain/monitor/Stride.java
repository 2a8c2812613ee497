package retrain.monitor;

/**
 * Which of many rows are looked at: one of each so many in a row, at a place that a hash of the count chooses, so that no period of the rows
 * meets one of the choice. It depends on nothing but the number of rows.
 *
 * @param rows in all
 * @param step of so many in a row one is taken; 1: all
 */
public record Stride(long rows, long step) {
    /** {@return as small a step as leaves no more than so many rows} */
    public static Stride of(long rows, long most) {
        return new Stride(rows, Math.max(1, (rows + most - 1) / most));
    }

    /** {@return how many rows are taken} */
    public int size() {
        long whole = rows / step;
        return Math.toIntExact(whole + (rows % step > 0 && row(whole) < rows ? 1 : 0));
    }

    /** {@return those of the values that are taken, of as many as there are rows} */
    float[] of(float[] values) {
        if (step == 1) {
            return values;
        }
        float[] taken = new float[size()];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = values[(int) row(i)];
        }
        return taken;
    }

    /** {@return the row that is taken as the i-th, from 0 on} */
    public long row(long i) {
        return step == 1 ? i : i * step + Math.floorMod(mixed(i), step);
    }

    /** {@return whether a row is taken} */
    public boolean takes(long row) {
        return row(row / step) == row;
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014, <i>OOPSLA</i>). */
    private static long mixed(long i) {
        long z = (i + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
