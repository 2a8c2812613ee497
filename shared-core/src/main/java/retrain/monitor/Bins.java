package retrain.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import retrain.statistic.SortedSample;

/**
 * Stretches of the number line, each from its lower edge up to, but without, its upper one. The first one and the last hold also what is
 * beyond.
 *
 * @param edges ascending, one more than there are bins, at least two
 */
record Bins(List<Double> edges) {
    private static final int DECILES = 10;
    private static final int DRAWN = 20;
    private static final double OUTER = 0.01;

    Bins {
        edges = List.copyOf(edges);
    }

    /** {@return the tenths of the reference; fewer if some of its deciles are equal} */
    static Bins deciles(SortedSample reference) {
        return new Bins(IntStream.rangeClosed(0, DECILES)
                .mapToDouble(i -> reference.quantile((double) i / DECILES))
                .boxed()
                .distinct()
                .toList());
    }

    /** {@return bins of equal width between the outer hundredths of the reference, or over all there is if these are one value} */
    static Bins even(SortedSample reference, SortedSample current) {
        double low = reference.quantile(OUTER);
        double high = reference.quantile(1 - OUTER);
        if (low == high) {
            low = Math.min(reference.at(0), current.at(0));
            high = Math.max(reference.quantile(1), current.quantile(1));
        }
        List<Double> edges = new ArrayList<>();
        for (int i = 0; i <= DRAWN; i++) {
            edges.add(low + (high - low) * i / DRAWN);
        }
        return new Bins(edges);
    }

    int size() {
        return edges.size() - 1;
    }

    long[] count(SortedSample sample) {
        long[] counts = new long[size()];
        int before = 0;
        for (int i = 0; i < counts.length; i++) {
            int below = i == counts.length - 1 ? sample.size() : sample.below(edges.get(i + 1));
            counts[i] = (long) below - before;
            before = below;
        }
        return counts;
    }
}
