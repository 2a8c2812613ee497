package retrain.statistic;

import java.util.Arrays;
import retrain.statistic.ConfidenceDistribution.Exact;
import retrain.statistic.ConfidenceDistribution.Logit;
import retrain.statistic.ConfidenceDistribution.Normal;
import retrain.statistic.ConfidenceDistribution.Proportion;
import retrain.statistic.ConfidenceDistribution.StudentT;

/**
 * The area under the ROC curve and its spread, without resampling (DeLong, DeLong and Clarke-Pearson 1988, <i>Biometrics</i> 44), by
 * mid-ranks in the time of a sort (Sun and Xu 2014, <i>IEEE Signal Processing Letters</i> 21). Of a row of class 1 the <i>placement</i> is the
 * share of the rows of class 0 that score lower, ties counting half; of a row of class 0 the share of the rows of class 1 that score
 * higher. The area is the mean placement of either class, and its variance that of the two means.
 *
 * <p>The interval of one area is made on the scale of its logit, since near 1 the plain one passes bounds that the area does not reach four
 * times too often. Where a class has few rows, Student's t takes the place of the normal distribution, with the degrees of freedom of Welch
 * (1947).
 */
public final class DeLong {
    /** Below so many rows of a class the difference of two areas is judged by Student's t. */
    private static final int FEW = 30;

    private DeLong() {}

    /**
     * {@return what the rows tell of the area of one model}
     *
     * @param labels 0 or 1; at least two of each
     * @param scores finite
     * @throws IllegalArgumentException if there are not two rows of each class
     */
    public static ConfidenceDistribution of(byte[] labels, float[] scores) {
        Placements of = Placements.of(labels, scores);
        double area = of.area();
        if (area == 0 || area == 1) {
            // The variance is 0 then, which is not to be trusted: so many pairs without a row in common were all in one
            // order.
            long pairs = Math.min(of.ones, of.zeros);
            return new Proportion(area == 1 ? pairs : 0, pairs);
        }
        Spread spread = of.spread(row -> of.of(row));
        if (spread.variance() > 0) {
            return new Logit(area, spread.error(), spread.freedom());
        }
        return of.constant ? new Exact(area) : new Normal(area, of.finest());
    }

    /**
     * {@return what the rows tell of the first model's area less the second's}
     *
     * @param labels 0 or 1; at least two of each
     * @param candidate the first model's scores, finite
     * @param champion the second model's scores of the same rows, finite
     * @throws IllegalArgumentException if there are not two rows of each class
     */
    public static ConfidenceDistribution improvement(byte[] labels, float[] candidate, float[] champion) {
        Placements mine = Placements.of(labels, candidate);
        Placements others = Placements.of(labels, champion);
        double gain = mine.area() - others.area();
        Spread spread = mine.spread(row -> mine.of(row) - others.of(row));
        if (spread.variance() > 0) {
            return Math.min(mine.ones, mine.zeros) < FEW
                    ? new StudentT(gain, spread.error(), spread.freedom())
                    : new Normal(gain, spread.error());
        }
        // No spread at all: either the same order of the rows, or one that a single pair of rows more might end.
        return gain == 0 ? new Exact(0) : new Normal(gain, mine.finest());
    }

    /** The variance of a difference of two means, and how well it is known. */
    private record Spread(double variance, double freedom) {
        double error() {
            return Math.sqrt(variance);
        }
    }

    /** The placement of each row, in halves of a row of the other class: whole numbers, so that nothing is rounded. */
    private static final class Placements {
        private final byte[] labels;
        private final int[] halves;
        private final long ones;
        private final long zeros;
        private final boolean constant;

        private Placements(byte[] labels, int[] halves, long ones, boolean constant) {
            this.labels = labels;
            this.halves = halves;
            this.ones = ones;
            this.zeros = labels.length - ones;
            this.constant = constant;
        }

