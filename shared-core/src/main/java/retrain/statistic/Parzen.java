package retrain.statistic;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import retrain.statistic.Resampling.Numbers;

/**
 * A density on 0 to 1 about points that were seen: as many normal distributions, cut off at both ends, and one flat one for what was not
 * seen, each of the same weight. The width of each is its distance to its farther neighbour, within limits (Bergstra, Bardenet, Bengio
 * and Kégl 2011, <i>Algorithms for Hyper-Parameter Optimization</i>, section 4; the limits are those of its authors' program).
 */
public final class Parzen {
    private static final int NARROWEST = 100;

    private final List<TruncatedNormalDistribution> about = new ArrayList<>();

    /** A density about the points. */
    public Parzen(List<Double> points) {
        List<Double> sorted = points.stream().sorted().toList();
        double least = 1.0 / Math.min(NARROWEST, sorted.size() + 1);
        for (int i = 0; i < sorted.size(); i++) {
            double point = sorted.get(i);
            double below = i == 0 ? 0 : sorted.get(i - 1);
            double above = i == sorted.size() - 1 ? 1 : sorted.get(i + 1);
            double width = Math.max(least, Math.max(point - below, above - point));
            about.add(TruncatedNormalDistribution.of(point, width, 0, 1));
        }
    }

    /** {@return a number of this density} */
    public double draw(Numbers random) {
        int which = random.below(about.size() + 1);
        double share = random.uniform();
        double drawn = which == about.size() ? share : about.get(which).inverseCumulativeProbability(share);
        return Math.min(1, Math.max(0, drawn));
    }

    /** {@return the density at a number from 0 to 1} */
    public double density(double at) {
        double sum = 1;
        for (TruncatedNormalDistribution one : about) {
            sum += one.density(at);
        }
        return sum / (about.size() + 1);
    }
}
