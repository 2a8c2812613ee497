package retrain.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.run.Digest;
import retrain.spec.Task;
import retrain.statistic.ConfidenceDistribution;

/**
 * The result of evaluate: candidate and champion on the same rows.
 *
 * @param holdout the digest of the rows
 * @param identity which rows they are, whatever features they have: the digest of their key, time and target; absent if
 *     they have neither key nor time
 * @param positives rows of class 1 (binary), else 0
 * @param predictions the Parquet object with the holdout rows' key, label and both models' scores
 * @param estimates what the rows tell of the improvement over the champion, a metric each, and of whatever else a gate asks
 * @param leak whether the champion knew some of the rows; absent if there is no champion, or none of its training rows is here
 * @param worstSlices what the search for slices found, the worst first; empty without a search
 * @param searched how much the search looked at; absent without a search
 */
public record Evaluation(
        Task task,
        Digest holdout,
        Optional<Digest> identity,
        long rows,
        long positives,
        Scored candidate,
        Optional<Scored> champion,
        List<Slice> slices,
        Digest predictions,
        List<Estimate> estimates,
        Optional<Leak> leak,
        List<WorstSlice> worstSlices,
        Optional<Searched> searched) {
    public Evaluation {
        slices = List.copyOf(slices);
        estimates = List.copyOf(estimates);
        worstSlices = List.copyOf(worstSlices);
    }

    /** {@return what the rows tell of a metric on all rows or a slice, if it is known} */
    public Optional<Estimate> estimate(String metric, Optional<String> slice, Of of) {
        return estimates.stream()
                .filter(e -> e.metric().equals(metric) && e.slice().equals(slice) && e.of() == of)
                .findFirst();
    }

    /**
     * A model's results on all rows.
     *
     * @param name {@code candidate}, or {@code version 3}
     * @param threshold from which score on it counts a row as positive (binary)
     */
    public record Scored(
            String name, Digest archive, List<MetricValue> metrics, Curves curves, Optional<Double> threshold) {
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

    /**
     * What the rows tell of a value, beyond the value itself.
     *
     * @param slice {@code origin=JFK}, absent for all rows
     * @param method how it was found: {@code DeLong}, {@code McNemar}, {@code BCa bootstrap, 2000 replicates}
     * @param rows the rows it rests on
     * @param confidence of the candidate's value, or of the improvement, which is positive where the candidate is better, whatever the
     *     metric's direction
     */
    public record Estimate(
            String metric,
            Optional<String> slice,
            Of of,
            String method,
            long rows,
            long positives,
            ConfidenceDistribution confidence) {}

    /** What an estimate is of. */
    public enum Of {
        /** The candidate's value. */
        CANDIDATE,
        /** By how much the candidate is better than the champion. */
        IMPROVEMENT
    }

    /**
     * Held-out rows that the champion, or a model it was made from, was trained on.
     *
     * @param model {@code version 3}, the first in the champion's line that knew such rows; the champion itself if none did
     * @param rows how many of the holdout's rows
     * @param share of the holdout's rows, from 0 to 1
     */
    public record Leak(String model, long rows, double share) {}

    /**
     * A slice that a search found.
     *
     * @param slice {@code carrier=EV and dep_min in [900, 1140)}
     * @param loss the candidate's mean loss on its rows
     * @param rest the candidate's mean loss on all other rows
     * @param interval of the difference
     * @param pValue adjusted for the number of slices that were looked at (Benjamini and Hochberg 1995)
     */
    public record WorstSlice(
            String slice, long rows, long positives, double loss, double rest, Interval interval, double pValue) {}

    /**
     * A search for slices.
     *
     * @param slices how many were looked at
     * @param found how many are worse than chance explains, of which the worst are told
     * @param falseDiscoveries the share of these that is wrong on average at most
     */
    public record Searched(long slices, long found, double falseDiscoveries) {}

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
            List<String> classes,
            Optional<BrierParts> brier) {
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
    public record Bin(double meanScore, double observed, long rows, Optional<Interval> interval) {}

    /** The Brier score taken apart (Murphy 1973) over the bins of the calibration curve: reliability - resolution + uncertainty + rest. */
    public record BrierParts(double reliability, double resolution, double uncertainty) {}

    /** Counts of rows in bins of equal width from low to high; what lies outside is counted in the first and the last. */
    public record Histogram(String name, double low, double high, List<Long> counts) {
        public Histogram {
            counts = List.copyOf(counts);
        }
    }
}
