package retrain.statistic;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** How many rows it takes. */
public final class Power {
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    private Power() {}

    /**
     * {@return how many rows show a difference with the given probability} The error of an estimate is taken to fall with the square root of
     * the rows (Cohen 1988).
     *
     * @param rows that the error was found on
     * @param error the standard error of the estimate
     * @param distance how far the truth lies from the bound, more than 0
     * @param alpha one-sided
     * @param power the probability, such as 0.8
     */
    public static long rows(long rows, double error, double distance, double alpha, double power) {
        double quantiles =
                STANDARD.inverseCumulativeProbability(1 - alpha) + STANDARD.inverseCumulativeProbability(power);
        double ratio = quantiles * error / distance;
        return (long) Math.ceil(rows * ratio * ratio);
    }
}
