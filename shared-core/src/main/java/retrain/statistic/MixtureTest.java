package retrain.statistic;

/**
 * The mixture sequential probability ratio test (mSPRT; Robbins 1970; Johari, Koomen, Pekelis and Walsh 2022, <i>Always valid inference:
 * continuous
 * monitoring of A/B tests</i>, Operations Research 70): of n values of the variance σ² with the mean x̄ the likelihood under means that
 * are spread
 * around θ with the variance τ², over that under θ itself,
 *
 * <pre>{@code
 * Λ = √(σ² / (σ² + nτ²)) · exp(n²τ²(x̄ - θ)² / (2σ²(σ² + nτ²)))
 * }</pre>
 *
 * If θ is the mean, Λ ever gets as large as 1/α with a probability of α at most, however often one looks; so 1/Λ is a p-value that is
 * always valid.
 */
public final class MixtureTest {
    private MixtureTest() {}

    /**
     * {@return Λ}
     *
     * @param n of values
     * @param mean of them
     * @param variance σ² of a value
     * @param mixture τ²
     * @param bound θ
     */
    public static double ratio(long n, double mean, double variance, double mixture, double bound) {
        return Math.exp(logRatio(n, mean, variance, mixture, bound));
    }

    /** {@return the logarithm of Λ, which may be greater than a number can tell} */
    static double logRatio(long n, double mean, double variance, double mixture, double bound) {
        double both = variance + n * mixture;
        double off = mean - bound;
        return 0.5 * Math.log(variance / both) + (double) n * n * mixture * off * off / (2 * variance * both);
    }

    /** {@return the p-value of a look: 1/Λ, 1 at most} */
    public static double pValue(long n, double mean, double variance, double mixture, double bound) {
        return Math.min(1, Math.exp(-logRatio(n, mean, variance, mixture, bound)));
    }
}
