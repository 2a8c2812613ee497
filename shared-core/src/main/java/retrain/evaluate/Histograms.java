package retrain.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import retrain.evaluate.Evaluation.Histogram;

/** Histograms for the report. */
final class Histograms {
    private static final int BINS = 50;

    /** The residuals beyond these quantiles are counted in the outermost bins, so that a few outliers do not flatten all others. */
    private static final double TAIL = 0.001;

    private Histograms() {}

    /** {@return how the scores of each class are spread from 0 to 1} */
    static List<Histogram> ofScores(BinarySample sample) {
        long[][] counts = new long[2][BINS];
        for (int key : sample.keys()) {
            counts[BinarySample.label(key)][bin(BinarySample.score(key), 0, 1)]++;
        }
        return List.of(histogram("0", 0, 1, counts[0]), histogram("1", 0, 1, counts[1]));
    }

    /**
     * {@return how the residuals are spread}
     *
     * @param residuals are sorted in place
     */
    static List<Histogram> ofResiduals(float[] residuals) {
        if (residuals.length == 0) {
            return List.of();
        }
        Arrays.sort(residuals);
        int tail = (int) (residuals.length * TAIL);
        double low = residuals[tail];
        double high = residuals[residuals.length - 1 - tail];
        long[] counts = new long[BINS];
        for (float residual : residuals) {
            counts[bin(residual, low, high)]++;
        }
        return List.of(histogram("residual", low, high, counts));
    }

    private static int bin(double value, double low, double high) {
        double place = high > low ? (value - low) / (high - low) * BINS : 0;
        return (int) Math.min(Math.max(place, 0), BINS - 1);
    }

    private static Histogram histogram(String name, double low, double high, long[] counts) {
        return new Histogram(name, low, high, LongStream.of(counts).boxed().toList());
    }
}