        static Placements of(byte[] labels, float[] scores) {
            long ones = 0;
            for (byte label : labels) {
                ones += label;
            }
            if (labels.length != scores.length || ones < 2 || labels.length - ones < 2) {
                throw new IllegalArgumentException(scores.length + " scores of " + ones + " rows of class 1 and "
                        + (labels.length - ones) + " of class 0: the area needs two rows of each class");
            }
            long[] order = SortedScores.of(scores);
            int[] halves = new int[labels.length];
            long onesBelow = 0;
            long zerosBelow = 0;
            boolean constant = true;
            for (int from = 0; from < order.length; ) {
                int to = from;
                long onesHere = 0;
                while (to < order.length && SortedScores.tied(order[to], order[from])) {
                    onesHere += labels[SortedScores.row(order[to])];
                    to++;
                }
                constant &= to - from == order.length;
                long zerosHere = to - from - onesHere;
                int ofOne = (int) (2 * zerosBelow + zerosHere);
                int ofZero = (int) (2 * (ones - onesBelow) - onesHere);
                for (int i = from; i < to; i++) {
                    int row = SortedScores.row(order[i]);
                    halves[row] = labels[row] == 1 ? ofOne : ofZero;
                }
                onesBelow += onesHere;
                zerosBelow += zerosHere;
                from = to;
            }
            return new Placements(labels, halves, ones, constant);
        }

        double of(int row) {
            return halves[row] / (2.0 * (labels[row] == 1 ? zeros : ones));
        }

        double area() {
            long sum = 0;
            for (int row = 0; row < halves.length; row++) {
                sum += labels[row] == 1 ? halves[row] : 0;
            }
            return sum / (2.0 * ones * zeros);
        }

        /** What a single pair of rows may change. */
        double finest() {
            return 1.0 / Math.min(ones, zeros);
        }

        /** The variance of the mean over the rows of class 1, plus that over the rows of class 0. */
        Spread spread(Value value) {
            double[] mean = new double[2];
            for (int row = 0; row < labels.length; row++) {
                mean[labels[row]] += value.of(row);
            }
            mean[0] /= zeros;
            mean[1] /= ones;
            double[] square = new double[2];
            for (int row = 0; row < labels.length; row++) {
                double deviation = value.of(row) - mean[labels[row]];
                square[labels[row]] += deviation * deviation;
            }
            double ofZeros = square[0] / (zeros - 1) / zeros;
            double ofOnes = square[1] / (ones - 1) / ones;
            double variance = ofZeros + ofOnes;
            return new Spread(
                    variance, variance * variance / (ofZeros * ofZeros / (zeros - 1) + ofOnes * ofOnes / (ones - 1)));
        }
    }

    private interface Value {
        double of(int row);
    }

    /** Rows in the order of their scores. */
    static final class SortedScores {
        private static final int DIGIT = 11;
        private static final int DIGITS = 1 << DIGIT;

        /** From so many rows on it pays to sort by digits. */
        private static final int MANY = 1 << 15;

        private SortedScores() {}

        /** {@return for each place, from the lowest score on, a number that {@link #row} and {@link #tied} understand} */
        static long[] of(float[] scores) {
            long[] keys = new long[scores.length];
            for (int row = 0; row < scores.length; row++) {
                if (Float.isNaN(scores[row])) {
                    throw new IllegalArgumentException("the score of row " + row + " is not a number");
                }
                int bits = Float.floatToRawIntBits(scores[row] + 0.0f);
                // As a signed number it is in the order of the scores: those of the negative ones are turned round.
                long ordered = bits ^ ((bits >> 31) & 0x7fffffff);
                keys[row] = (ordered << 32) | row;
            }
            if (keys.length < MANY) {
                Arrays.sort(keys);
                return keys;
            }
            return byDigits(keys);
        }

        static int row(long key) {
            return (int) key;
        }

        static boolean tied(long key, long other) {
            return key >>> 32 == other >>> 32;
        }

        /** A radix sort of the scores' 32 bits; rows with equal scores stay in their order. */
        private static long[] byDigits(long[] keys) {
            long[] from = keys;
            long[] to = new long[keys.length];
            for (int shift = 32; shift < 64; shift += DIGIT) {
                int[] next = new int[DIGITS];
                for (long key : from) {
                    next[digit(key, shift)]++;
                }
                int place = 0;
                for (int d = 0; d < DIGITS; d++) {
                    int count = next[d];
                    next[d] = place;
                    place += count;
                }
                for (long key : from) {
                    to[next[digit(key, shift)]++] = key;
                }
                long[] sorted = to;
                to = from;
                from = sorted;
            }
            return from;
        }

        /** The sign is flipped, so that negative numbers come first. */
        private static int digit(long key, int shift) {
            return (int) ((key ^ Long.MIN_VALUE) >>> shift) & (DIGITS - 1);
        }
    }
}
