package retrain.statistic;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * The test that two rows of counts over the same cells have the same shares (Pearson 1900): two samples, both of them subject to chance. With
 * two cells the p-value is exact (Fisher 1922, <i>Journal of the Royal Statistical Society</i> 85): of all tables with the same sums, how often
 * one is as improbable as this one.
 *
 * @param statistic chi-square, without a correction for continuity
 * @param freedom degrees of freedom: one less than there are cells with a count
 * @param pValue 1 if there is only one such cell
 * @param cramersV how strong the difference is, from 0 to 1
 */
public record Contingency(double statistic, int freedom, double pValue, double cramersV) {
    /** Two tables as improbable as each other may differ by what rounding makes of it. */
    private static final double EQUAL = 1 + 1e-7;

    /** {@return the test of two rows of counts, neither of them all 0} */
    public static Contingency of(long[] first, long[] second) {
        double n = Distances.total(first);
        double m = Distances.total(second);
        double sum = 0;
        int freedom = -1;
        int last = 0;
        for (int i = 0; i < first.length; i++) {
            double both = first[i] + second[i];
            if (both > 0) {
                double expected = both * n / (n + m);
                double ofSecond = both * m / (n + m);
                double off = first[i] - expected;
                sum += off * off / expected + off * off / ofSecond;
                freedom++;
                last = i;
            }
        }
        double v = Math.sqrt(sum / (n + m));
        return new Contingency(sum, freedom, pValue(first[last], (long) n, second[last], (long) m, freedom, sum), v);
    }

    private static double pValue(long hits, long n, long otherHits, long m, int freedom, double statistic) {
        if (freedom == 0) {
            return 1;
        }
        return freedom == 1
                ? fisher(hits, n, otherHits, m)
                : ChiSquaredDistribution.of(freedom).survivalProbability(statistic);
    }

    /** {@return Fisher's exact p-value, two-sided, of {@code hits} in n rows against {@code otherHits} in m; 0 if it is below about 1e-300} */
    static double fisher(long hits, long n, long otherHits, long m) {
        return new Table(n, m, (double) hits + otherHits).asImprobableAs(hits);
    }

    /** All tables with the same sums. Their probabilities are multiples of that of the most probable one. */
    private record Table(double n, double m, double drawn) {
        double asImprobableAs(long hits) {
            long least = (long) Math.max(0, drawn - m);
            long most = (long) Math.min(n, drawn);
            long mode = Math.min(most, Math.max(least, (long) ((n + 1) * (drawn + 1) / (n + m + 2))));
            double bound = probability(mode, hits) * EQUAL;
            double total = 0;
            double tail = 0;
            double p = 1;
            for (long k = mode; k <= most && p > 0; p *= up(k++)) {
                total += p;
                tail += p <= bound ? p : 0;
            }
            p = mode > least ? down(mode) : 0;
            for (long k = mode - 1; k >= least && p > 0; p *= down(k--)) {
                total += p;
                tail += p <= bound ? p : 0;
            }
            return Math.min(1, tail / total);
        }

        private double probability(long mode, long hits) {
            double p = 1;
            for (long k = mode; k < hits && p > 0; k++) {
                p *= up(k);
            }
            for (long k = mode; k > hits && p > 0; k--) {
                p *= down(k);
            }
            return p;
        }

        /** {@return the probability of one hit more than k, as a multiple of that of k} */
        private double up(long k) {
            return (n - k) * (drawn - k) / ((k + 1.0) * (m - drawn + k + 1));
        }

        /** {@return the probability of one hit less than k, as a multiple of that of k} */
        private double down(long k) {
            return k * (m - drawn + k) / ((n - k + 1) * (drawn - k + 1));
        }
    }
}
