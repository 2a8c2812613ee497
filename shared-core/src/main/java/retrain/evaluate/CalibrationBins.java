package retrain.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation.Bin;
import retrain.evaluate.Evaluation.BrierParts;
import retrain.evaluate.Evaluation.Interval;
import retrain.statistic.Wilson;

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

    /** {@return the bins that have rows, with Wilson's interval of the observed share} */
    List<Bin> bins(double confidence) {
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            if (rows[i] > 0) {
                double[] limits = Wilson.interval(ones[i], rows[i], confidence);
                Interval interval = new Interval(limits[0], limits[1], confidence);
                bins.add(new Bin(meanScore(i), observed(i), rows[i], Optional.of(interval)));
            }
        }
        return bins;
    }

    private double meanScore(int bin) {
        return scores[bin].value() / rows[bin];
    }

    private double observed(int bin) {
        return (double) ones[bin] / rows[bin];
    }

    /**
     * {@return the Brier score taken apart (Murphy 1973, <i>Journal of Applied Meteorology</i> 12), each bin's rows being taken as if they had
     * its mean score; empty if there are no rows}
     */
    Optional<BrierParts> brierParts() {
        long all = Arrays.stream(rows).sum();
        if (all == 0) {
            return Optional.empty();
        }
        double share = (double) Arrays.stream(ones).sum() / all;
        Sum reliability = new Sum();
        Sum resolution = new Sum();
        for (int i = 0; i < BINS; i++) {
            if (rows[i] > 0) {
                double off = meanScore(i) - observed(i);
                double apart = observed(i) - share;
                reliability.add(rows[i] * off * off);
                resolution.add(rows[i] * apart * apart);
            }
        }
        return Optional.of(new BrierParts(reliability.value() / all, resolution.value() / all, share * (1 - share)));
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
