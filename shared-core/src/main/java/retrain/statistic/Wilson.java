package retrain.statistic;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** The interval of a share that is right for few rows, too (Wilson 1927, <i>Journal of the American Statistical Association</i> 22). */
public final class Wilson {
    private Wilson() {}

    /** {@return the lower and the upper limit of the two-sided interval} */
    public static double[] interval(long hits, long of, double confidence) {
        if (of <= 0 || hits < 0 || hits > of) {
            throw new IllegalArgumentException(hits + " of " + of + " is no share");
        }
        double z = NormalDistribution.of(0, 1).inverseCumulativeProbability(0.5 + confidence / 2);
        double share = (double) hits / of;
        double centre = share + z * z / (2 * of);
        double half = z * Math.sqrt(share * (1 - share) / of + z * z / (4.0 * of * of));
        double scale = 1 + z * z / of;
        return new double[] {hits == 0 ? 0 : (centre - half) / scale, hits == of ? 1 : (centre + half) / scale};
    }
}
