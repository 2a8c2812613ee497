package retrain.evaluate;

import java.util.ArrayList;
import java.util.List;
import retrain.evaluate.Evaluation.Bin;

/**
 * Ten bins of equal width: [0, 0.1), [0.1, 0.2), … [0.9, 1]. The edges are floats, as the scores are, so that a score written 0.7 lies in
 * the bin that begins at 0.7.
 */
final class CalibrationBins {
    private static final int BINS = 10;

    private final Sum[] scores = new Sum[BINS];
    private final long[] ones = new long[BINS];
    private final long[] rows = new long[BINS];

    private CalibrationBins() {
        for (int i = 0; i < BINS; i++) {
            scores[i] = new Sum();
        }
    }

    static CalibrationBins of(BinarySample sample) {
        CalibrationBins bins = new CalibrationBins();
        int bin = 0;
        for (int key : sample.keys()) {
            float score = BinarySample.score(key);
            while (bin < BINS - 1 && score >= (bin + 1) / (float) BINS) {
                bin++;
            }
            bins.scores[bin].add(score);
            bins.ones[bin] += BinarySample.label(key);
            bins.rows[bin]++;
        }
        return bins;
    }

    List<Bin> bins() {
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            if (rows[i] > 0) {
                bins.add(new Bin(scores[i].value() / rows[i], (double) ones[i] / rows[i], rows[i]));
            }
        }
        return bins;
    }

    /** The distance of mean score and observed share, averaged over the rows (Naeini et al. 2015). */
    double expectedError() {
        Sum distance = new Sum();
        long all = 0;
        for (int i = 0; i < BINS; i++) {
            distance.add(Math.abs(scores[i].value() - ones[i]));
            all += rows[i];
        }
        return distance.value() / all;
    }
}
