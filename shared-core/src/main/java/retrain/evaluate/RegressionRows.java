package retrain.evaluate;

import java.util.function.IntToDoubleFunction;
import retrain.spec.Metric;
import retrain.statistic.Bootstrap.WeightedStatistic;

/**
 * Numbers.
 *
 * @param quantile of the pinball loss
 */
@SuppressWarnings("ArrayRecordComponent") // many rows; never compared
record RegressionRows(float[] truth, float[] predicted, double quantile) implements ModelRows {
    private double residual(int row) {
        return (double) truth[row] - predicted[row];
    }

    @Override
    public double term(Metric metric, int row) {
        double residual = residual(row);
        return switch (metric) {
            case MAE -> Math.abs(residual);
            case PINBALL -> residual >= 0 ? quantile * residual : (quantile - 1) * residual;
            case RMSE, R2 -> residual * residual;
            case MAPE -> truth[row] == 0 ? 0 : Math.abs(residual / truth[row]);
            default -> throw new IllegalArgumentException(metric.word());
        };
    }

    @Override
    public int size() {
        return truth.length;
    }

    @Override
    public boolean isMean(Metric metric) {
        return metric == Metric.MAE || metric == Metric.PINBALL;
    }

    private double[] all(IntToDoubleFunction term) {
        double[] terms = new double[truth.length];
        for (int row = 0; row < terms.length; row++) {
            terms[row] = term.applyAsDouble(row);
        }
        return terms;
    }

    @Override
    public WeightedStatistic weighted(Metric metric) {
        double[] terms = all(row -> term(metric, row));
        double[] ones = all(row -> 1);
        return switch (metric) {
            case RMSE -> counts -> Math.sqrt(ratio(terms, ones).of(counts));
            case MAPE -> ratio(terms, all(row -> truth[row] == 0 ? 0 : 1));
            case R2 -> counts -> 1 - sum(terms, counts) / spread(counts);
            default -> ratio(terms, ones);
        };
    }

    /** NaN if nothing counts. */
    private static WeightedStatistic ratio(double[] terms, double[] of) {
        return counts -> sum(terms, counts) / sum(of, counts);
    }

    private static double sum(double[] terms, int[] counts) {
        double sum = 0;
        for (int row = 0; row < terms.length; row++) {
            sum += terms[row] * counts[row];
        }
        return sum;
    }

    /** NaN for a target that is the same in all rows, so that what is divided by it is undefined. */
    private double spread(int[] counts) {
        double sum = 0;
        long rows = 0;
        for (int row = 0; row < truth.length; row++) {
            sum += (double) truth[row] * counts[row];
            rows += counts[row];
        }
        double mean = sum / rows;
        double spread = 0;
        for (int row = 0; row < truth.length; row++) {
            spread += (truth[row] - mean) * (truth[row] - mean) * counts[row];
        }
        return spread > 0 ? spread : Double.NaN;
    }
}
