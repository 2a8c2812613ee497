package retrain.statistic;

/**
 * An interval for a mean that may be looked at after every value: the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha,
 * Kennedy and Ramdas
 * (2024, <i>Time-uniform central limit theory and asymptotic confidence sequences</i>, Annals of Statistics 52, theorem 2.2),
 *
 * <pre>{@code
 * mean ± σ·√( 2(nρ² + 1)/(n²ρ²) · ln(√(nρ² + 1)/α) )
 * }</pre>
 *
 * with the standard deviation σ of the values so far (divided by n). The mean is within all intervals of all n together with a
 * probability of 1 - α or
 * so. It is the {@link MixtureTest} with τ² = ρ²σ², turned round: a bound is outside just if the test's p-value is at most α.
 *
 * @param n of values
 * @param mean of them
 * @param deviation σ
 * @param rho2 ρ², which says for which n the interval is the tightest; fixed before the first look
 */
public record ConfidenceSequence(long n, double mean, double deviation, double rho2) {
    public ConfidenceSequence {
        if (!(rho2 > 0)) {
            throw new IllegalArgumentException("ρ² is " + rho2);
        }
    }

    /** {@return the sequence after these values} */
    public static ConfidenceSequence of(double[] values, double rho2) {
        int n = values.length;
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = n == 0 ? 0 : sum / n;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new ConfidenceSequence(n, mean, n == 0 ? 0 : Math.sqrt(squares / n), rho2);
    }

    /**
     * {@return the ρ² with which the interval is the tightest after n values: the solution of nρ² = -W₋₁(-α²/e) - 1, with Lambert's W, that is of
     * {@code x - ln x = 1 - 2 ln α} for x = nρ² + 1}
     */
    public static double tightestAt(double n, double alpha) {
        double wanted = 1 - 2 * Math.log(alpha);
        double x = wanted + Math.log(wanted);
        for (int step = 0; step < 50; step++) {
            x -= (x - Math.log(x) - wanted) / (1 - 1 / x);
        }
        return (x - 1) / n;
    }

    /** {@return half the width of the interval; infinite as long as the values do not differ, as nothing tells how far they can} */
    public double halfWidth(double alpha) {
        if (n == 0 || !(deviation > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double grown = n * rho2 + 1;
        return deviation * Math.sqrt(2 * grown / ((double) n * n * rho2) * Math.log(Math.sqrt(grown) / alpha));
    }

    /** {@return the lower end} */
    public double low(double alpha) {
        return mean - halfWidth(alpha);
    }

    /** {@return the upper end} */
    public double high(double alpha) {
        return mean + halfWidth(alpha);
    }

    /** {@return the two-sided p-value of a bound: the least α with which it is outside} */
    public double pValue(double bound) {
        return n == 0 || !(deviation > 0)
                ? 1
                : MixtureTest.pValue(n, mean, deviation * deviation, rho2 * deviation * deviation, bound);
    }
}
