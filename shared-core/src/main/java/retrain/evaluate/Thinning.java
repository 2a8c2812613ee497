package retrain.evaluate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import retrain.evaluate.Evaluation.Point;

/**
 * Curves in so few points that a page can hold them and so many that no eye sees a difference: first the points that lie closer than a
 * grid of 2000 are skipped, then those that a straight line between their neighbours stands for (Douglas and Peucker 1973).
 */
final class Thinning {
    static final int POINTS = 200;

    private static final double GRID = 1.0 / 2000;
    private static final double TOLERANCE = 1.0 / 10_000;
    private static final double COARSER = 1.5;
    private static final double DECIMALS = 100_000;

    private Thinning() {}

    /** {@return false positive rate against true positive rate; empty if a class has no rows} */
    static List<Point> roc(BinarySample sample) {
        if (sample.positives() == 0 || sample.negatives() == 0) {
            return List.of();
        }
        Points points = new Points();
        points.add(0, 0);
        long[] seen = new long[2];
        sample.eachScore((score, ones, zeros) -> {
            seen[0] += zeros;
            seen[1] += ones;
            points.add((double) seen[0] / sample.negatives(), (double) seen[1] / sample.positives());
        });
        return points.thinned();
    }

    /** {@return recall against precision, from (0, 1) on as scikit-learn draws it; empty if there is no positive row} */
    static List<Point> precisionRecall(BinarySample sample) {
        if (sample.positives() == 0) {
            return List.of();
        }
        Points points = new Points();
        points.add(0, 1);
        long[] seen = new long[2];
        sample.eachScore((score, ones, zeros) -> {
            seen[0] += ones;
            seen[1] += ones + zeros;
            if (ones > 0 || seen[0] < sample.positives()) {
                points.add((double) seen[0] / sample.positives(), (double) seen[0] / seen[1]);
            }
        });
        return points.thinned();
    }

    /** Points of a curve in their order. Where some are skipped, the last before a jump is kept. */
    private static final class Points {
        private final List<Point> kept = new ArrayList<>();
        private Point last = new Point(Double.NaN, Double.NaN);

        void add(double x, double y) {
            Point point = new Point(x, y);
            if (!kept.isEmpty() && !near(kept.get(kept.size() - 1), point)) {
                keep(last);
            }
            if (kept.isEmpty()) {
                kept.add(point);
            }
            last = point;
        }

        private void keep(Point point) {
            if (!point.equals(kept.get(kept.size() - 1))) {
                kept.add(point);
            }
        }

        private static boolean near(Point a, Point b) {
            return Math.abs(a.x() - b.x()) < GRID && Math.abs(a.y() - b.y()) < GRID;
        }

        List<Point> thinned() {
            keep(last);
            double tolerance = TOLERANCE;
            BitSet chosen = chosen(tolerance);
            while (chosen.cardinality() > POINTS) {
                tolerance *= COARSER;
                chosen = chosen(tolerance);
            }
            return chosen.stream().mapToObj(i -> rounded(kept.get(i))).toList();
        }

        private BitSet chosen(double tolerance) {
            BitSet chosen = new BitSet(kept.size());
            chosen.set(0);
            chosen.set(kept.size() - 1);
            choose(0, kept.size() - 1, tolerance, chosen);
            return chosen;
        }

        private void choose(int from, int to, double tolerance, BitSet chosen) {
            int farthest = -1;
            double most = tolerance;
            for (int i = from + 1; i < to; i++) {
                double distance = distance(kept.get(i), kept.get(from), kept.get(to));
                if (distance > most) {
                    most = distance;
                    farthest = i;
                }
            }
            if (farthest > 0) {
                chosen.set(farthest);
                choose(from, farthest, tolerance, chosen);
                choose(farthest, to, tolerance, chosen);
            }
        }

        /** The distance of a point from a straight line's piece. */
        private static double distance(Point p, Point a, Point b) {
            double dx = b.x() - a.x();
            double dy = b.y() - a.y();
            double length = dx * dx + dy * dy;
            double t = length == 0 ? 0 : ((p.x() - a.x()) * dx + (p.y() - a.y()) * dy) / length;
            double along = Math.min(Math.max(t, 0), 1);
            return Math.hypot(p.x() - a.x() - along * dx, p.y() - a.y() - along * dy);
        }

        private static Point rounded(Point p) {
            return new Point(Math.round(p.x() * DECIMALS) / DECIMALS, Math.round(p.y() * DECIMALS) / DECIMALS);
        }
    }
}
