package retrain.statistic;

import java.util.Arrays;
import retrain.statistic.ConfidenceDistribution.Resampled;
import retrain.statistic.Resampling.Numbers;

/**
 * The mean of few differences, taken to be symmetric around it: had the sign of each been another, how often would their mean be as great
 * (Fisher 1935; Pitman 1937)? To flip the signs of a set of them around a bound gives a mean as great as that seen if and only if the
 * mean of the set is not above the bound. So the confidence distribution is that of the means of all sets (the typical values of Hartigan
 * 1969, <i>Journal of the American Statistical Association</i> 64), found at once for all bounds.
 */
public final class SignFlip {
    /** Up to so many differences all sets are looked at. */
    private static final int EXACT = 16;

    private SignFlip() {}

    /**
     * {@return what the differences tell of their mean; exact up to 16 of them, beyond that from 10 random sets a replicate}
     *
     * @throws IllegalArgumentException if there are fewer than 6, which is too few to be sure of anything
     */
    public static ConfidenceDistribution mean(double[] differences, Resampling resampling) {
        if (differences.length < 6) {
            throw new IllegalArgumentException(differences.length + " differences are too few");
        }
        double[] means = differences.length <= EXACT ? all(differences) : some(differences, resampling);
        Arrays.sort(means);
        double[] quantiles = new double[Resampled.LEVELS.size()];
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] = quantile(means, Resampled.LEVELS.get(i));
        }
        return Bca.distribution(Moments.mean(differences), quantiles);
    }

    /**
     * The set without members counts as below every bound and as above every bound, so that levels are kept. What the sets are too few to tell
     * is put far out: nothing is claimed at such a level.
     */
    private static double quantile(double[] sorted, double level) {
        int sets = sorted.length + 1;
        double far = 1000 * (sorted[sorted.length - 1] - sorted[0]);
        if (level < 0.5) {
            int place = (int) Math.floor(level * sets) - 2;
            return place < 0 ? sorted[0] - far : sorted[place];
        }
        int place = (int) Math.ceil(level * sets);
        return place >= sorted.length ? sorted[sorted.length - 1] + far : sorted[place];
    }

    private static double[] all(double[] differences) {
        double[] means = new double[(1 << differences.length) - 1];
        for (int set = 1; set <= means.length; set++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                sum += ((set >>> i) & 1) == 1 ? differences[i] : 0;
            }
            means[set - 1] = sum / Integer.bitCount(set);
        }
        return means;
    }

    private static double[] some(double[] differences, Resampling resampling) {
        double[] means = new double[10 * resampling.replicates()];
        Numbers random = new Numbers(resampling.seed(), 0);
        for (int i = 0; i < means.length; i++) {
            double sum = 0;
            int members = 0;
            while (members == 0) {
                sum = 0;
                for (double difference : differences) {
                    if (random.next() < 0) {
                        sum += difference;
                        members++;
                    }
                }
            }
            means[i] = sum / members;
        }
        return means;
    }

    /** {@return the share of the sign patterns whose mean is as far from 0 as that seen, in either direction} */
    static double twoSided(double[] differences, int patterns, long seed) {
        double seen = 0;
        for (double difference : differences) {
            seen += difference;
        }
        Numbers random = new Numbers(seed, 0);
        int asFar = 1;
        for (int p = 0; p < patterns; p++) {
            double sum = 0;
            for (double difference : differences) {
                sum += random.next() < 0 ? difference : -difference;
            }
            asFar += Math.abs(sum) >= Math.abs(seen) * (1 - 1e-12) ? 1 : 0;
        }
        return asFar / (patterns + 1.0);
    }
}
