package retrain.statistic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import retrain.statistic.ConfidenceDistribution.Resampled;

/**
 * From replicates to confidence limits: bias-corrected and accelerated percentiles (Efron 1987, <i>Journal of the American Statistical
 * Association</i> 82). Replicates of few units vary too little; as far as Student's t is wider than the normal distribution, limits are looked
 * for further out (the expanded percentiles of Hesterberg 2015, <i>The American Statistician</i> 69).
 */
final class Bca {
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    /** A percentile with fewer replicates beyond it than this is not taken from them: it is drawn out from those that are. */
    private static final double RESOLVED = 3;

    /** Replicates that differ by no more than this share of their size differ by rounding alone. */
    private static final double ROUNDING = 1e-12;

    private Bca() {}

    /**
     * {@return what the replicates tell; empty if the estimate is so far off them that they tell nothing}
     *
     * @param replicates finite; they are sorted in place
     * @param acceleration how much the spread changes with the value
     * @param units {@link Draw#units}, more than 1
     */
    static Optional<ConfidenceDistribution> of(
            double estimate, double[] replicates, double acceleration, double units) {
        Arrays.sort(replicates);
        double least = replicates[0];
        double greatest = replicates[replicates.length - 1];
        if (greatest - least <= ROUNDING * Math.max(Math.abs(least), Math.abs(greatest))) {
            return Optional.of(new ConfidenceDistribution.Exact(estimate));
        }
        double bias = bias(estimate, replicates);
        double[] places = expanded(units);
        double[] quantiles = new double[places.length];
        boolean[] known = new boolean[quantiles.length];
        for (int i = 0; i < quantiles.length; i++) {
            double shifted = bias + places[i];
            double scale = 1 - acceleration * shifted;
            double level = scale > 0 ? STANDARD.cumulativeProbability(bias + shifted / scale) : Double.NaN;
            known[i] = Math.min(level, 1 - level) * replicates.length >= RESOLVED;
            quantiles[i] = known[i] ? percentile(replicates, level) : Double.NaN;
        }
        return drawOut(quantiles, known, places) ? Optional.of(distribution(estimate, quantiles)) : Optional.empty();
    }

    /** {@return the levels on the scale of the normal quantile, further out the fewer units there are} */
    private static double[] expanded(double units) {
        TDistribution student = TDistribution.of(units - 1);
        double scale = Math.sqrt(units / (units - 1));
        return Resampled.LEVELS.stream()
                .mapToDouble(level -> scale * student.inverseCumulativeProbability(level))
                .toArray();
    }

    /** {@return a distribution of ascending quantiles; exact if they are all equal} */
    static ConfidenceDistribution distribution(double estimate, double[] quantiles) {
        List<Double> list = new ArrayList<>();
        for (double quantile : quantiles) {
            list.add(list.isEmpty() ? quantile : Math.max(quantile, list.get(list.size() - 1)));
        }
        return list.get(0) < list.get(list.size() - 1)
                ? new Resampled(estimate, list)
                : new ConfidenceDistribution.Exact(estimate);
    }

    private static double bias(double estimate, double[] sorted) {
        double below = 0;
        for (double replicate : sorted) {
            below += replicate < estimate ? 1 : replicate == estimate ? 0.5 : 0;
        }
        double share = below / sorted.length;
        double least = 0.5 / sorted.length;
        return STANDARD.inverseCumulativeProbability(Math.min(Math.max(share, least), 1 - least));
    }

    /** Linear between the order statistics, as numpy and R's type 7 have it. */
    static double percentile(double[] sorted, double level) {
        double place = level * (sorted.length - 1);
        int low = (int) Math.floor(place);
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
    }

    /**
     * Fills in the outer quantiles along the line through the two outermost that are known, on the scale of the normal quantile.
     *
     * @return whether any are known
     */
    private static boolean drawOut(double[] quantiles, boolean[] known, double[] places) {
        int first = 0;
        while (first < known.length - 2 && !known[first]) {
            first++;
        }
        int last = known.length - 1;
        while (last > first + 1 && !known[last]) {
            last--;
        }
        if (!known[first] || !known[last]) {
            return false;
        }
        for (int i = first - 1; i >= 0; i--) {
            quantiles[i] = line(quantiles, places, first, first + 1, i);
        }
        for (int i = last + 1; i < quantiles.length; i++) {
            quantiles[i] = line(quantiles, places, last - 1, last, i);
        }
        return true;
    }

    private static double line(double[] quantiles, double[] places, int a, int b, int at) {
        double slope = (quantiles[b] - quantiles[a]) / (places[b] - places[a]);
        return quantiles[a] + slope * (places[at] - places[a]);
    }
}
