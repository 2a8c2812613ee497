package retrain.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.run.Digest;
import retrain.spec.Task;

/**
 * The result of evaluate: candidate and champion on the same rows.
 *
 * @param holdout the digest of the rows
 * @param positives rows of class 1 (binary), else 0
 * @param predictions the Parquet object with the holdout rows' key, label and both models' scores
 */
public record Evaluation(
        Task task,
        Digest holdout,
        long rows,
        long positives,
        Scored candidate,
        Optional<Scored> champion,
        List<Slice> slices,
        Digest predictions) {
    public Evaluation {
        slices = List.copyOf(slices);
    }

    /**
     * A model's results on all rows.
     *
     * @param name {@code candidate}, or {@code version 3}
     */
    public record Scored(String name, Digest archive, List<MetricValue> metrics, Curves curves) {
        public Scored {
            metrics = List.copyOf(metrics);
        }

        /** {@return the value of a metric, if it was computed} */
        public Optional<MetricValue> metric(String word) {
            return metrics.stream().filter(m -> m.metric().equals(word)).findFirst();
        }
    }

    /**
     * The value of a metric.
     *
     * @param value absent if it is undefined on these rows
     * @param reason why it is undefined; else empty
     */
    public record MetricValue(String metric, Optional<Double> value, Optional<Interval> interval, String reason) {}

    /** A confidence interval. */
    public record Interval(double low, double high, double confidence) {}

    /**
     * The metrics on the rows that have a value in a column.
     *
     * @param value {@code (missing)} for the rows without one, {@code (12 other values)} for those of the values that are left out
     * @param champion empty if there is no champion
     */
    public record Slice(
            String column,
            String value,
            long rows,
            long positives,
            List<MetricValue> candidate,
            List<MetricValue> champion) {
        public Slice {
            candidate = List.copyOf(candidate);
            champion = List.copyOf(champion);
        }
    }

    /**
     * What the report draws; those that do not belong to the task are empty.
     *
     * @param roc false positive rate against true positive rate, at most 200 points
     * @param precisionRecall recall against precision, at most 200 points
     * @param calibration mean score against observed share, ten equal-width bins, the empty ones left out
     * @param scores share of rows by score, a histogram for each class (binary) or one of the residuals (regression)
     * @param confusion rows: the true class, columns: the predicted one; beyond 30 classes the smallest are taken together
     * @param classes the names of the classes of {@code confusion}
     */
    public record Curves(
            List<Point> roc,
            List<Point> precisionRecall,
            List<Bin> calibration,
            List<Histogram> scores,
            List<List<Long>> confusion,
            List<String> classes) {
        public Curves {
            roc = List.copyOf(roc);
            precisionRecall = List.copyOf(precisionRecall);
            calibration = List.copyOf(calibration);
            scores = List.copyOf(scores);
            confusion = copies(confusion);
            classes = List.copyOf(classes);
        }

        private static List<List<Long>> copies(List<List<Long>> rows) {
            List<List<Long>> copies = new ArrayList<>();
            for (List<Long> row : rows) {
                copies.add(List.copyOf(row));
            }
            return List.copyOf(copies);
        }
    }

    /** A point of a curve. */
    public record Point(double x, double y) {}

    /** A bin of the calibration curve. */
    public record Bin(double meanScore, double observed, long rows) {}

    /** Counts of rows in bins of equal width from low to high; what lies outside is counted in the first and the last. */
    public record Histogram(String name, double low, double high, List<Long> counts) {
        public Histogram {
            counts = List.copyOf(counts);
        }
    }
}
