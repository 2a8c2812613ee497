package retrain.evaluate;

import static retrain.evaluate.Sample.undefined;
import static retrain.evaluate.Sample.value;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import retrain.evaluate.Evaluation.Curves;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.spec.Metric;
import retrain.spec.Task;

/**
 * Probabilities and classes 0 and 1, in the order of the probabilities. A row takes four bytes: the bits of a float from 0 to 1 need 30
 * bits and have the order of the floats, so that the class fits in beside them and one sort of ints does for all metrics.
 */
final class BinarySample implements Sample {
    /** The machine epsilon of the scores' type, to which scikit-learn clips probabilities before their logarithm. */
    static final double EPSILON = Math.scalb(1.0, -23);

    private final int[] keys;
    private final float threshold;
    private final long positives;

    /**
     * A sample of packed rows.
     *
     * @param keys the rows, see {@link #key}; they are sorted in place
     * @param threshold from this score on a row counts as positive; compared as float, so that a score written 0.7 reaches 0.7
     */
    BinarySample(int[] keys, double threshold) {
        Arrays.sort(keys);
        this.keys = keys;
        this.threshold = (float) threshold;
        long ones = 0;
        for (int key : keys) {
            ones += label(key);
        }
        this.positives = ones;
    }

    /** {@return a row in four bytes} */
    static int key(float score, int label) {
        return Float.floatToRawIntBits(score + 0.0f) << 1 | label;
    }

    static float score(int key) {
        return Float.intBitsToFloat(key >>> 1);
    }

    static int label(int key) {
        return key & 1;
    }

    int size() {
        return keys.length;
    }

    long positives() {
        return positives;
    }

    long negatives() {
        return keys.length - positives;
    }

    int[] keys() {
        return keys;
    }

    @Override
    public MetricValue measure(Metric metric) {
        if (!metric.suits(Task.BINARY)) {
            return Sample.foreign(metric, "binary");
        }
        if (keys.length == 0) {
            return undefined(metric, "there are no rows");
        }
        return switch (metric) {
            case AUC -> ofBothClasses(metric, this::auc);
            case PR_AUC -> ofBothClasses(metric, this::averagePrecision);
            case LOG_LOSS -> value(metric, logLoss());
            case BRIER -> value(metric, brier());
            case ECE -> value(metric, CalibrationBins.of(this).expectedError());
            default -> atThreshold(metric, Counts.of(this));
        };
    }

    private MetricValue ofBothClasses(Metric metric, DoubleSupplier formula) {
        if (positives == 0 || negatives() == 0) {
            return undefined(metric, "all rows are of class " + (positives == 0 ? 0 : 1));
        }
        return value(metric, formula.getAsDouble());
    }

    private MetricValue atThreshold(Metric metric, Counts at) {
        return switch (metric) {
            case ACCURACY -> value(metric, (double) (at.truePositives + at.trueNegatives) / keys.length);
            case PRECISION -> ratio(metric, at.truePositives, at.predicted(), "no row is predicted to be of class 1");
            case RECALL -> ratio(metric, at.truePositives, positives, "no row is of class 1");
            case F1 ->
                ratio(
                        metric,
                        2 * at.truePositives,
                        at.predicted() + positives,
                        "no row is, or is predicted to be, of class 1");
            default -> throw new IllegalArgumentException(metric.word());
        };
    }

    private static MetricValue ratio(Metric metric, long part, long whole, String ifNone) {
        return whole == 0 ? undefined(metric, ifNone) : value(metric, (double) part / whole);
    }

    /** Told of each distinct score, from the highest to the lowest, and of the rows that have it. */
    interface Ties {
        void at(float score, long ones, long zeros);
    }

    void eachScore(Ties ties) {
        for (int to = keys.length; to > 0; ) {
            int bits = keys[to - 1] >>> 1;
            long ones = 0;
            int from = to;
            while (from > 0 && keys[from - 1] >>> 1 == bits) {
                from--;
                ones += label(keys[from]);
            }
            ties.at(Float.intBitsToFloat(bits), ones, to - from - ones);
            to = from;
        }
    }

    /** The share of the pairs of a positive and a negative row in which the positive one scores higher; ties are half of a pair. */
    double auc() {
        long[] seen = new long[2];
        eachScore((score, ones, zeros) -> {
            seen[1] += zeros * (2 * seen[0] + ones);
            seen[0] += ones;
        });
        return seen[1] / (2.0 * positives * negatives());
    }

    /** The precision at each distinct score, weighted by the recall that is won there. */
    private double averagePrecision() {
        long[] seen = new long[2];
        Sum sum = new Sum();
        eachScore((score, ones, zeros) -> {
            seen[0] += ones;
            seen[1] += ones + zeros;
            sum.add((double) ones * seen[0] / seen[1]);
        });
        return sum.value() / positives;
    }

    private double logLoss() {
        Sum sum = new Sum();
        for (int key : keys) {
            double p = Math.min(Math.max(score(key), EPSILON), 1 - EPSILON);
            sum.add(label(key) == 1 ? Math.log(p) : Math.log(1 - p));
        }
        return -sum.value() / keys.length;
    }

    private double brier() {
        Sum sum = new Sum();
        for (int key : keys) {
            double error = (double) score(key) - label(key);
            sum.add(error * error);
        }
        return sum.value() / keys.length;
    }

    @Override
    public Curves curves(double confidence) {
        CalibrationBins calibration = CalibrationBins.of(this);
        Counts at = Counts.of(this);
        List<List<Long>> confusion = List.of(
                List.of(at.trueNegatives, at.falsePositives()),
                List.of(positives - at.truePositives, at.truePositives));
        return new Curves(
                Thinning.roc(this),
                Thinning.precisionRecall(this),
                calibration.bins(confidence),
                Histograms.ofScores(this),
                confusion,
                List.of("0", "1"),
                calibration.brierParts());
    }

    /** What the threshold makes of the rows. */
    private record Counts(long truePositives, long trueNegatives, long rows, long positives) {
        static Counts of(BinarySample sample) {
            long hits = 0;
            long rejections = 0;
            for (int key : sample.keys) {
                if (score(key) >= sample.threshold) {
                    hits += label(key);
                } else {
                    rejections += 1 - label(key);
                }
            }
            return new Counts(hits, rejections, sample.size(), sample.positives);
        }

        long falsePositives() {
            return rows - positives - trueNegatives;
        }

        long predicted() {
            return truePositives + falsePositives();
        }
    }
}
