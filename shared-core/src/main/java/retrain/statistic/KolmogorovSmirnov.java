package retrain.statistic;

import java.util.Arrays;

/**
 * The test that two samples are drawn from one distribution (Kolmogorov 1933, Smirnov 1939): the largest distance of their distribution
 * functions. With ties the p-value is too large rather than too small.
 *
 * @param statistic the distance, from 0 to 1
 * @param pValue two-sided: exact if that takes few enough steps, else by the limit
 */
public record KolmogorovSmirnov(double statistic, double pValue) {
    /** Beyond this product of the samples' sizes the limit is as good. */
    private static final double MOST_PAIRS = 1e8;

    /** Beyond so many steps of the exact count the p-value is so small that nobody minds. */
    private static final double MOST_STEPS = 2e7;

    /** Rows times the squared distance; from here on a distance to both sides at once adds less than a millionth. */
    private static final double RARE = 2.2;

    /** Of more rows the limit differs by less than a millionth. */
    private static final long MOST_SUMMED = 10_000;

    /** {@return the test of two samples, neither of them empty} */
    public static KolmogorovSmirnov of(SortedSample first, SortedSample second) {
        long n = first.size();
        long m = second.size();
        if (n == 0 || m == 0) {
            throw new IllegalArgumentException("samples of " + n + " and " + m + " numbers");
        }
        long distance = distance(first, second);
        double statistic = distance / ((double) n * m);
        boolean exact =
                (double) n * m <= MOST_PAIRS && Math.min(n, m) * (2 * statistic * Math.max(n, m) + 2) <= MOST_STEPS;
        return new KolmogorovSmirnov(statistic, exact ? exact(n, m, distance) : limit(n, m, statistic));
    }

    /** {@return the largest distance of the distribution functions times the product of the sizes, a whole number} */
    private static long distance(SortedSample first, SortedSample second) {
        long n = first.size();
        long m = second.size();
        long largest = 0;
        int i = 0;
        int j = 0;
        while (i < n && j < m) {
            float value = Math.min(first.at(i), second.at(j));
            while (i < n && first.at(i) == value) {
                i++;
            }
            while (j < m && second.at(j) == value) {
                j++;
            }
            largest = Math.max(largest, Math.abs(i * m - j * n));
        }
        return largest;
    }

    /**
     * The share of the orders in which all numbers can be that reach the distance: lattice paths that leave a band around the diagonal, counted
     * column by column as shares, so that nothing overflows (Hodges 1958, <i>Arkiv för Matematik</i> 3; the recursion is that of Viehmann
     * 2021, arXiv 2102.08037).
     */
    static double exact(long n, long m, long distance) {
        long wide = Math.max(n, m);
        long high = Math.min(n, m);
        // Beyond the first column's band every path has left it.
        double[] left = new double[(int) high + 2];
        Arrays.fill(left, 1);
        int from = 0;
        int to = (int) Math.min(high + 1, ceil(distance, wide));
        Arrays.fill(left, from, to, 0);
        for (long x = 1; x <= wide; x++) {
            int low = (int) Math.min(high, Math.max(0, Math.floorDiv(high * x - distance, wide) + 1));
            int end = (int) Math.min(high + 1, ceil(high * x + distance, wide));
            if (end <= low) {
                return 1;
            }
            double below = low == 0 ? 0 : 1;
            for (int y = low; y < end; y++) {
                below = (left[y] * x + below * y) / (x + y);
                left[y] = below;
            }
        }
        return Math.min(1, left[(int) high]);
    }

    private static long ceil(long value, long by) {
        return -Math.floorDiv(-value, by);
    }

    /**
     * The probability for one sample of as many rows as say as much as the two, n m / (n + m). Where the distance is rare, twice that of a
     * distance to one side, which is exact for them; else by Kolmogorov's limit.
     */
    static double limit(long n, long m, double statistic) {
        double size = (double) n * m / (n + m);
        long rows = Math.round(size);
        boolean rare = rows * statistic * statistic >= RARE;
        return rare && rows <= MOST_SUMMED ? Math.min(1, 2 * oneSided(rows, statistic)) : limit(size, statistic);
    }

    /**
     * The probability that the distribution function of n rows rises above the true one by as much somewhere (Smirnov 1944; Birnbaum and
     * Tingey 1951, <i>Annals of Mathematical Statistics</i> 22).
     */
    private static double oneSided(long n, double distance) {
        double sum = Math.exp(n * Math.log1p(-distance));
        double choose = 0;
        for (long j = 1; j <= n * (1 - distance); j++) {
            choose += Math.log((n - j + 1.0) / j);
            double below = distance + (double) j / n;
            double above = 1 - below;
            if (above > 0) {
                sum += distance * Math.exp(choose + (j - 1) * Math.log(below) + (n - j) * Math.log(above));
            }
        }
        return sum;
    }

    /** Kolmogorov's limit with the correction of Vrbik (2018, <i>Pioneer Journal of Theoretical and Applied Statistics</i> 15). */
    private static double limit(double size, double statistic) {
        double root = Math.sqrt(size);
        double z = statistic * root;
        z += 1 / (6 * root) + (z - 1) / (4 * size);
        if (z < 0.2) {
            // The probability of so small a distance is below 1e-13, and the series would not converge.
            return 1;
        }
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            double term = Math.exp(-2.0 * k * k * z * z);
            sum += k % 2 == 1 ? term : -term;
        }
        return Math.min(1, Math.max(0, 2 * sum));
    }
}
