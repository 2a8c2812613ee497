package retrain.statistic;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * The population stability index (PSI): the sum over cells of the difference of shares times the difference of their logarithms, with base
 * e. What is usually taken for large (0.1, 0.25) knows nothing of how many rows there are; by chance alone the index is near
 * {@code (1/n + 1/m)} times a chi-squared variable (Yurdakul 2018, <i>Statistical properties of population stability index</i>).
 *
 * @param value the index; the share of an empty cell is taken to be that of half a row
 * @param mean what chance alone gives on average
 * @param critical what chance alone exceeds in one of 20 cases
 */
public record StabilityIndex(double value, double mean, double critical) {
    private static final double CONFIDENCE = 0.95;

    /** {@return the index of counts over the same two or more cells} */
    public static StabilityIndex of(long[] reference, long[] current) {
        double n = Distances.total(reference);
        double m = Distances.total(current);
        double value = 0;
        for (int i = 0; i < reference.length; i++) {
            double p = Math.max((double) reference[i], 0.5) / n;
            double q = Math.max((double) current[i], 0.5) / m;
            value += (q - p) * Math.log(q / p);
        }
        int freedom = reference.length - 1;
        double scale = 1 / n + 1 / m;
        double quantile =
                freedom == 0 ? 0 : ChiSquaredDistribution.of(freedom).inverseCumulativeProbability(CONFIDENCE);
        return new StabilityIndex(value, freedom * scale, quantile * scale);
    }
}
