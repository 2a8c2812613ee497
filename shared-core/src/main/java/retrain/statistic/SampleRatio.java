package retrain.statistic;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Whether units came to the variants of a test in the shares that were meant: Pearson's chi-square test of goodness of fit,
 * {@code X² = Σ (n_i - n·s_i)² / (n·s_i)} with one degree of freedom less than there are variants (Fabijan et al. 2019, <i>Diagnosing
 * sample ratio
 * mismatch in online controlled experiments</i>, KDD). Where it fails, units were lost or assigned otherwise than it was said, and
 * nothing that the
 * test says of the variants holds.
 *
 * @param statistic X²
 * @param freedom its degrees of freedom
 */
public record SampleRatio(double statistic, int freedom) {
    /** Nothing counted yet. */
    public static final SampleRatio NONE = new SampleRatio(0, 0);

    /**
     * {@return how the counts fit the shares}
     *
     * @param counts of units, by variant; each unit once
     * @param shares that were meant, more than 0 each and 1 together
     */
    public static SampleRatio of(long[] counts, double[] shares) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        if (all == 0) {
            return NONE;
        }
        double statistic = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = all * shares[i];
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        return new SampleRatio(statistic, counts.length - 1);
    }

    /** {@return both together, of different units: chi-squares that do not depend on one another add up} */
    public SampleRatio and(SampleRatio other) {
        return new SampleRatio(statistic + other.statistic, freedom + other.freedom);
    }

    /** {@return how probable shares at least this far from those that were meant are by chance} */
    public double pValue() {
        return freedom == 0 ? 1 : ChiSquaredDistribution.of(freedom).survivalProbability(statistic);
    }
}
