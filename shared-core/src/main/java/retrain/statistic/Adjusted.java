package retrain.statistic;

import java.util.Comparator;
import java.util.stream.IntStream;

/** P-values adjusted for how many there are. */
public final class Adjusted {
    private Adjusted() {}

    /** {@return p-values for which it is unlikely that any is wrongly small (Holm 1979, <i>Scandinavian Journal of Statistics</i> 6)} */
    public static double[] holm(double[] p) {
        int[] order = order(p);
        double[] adjusted = new double[p.length];
        double largest = 0;
        for (int i = 0; i < p.length; i++) {
            largest = Math.max(largest, Math.min(1, (p.length - i) * p[order[i]]));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }

    /**
     * {@return p-values of which those up to q hold no more than the share q of false ones on average (Benjamini and Hochberg 1995,
     * <i>Journal of the Royal Statistical Society B</i> 57)}
     */
    public static double[] benjaminiHochberg(double[] p) {
        return benjaminiHochberg(p, p.length);
    }

    /**
     * {@return the same of the smallest p-values alone: those up to a bound that none of the others is within, which is right for the results
     * up to that bound}
     *
     * @param of how many p-values there are in all
     */
    public static double[] benjaminiHochberg(double[] p, long of) {
        int[] order = order(p);
        double[] adjusted = new double[p.length];
        double smallest = 1;
        for (int i = p.length - 1; i >= 0; i--) {
            smallest = Math.min(smallest, of * p[order[i]] / (i + 1));
            adjusted[order[i]] = smallest;
        }
        return adjusted;
    }

    private static int[] order(double[] p) {
        return IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(i -> i)
                .toArray();
    }
}
