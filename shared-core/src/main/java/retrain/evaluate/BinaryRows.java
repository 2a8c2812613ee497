package retrain.evaluate;

import retrain.spec.Metric;
import retrain.statistic.Bootstrap.WeightedStatistic;
import retrain.statistic.Ranking;

/**
 * Classes 0 and 1.
 *
 * @param threshold from this score on a row counts as positive
 */
@SuppressWarnings("ArrayRecordComponent") // many rows; never compared
record BinaryRows(byte[] labels, float[] scores, double threshold) implements ModelRows {
    private static final int BINS = 10;

    boolean predicted(int row) {
        return scores[row] >= (float) threshold;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public boolean isMean(Metric metric) {
        return metric == Metric.LOG_LOSS || metric == Metric.BRIER;
    }

    @Override
    public double term(Metric metric, int row) {
        if (metric == Metric.BRIER) {
            double error = (double) scores[row] - labels[row];
            return error * error;
        }
        double p = Math.min(Math.max(scores[row], BinarySample.EPSILON), 1 - BinarySample.EPSILON);
        return -Math.log(labels[row] == 1 ? p : 1 - p);
    }

    @Override
    public WeightedStatistic weighted(Metric metric) {
        return switch (metric) {
            case AUC -> Ranking.of(labels, scores)::auc;
            case PR_AUC -> Ranking.of(labels, scores)::averagePrecision;
            case ECE -> this::calibrationError;
            case LOG_LOSS, BRIER -> counts -> mean(metric, counts);
            default -> counts -> atThreshold(metric, table(counts));
        };
    }

    private double mean(Metric metric, int[] counts) {
        double sum = 0;
        long rows = 0;
        for (int row = 0; row < counts.length; row++) {
            sum += counts[row] * term(metric, row);
            rows += counts[row];
        }
        return sum / rows;
    }

    private double calibrationError(int[] counts) {
        double[] gap = new double[BINS];
        long rows = 0;
        for (int row = 0; row < labels.length; row++) {
            gap[bin(scores[row])] += counts[row] * ((double) scores[row] - labels[row]);
            rows += counts[row];
        }
        double sum = 0;
        for (double g : gap) {
            sum += Math.abs(g);
        }
        return sum / rows;
    }

    /** The edges are floats, as in {@link CalibrationBins}. */
    private static int bin(float score) {
        int bin = Math.min(BINS - 1, (int) (score * BINS));
        if (bin < BINS - 1 && score >= (bin + 1) / (float) BINS) {
            return bin + 1;
        }
        return bin > 0 && score < bin / (float) BINS ? bin - 1 : bin;
    }

    /** How many rows of class 0 and 1 are taken for 0 and 1: at 2·class + prediction. */
    private long[] table(int[] counts) {
        long[] table = new long[4];
        for (int row = 0; row < labels.length; row++) {
            table[2 * labels[row] + (predicted(row) ? 1 : 0)] += counts[row];
        }
        return table;
    }

    /** {@return a metric of the table of classes and predictions; NaN if it is undefined} */
    static double atThreshold(Metric metric, long[] table) {
        double hits = table[3];
        double predicted = table[1] + table[3];
        double positives = table[2] + table[3];
        return switch (metric) {
            case ACCURACY -> (hits + table[0]) / (predicted + table[0] + table[2]);
            case PRECISION -> hits / predicted;
            case RECALL -> hits / positives;
            case F1 -> 2 * hits / (predicted + positives);
            default -> throw new IllegalArgumentException(metric.word());
        };
    }
}
