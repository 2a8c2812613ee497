package retrain.data;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a column was distributed, in the terms of SageMaker Model Monitor's {@code statistics.json}.
 *
 * @param upTo of numbers: how many rows were at most as large, by some numbers in their order; empty if it is of texts
 * @param ties whether rows that were exactly as large may be missing from {@code upTo}, as it is where only buckets are known
 * @param values of texts: how many rows had each; empty if it is of numbers
 */
public record Baseline(String column, SortedMap<Double, Long> upTo, boolean ties, SortedMap<String, Long> values) {
    /** What chance explains of the distance of two samples, by Deequ: 1.8 standard errors of Kolmogorov and Smirnov's. */
    private static final double CHANCE = 1.8;

    public Baseline {
        upTo = new TreeMap<>(upTo);
        values = new TreeMap<>(values);
    }

    /** {@return whether it is of numbers} */
    public boolean ofNumbers() {
        return !upTo.isEmpty();
    }

    /** {@return the numbers by which rows are counted, in their order} */
    public List<Double> bounds() {
        return List.copyOf(upTo.keySet());
    }

    /**
     * The largest difference of a share, from 0 to 1: of numbers, of the rows that are at most as large, at the baseline's own numbers; of
     * texts, of the rows with a value. As Deequ computes it, which Model Monitor uses.
     *
     * @param robust takes off what chance explains; never below 0
     */
    double distance(Counted now, boolean robust) {
        double rows = ofNumbers()
                ? upTo.values().stream().mapToLong(v -> v).max().orElse(0)
                : values.values().stream().mapToLong(v -> v).sum();
        double largest = ofNumbers() ? ofNumbers(now, rows) : ofTexts(now, rows);
        double chance = CHANCE * Math.sqrt(1.0 / rows + 1.0 / now.rows());
        return robust ? Math.max(0, largest - chance) : largest;
    }

    private double ofNumbers(Counted now, double rows) {
        double largest = 0;
        int at = 0;
        for (long before : upTo.values()) {
            double share = before / rows;
            double most = now.upTo().get(at) / (double) now.rows();
            double least = ties ? now.below().get(at) / (double) now.rows() : most;
            largest = Math.max(largest, Math.max(share - most, least - share));
            at++;
        }
        return largest;
    }

    private double ofTexts(Counted now, double rows) {
        Set<String> all = new HashSet<>(values.keySet());
        all.addAll(now.values().keySet());
        double largest = 0;
        for (String value : all) {
            double share = values.getOrDefault(value, 0L) / rows;
            largest = Math.max(largest, Math.abs(share - now.values().getOrDefault(value, 0L) / (double) now.rows()));
        }
        return largest;
    }

    /**
     * Rows, counted by a baseline.
     *
     * @param rows those with a value
     * @param below of numbers: how many are smaller than each of {@link Baseline#bounds}
     * @param upTo of numbers: how many are at most as large
     * @param values of texts: how many have each
     */
    public record Counted(long rows, List<Long> below, List<Long> upTo, Map<String, Long> values) {
        public Counted {
            below = List.copyOf(below);
            upTo = List.copyOf(upTo);
            values = Map.copyOf(values);
        }
    }
}
