package retrain.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import retrain.evaluate.Evaluation.Bin;
import retrain.evaluate.Evaluation.BrierParts;
import retrain.evaluate.Evaluation.Curves;
import retrain.evaluate.Evaluation.Histogram;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Point;

/** A model's scores on rows that never were, and what evaluate would say about them. Seeded: always the same. */
final class Simulated {
    private static final int POINTS = 60;
    private static final int BINS = 20;

    private final double[] score;
    private final boolean[] positive;
    private final long positives;

    private Simulated(double[] score, boolean[] positive) {
        this.score = score;
        this.positive = positive;
        long count = 0;
        for (boolean p : positive) {
            count += p ? 1 : 0;
        }
        this.positives = count;
    }

    /** {@return scores that tell the classes apart the better, the greater the skill is} */
    static Simulated binary(int seed, int rows, double skill) {
        Random random = new Random(seed);
        double[] score = new double[rows];
        boolean[] positive = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            double truth = random.nextGaussian();
            double chance = 1 / (1 + StrictMath.exp(1.5 - truth * skill));
            positive[i] = random.nextDouble() < chance;
            score[i] = 1 / (1 + StrictMath.exp(1.4 - truth * skill - 0.3 * random.nextGaussian()));
        }
        return new Simulated(score, positive);
    }

    Curves curves() {
        return new Curves(
                roc(),
                precisionRecall(),
                calibration(),
                scores(),
                confusion(),
                List.of("0", "1"),
                Optional.of(parts()));
    }

    List<MetricValue> metrics() {
        return List.of(
                metric("auc", auc()),
                metric("log_loss", logLoss()),
                metric("brier", brier()),
                metric("accuracy", accuracy()));
    }

    static MetricValue metric(String name, double value) {
        return new MetricValue(name, Optional.of(value), Optional.empty(), "");
    }

    private List<Point> roc() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i <= POINTS; i++) {
            double[] at = at(1 - (double) i / POINTS);
            points.add(new Point(at[1] / (score.length - positives), at[0] / positives));
        }
        return points;
    }

    private List<Point> precisionRecall() {
        List<Point> points = new ArrayList<>();
        for (int i = 1; i <= POINTS; i++) {
            double[] at = at(1 - (double) i / POINTS);
            if (at[0] + at[1] > 20) {
                points.add(new Point(at[0] / positives, at[0] / (at[0] + at[1])));
            }
        }
        return points;
    }

    /** True and false positives at a threshold. */
    private double[] at(double threshold) {
        double[] counts = new double[2];
        for (int i = 0; i < score.length; i++) {
            if (score[i] >= threshold) {
                counts[positive[i] ? 0 : 1]++;
            }
        }
        return counts;
    }

    private List<Bin> calibration() {
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < 10; b++) {
            double sum = 0;
            long hits = 0;
            long rows = 0;
            for (int i = 0; i < score.length; i++) {
                if (Math.min(9, (int) (score[i] * 10)) == b) {
                    sum += score[i];
                    rows++;
                    hits += positive[i] ? 1 : 0;
                }
            }
            if (rows > 0) {
                double share = (double) hits / rows;
                double half = 1.96 * Math.sqrt((share * (1 - share) + 0.01) / rows);
                Interval interval = new Interval(Math.max(0, share - half), Math.min(1, share + half), 0.95);
                bins.add(new Bin(sum / rows, share, rows, Optional.of(interval)));
            }
        }
        return bins;
    }

    private BrierParts parts() {
        double base = (double) positives / score.length;
        double reliability = 0;
        double resolution = 0;
        for (Bin bin : calibration()) {
            double weight = (double) bin.rows() / score.length;
            reliability += weight * Math.pow(bin.meanScore() - bin.observed(), 2);
            resolution += weight * Math.pow(bin.observed() - base, 2);
        }
        return new BrierParts(reliability, resolution, base * (1 - base));
    }

    private List<Histogram> scores() {
        Long[][] counts = new Long[2][BINS];
        Arrays.fill(counts[0], 0L);
        Arrays.fill(counts[1], 0L);
        for (int i = 0; i < score.length; i++) {
            counts[positive[i] ? 1 : 0][Math.min(BINS - 1, (int) (score[i] * BINS))]++;
        }
        return List.of(new Histogram("0", 0, 1, List.of(counts[0])), new Histogram("1", 0, 1, List.of(counts[1])));
    }

    private List<List<Long>> confusion() {
        double[] at = at(0.5);
        long hits = (long) at[0];
        long alarms = (long) at[1];
        return List.of(List.of(score.length - positives - alarms, alarms), List.of(positives - hits, hits));
    }

    private double auc() {
        List<Point> roc = roc();
        double area = 0;
        for (int i = 1; i < roc.size(); i++) {
            area += (roc.get(i).x() - roc.get(i - 1).x())
                    * (roc.get(i).y() + roc.get(i - 1).y())
                    / 2;
        }
        return area;
    }

    private double logLoss() {
        double sum = 0;
        for (int i = 0; i < score.length; i++) {
            sum -= StrictMath.log(positive[i] ? score[i] : 1 - score[i]);
        }
        return sum / score.length;
    }

    private double brier() {
        double sum = 0;
        for (int i = 0; i < score.length; i++) {
            double off = score[i] - (positive[i] ? 1 : 0);
            sum += off * off;
        }
        return sum / score.length;
    }

    private double accuracy() {
        List<List<Long>> counts = confusion();
        return (double) (counts.get(0).get(0) + counts.get(1).get(1)) / score.length;
    }

    long positives() {
        return positives;
    }

    long rows() {
        return score.length;
    }
}
