package retrain.statistic;

/**
 * The difference of two values that different rows tell of, from the interval of each, so that both may be skewed (MOVER: Newcombe 1998,
 * <i>Statistics in Medicine</i> 17; Zou and Donner 2008, the same 27).
 */
public final class Independent {
    private static final double SMALLEST = 1e-15;
    private static final int STEPS = 60;

    private Independent() {}

    /** {@return the one-sided p-value of the claim that the first value is greater than the second by more than the bound} */
    public static double above(ConfidenceDistribution first, ConfidenceDistribution second, double bound) {
        double gain = first.estimate() - second.estimate();
        if (gain < bound) {
            return 1 - above(second, first, -bound);
        }
        if (gain == bound) {
            return first.error() + second.error() > 0 ? 0.5 : 1;
        }
        double low = Math.log(SMALLEST);
        double high = Math.log(0.5);
        for (int step = 0; step < STEPS; step++) {
            double middle = (low + high) / 2;
            if (lower(first, second, Math.exp(middle)) > bound) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Math.exp(high);
    }

    /** {@return the lower confidence limit of the first value less the second} */
    public static double lower(ConfidenceDistribution first, ConfidenceDistribution second, double alpha) {
        double below = first.estimate() - first.lower(alpha);
        double above = second.upper(alpha) - second.estimate();
        return first.estimate() - second.estimate() - Math.sqrt(below * below + above * above);
    }
}
