package retrain.statistic;

/** The difference of two means of different rows (Welch 1947, <i>Biometrika</i> 34). */
public final class Welch {
    private Welch() {}

    /**
     * {@return what the rows tell of the first mean less the second}
     *
     * @param firstVariance unbiased, that of the rows and not of their mean
     * @param firstRows at least 2
     */
    public static ConfidenceDistribution difference(
            double firstMean,
            double firstVariance,
            long firstRows,
            double secondMean,
            double secondVariance,
            long secondRows) {
        if (firstRows < 2 || secondRows < 2) {
            throw new IllegalArgumentException("a mean of " + Math.min(firstRows, secondRows) + " rows has no spread");
        }
        double first = firstVariance / firstRows;
        double second = secondVariance / secondRows;
        double gain = firstMean - secondMean;
        if (!(first + second > 0)) {
            return new ConfidenceDistribution.Exact(gain);
        }
        double freedom = (first + second)
                * (first + second)
                / (first * first / (firstRows - 1) + second * second / (secondRows - 1));
        return new ConfidenceDistribution.StudentT(gain, Math.sqrt(first + second), freedom);
    }
}
