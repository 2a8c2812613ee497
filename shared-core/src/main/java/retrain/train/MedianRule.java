package retrain.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import retrain.spec.TuneGoal;
import retrain.train.TrainedModel.Point;

/**
 * The median stopping rule (Golovin et al. 2017, <i>Google Vizier</i>, section 3.2.1): a trial ends when its best value so far is worse than
 * the median of what the trials before it had by the same round, each in the mean of its rounds up to there. It looks at rounds, never at
 * time, and only at trials of earlier batches, so that a trial always ends at the same round.
 *
 * @param from the first round at which a trial can end: a third of the longest trial, since all begin badly
 * @param steps the medians, by the first round that each is for
 */
public record MedianRule(TuneGoal goal, int from, List<Step> steps) {
    /** With fewer trials before it nothing is worse than the median in a way that tells much. */
    private static final int LEAST_TRIALS = 4;

    private static final int WARM_UP = 3;

    public MedianRule {
        steps = List.copyOf(steps);
    }

    /** From this round on, to the next step. */
    public record Step(int round, double medianLoss) {}

    /** {@return the rule by the curves of the trials that went to their end; empty if there are too few} */
    static Optional<MedianRule> of(TuneGoal goal, List<Curve> before) {
        if (before.size() < LEAST_TRIALS) {
            return Optional.empty();
        }
        SortedSet<Integer> rounds = new TreeSet<>();
        before.forEach(c -> c.points().forEach(p -> rounds.add(p.round())));
        if (rounds.isEmpty()) {
            return Optional.empty();
        }
        List<double[]> means = new ArrayList<>();
        before.forEach(c -> means.add(means(goal, c, rounds)));
        List<Step> steps = new ArrayList<>();
        int i = 0;
        for (int round : rounds) {
            int at = i++;
            double median = median(means.stream().mapToDouble(m -> m[at]).toArray());
            if (!Double.isNaN(median)) {
                steps.add(new Step(round, median));
            }
        }
        return Optional.of(new MedianRule(goal, (rounds.last() + WARM_UP - 1) / WARM_UP, steps));
    }

    /** {@return the mean loss up to each of the rounds; NaN before the first value} */
    private static double[] means(TuneGoal goal, Curve curve, SortedSet<Integer> rounds) {
        double[] means = new double[rounds.size()];
        List<Point> points = curve.points();
        double sum = 0;
        int next = 0;
        int i = 0;
        for (int round : rounds) {
            while (next < points.size() && points.get(next).round() <= round) {
                sum += goal.loss(points.get(next++).value());
            }
            means[i++] = sum / next;
        }
        return means;
    }

    private static double median(double[] values) {
        double[] sorted =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    /** {@return the round at which a trial with these points ends, 0 if it goes on; points after that round change nothing} */
    int endsAt(List<Point> points) {
        Follower follower = follower();
        for (Point point : points) {
            if (follower.ends(point)) {
                return point.round();
            }
        }
        return 0;
    }

    /** {@return what looks at the points of one trial} */
    public Follower follower() {
        return new Follower();
    }

    /** Looks at the points of one trial as they come. */
    public final class Follower {
        private double best = Double.POSITIVE_INFINITY;
        private double median = Double.POSITIVE_INFINITY;
        private int next;

        private Follower() {}

        /** {@return whether the trial ends with this point; points of other metrics are passed over} */
        public boolean ends(Point point) {
            if (!point.metric().equals(goal.metric())) {
                return false;
            }
            double loss = goal.loss(Curve.rounded(point.value()));
            best = loss < best ? loss : best;
            while (next < steps.size() && steps.get(next).round() <= point.round()) {
                median = steps.get(next++).medianLoss();
            }
            return point.round() >= from && best > median;
        }
    }
}
