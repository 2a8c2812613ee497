package retrain.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import retrain.train.Calibration.Isotonic;

/**
 * The steps that never fall and lie nearest to the labels (pool adjacent violators: Ayer et al. 1955; Zadrozny and Elkan 2002 for
 * probabilities). Rows of the same score are one. Counts are whole numbers, so that the result does not depend on the order of the rows.
 */
final class IsotonicFit {
    /** Stretches of scores that share a value, ascending. */
    private final float[] first;

    private final float[] last;
    private final long[] ones;
    private final long[] rows;
    private int blocks;

    private IsotonicFit(int most) {
        first = new float[most];
        last = new float[most];
        ones = new long[most];
        rows = new long[most];
    }

    static Isotonic of(float[] scores, float[] labels) {
        long[] order = new long[scores.length];
        for (int i = 0; i < order.length; i++) {
            // scores are from 0 to 1, so that their bits have their order
            order[i] = (long) Float.floatToRawIntBits(scores[i] + 0.0f) << 1 | (labels[i] == 1 ? 1 : 0);
        }
        Arrays.sort(order);
        IsotonicFit fit = new IsotonicFit(order.length);
        for (int from = 0, to; from < order.length; from = to) {
            long positives = 0;
            for (to = from; to < order.length && order[to] >>> 1 == order[from] >>> 1; to++) {
                positives += order[to] & 1;
            }
            fit.add(Float.intBitsToFloat((int) (order[from] >>> 1)), positives, (long) to - from);
        }
        return fit.steps();
    }

    private void add(float score, long positives, long count) {
        first[blocks] = score;
        last[blocks] = score;
        ones[blocks] = positives;
        rows[blocks] = count;
        blocks++;
        while (blocks > 1 && ones[blocks - 2] * rows[blocks - 1] >= ones[blocks - 1] * rows[blocks - 2]) {
            blocks--;
            last[blocks - 1] = last[blocks];
            ones[blocks - 1] += ones[blocks];
            rows[blocks - 1] += rows[blocks];
        }
    }

    private Isotonic steps() {
        List<Double> scores = new ArrayList<>();
        List<Double> probabilities = new ArrayList<>();
        for (int b = 0; b < blocks; b++) {
            double probability = (double) ones[b] / rows[b];
            scores.add((double) first[b]);
            probabilities.add(probability);
            if (last[b] > first[b]) {
                scores.add((double) last[b]);
                probabilities.add(probability);
            }
        }
        return new Isotonic(scores, probabilities);
    }
}
