package retrain.statistic;

import java.util.Arrays;
import retrain.statistic.Resampling.Numbers;

/** What is drawn with replacement: how often each row counts in a replicate. */
public sealed interface Draw {
    /** {@return how many rows there are} */
    int rows();

    /** Fills in how often each row counts. */
    void fill(int[] counts, Numbers random);

    /** {@return which of the parts that the jackknife leaves out, one after the other, the row is in} */
    int part(int row, int parts);

    /** {@return how many parts there can be} */
    int mostParts();

    /** {@return about how many independent values the rows are worth} */
    double units();

    /** Rows, each by itself (Efron 1979, <i>Annals of Statistics</i> 7). */
    record Rows(int rows) implements Draw {
        @Override
        public void fill(int[] counts, Numbers random) {
            Arrays.fill(counts, 0);
            for (int i = 0; i + 1 < rows; i += 2) {
                long bits = random.next();
                counts[(int) (((bits >>> 32) * rows) >>> 32)]++;
                counts[(int) (((bits & 0xffffffffL) * rows) >>> 32)]++;
            }
            if ((rows & 1) == 1) {
                counts[random.below(rows)]++;
            }
        }

        @Override
        public int part(int row, int parts) {
            return row % parts;
        }

        @Override
        public int mostParts() {
            return rows;
        }

        @Override
        public double units() {
            return rows;
        }
    }

    /**
     * Groups of rows that belong together, each as a whole (Field and Welsh 2007, <i>Journal of the Royal Statistical Society B</i> 69).
     *
     * @param group of each row, from 0
     * @param groups how many
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Clusters(int[] group, int groups) implements Draw {
        @Override
        public int rows() {
            return group.length;
        }

        @Override
        public void fill(int[] counts, Numbers random) {
            int[] drawn = drawn(random);
            for (int row = 0; row < group.length; row++) {
                counts[row] = drawn[group[row]];
            }
        }

        int[] drawn(Numbers random) {
            int[] drawn = new int[groups];
            for (int i = 0; i < groups; i++) {
                drawn[random.below(groups)]++;
            }
            return drawn;
        }

        @Override
        public int part(int row, int parts) {
            return group[row] % parts;
        }

        @Override
        public int mostParts() {
            return groups;
        }

        /** As many groups of equal size as would vary as much (Kish 1965, <i>Survey Sampling</i>): a few large ones count for little more. */
        @Override
        public double units() {
            long[] sizes = new long[groups];
            for (int g : group) {
                sizes[g]++;
            }
            double squares = 0;
            for (long size : sizes) {
                squares += (double) size * size;
            }
            return (double) group.length * group.length / squares;
        }
    }

    /**
     * Stretches of neighbouring rows, so that what follows one another stays together (moving blocks; Künsch 1989, <i>Annals of Statistics</i>
     * 17).
     *
     * @param length of a stretch, from 1 to the number of rows
     */
    record Blocks(int rows, int length) implements Draw {
        public Blocks {
            if (length < 1 || length > rows) {
                throw new IllegalArgumentException("no stretches of " + length + " in " + rows + " rows");
            }
        }

        @Override
        public void fill(int[] counts, Numbers random) {
            Arrays.fill(counts, 0);
            for (int left = rows; left > 0; left -= length) {
                int start = random.below(rows - length + 1);
                int end = start + Math.min(length, left);
                for (int row = start; row < end; row++) {
                    counts[row]++;
                }
            }
        }

        @Override
        public int part(int row, int parts) {
            return (int) ((long) row * parts / rows);
        }

        @Override
        public int mostParts() {
            return Math.max(1, rows / length);
        }

        @Override
        public double units() {
            return (double) rows / length;
        }
    }
}
