package retrain.statistic;

import retrain.statistic.ConfidenceDistribution.Exact;
import retrain.statistic.ConfidenceDistribution.StudentT;

/**
 * Which of two forecasts of one series is better, though their errors depend on one another (Diebold and Mariano 1995, <i>Journal of Business
 * and Economic Statistics</i> 13).
 */
public final class DieboldMariano {
    private DieboldMariano() {}

    /**
     * {@return what the series tells of the mean loss difference, with the correction for short series (Harvey, Leybourne and Newbold 1997,
     * <i>International Journal of Forecasting</i> 13)}
     *
     * @param differences the champion's loss less the candidate's, in the order of time: positive where the candidate is better
     * @param horizon how many steps ahead the forecasts are: errors so near to one another depend on one another
     * @throws IllegalArgumentException if the series is not longer than the horizon, or has fewer than two values
     */
    public static ConfidenceDistribution of(double[] differences, int horizon) {
        return of(differences, horizon, true);
    }

    static ConfidenceDistribution of(double[] differences, int horizon, boolean corrected) {
        int n = differences.length;
        if (n < 2 || horizon < 1 || horizon >= n) {
            throw new IllegalArgumentException(n + " steps are too few for a horizon of " + horizon);
        }
        double mean = Moments.mean(differences);
        double variance = variance(differences, mean, horizon, false);
        if (variance <= 0) {
            // The plain sum of autocovariances may be negative; weights that fall with the lag (Newey and West 1987)
            // never make it so.
            variance = variance(differences, mean, horizon, true);
        }
        if (variance <= 0) {
            return new Exact(mean);
        }
        double h = horizon;
        double correction = corrected ? Math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n) : 1;
        return new StudentT(mean, Math.sqrt(variance) / correction, n - 1);
    }

    private static double variance(double[] values, double mean, int horizon, boolean falling) {
        int n = values.length;
        double sum = 0;
        for (int lag = 0; lag < horizon; lag++) {
            double covariance = 0;
            for (int i = lag; i < n; i++) {
                covariance += (values[i] - mean) * (values[i - lag] - mean);
            }
            double weight = (lag == 0 ? 1 : 2) * (falling ? 1 - (double) lag / horizon : 1);
            sum += weight * covariance / n;
        }
        return sum / n;
    }
}
