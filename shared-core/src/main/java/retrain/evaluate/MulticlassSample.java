package retrain.evaluate;

import static retrain.evaluate.Sample.undefined;
import static retrain.evaluate.Sample.value;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import retrain.evaluate.Evaluation.Curves;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.spec.Metric;
import retrain.spec.Task;

/** Probabilities of several classes beside the true class. */
final class MulticlassSample implements Sample {
    private final Probabilities scores;
    private final List<String> classes;
    private final Selection rows;
    private final long[] support;
    private final long[] predicted;
    private final long[] hits;

    /**
     * A sample of rows.
     *
     * @param scores of all rows of the holdout
     * @param classes the names of all classes
     */
    MulticlassSample(Probabilities scores, List<String> classes, Selection rows) {
        this.scores = scores;
        this.classes = classes;
        this.rows = rows;
        this.support = new long[classes.size()];
        this.predicted = new long[classes.size()];
        this.hits = new long[classes.size()];
        for (int i = 0; i < rows.size(); i++) {
            int truth = scores.truth(rows.row(i));
            int guess = scores.likeliest(rows.row(i));
            support[truth]++;
            predicted[guess]++;
            hits[truth] += truth == guess ? 1 : 0;
        }
    }

    @Override
    public MetricValue measure(Metric metric) {
        if (!metric.suits(Task.MULTICLASS)) {
            return Sample.foreign(metric, "multiclass");
        }
        if (rows.size() == 0) {
            return undefined(metric, "there are no rows");
        }
        return switch (metric) {
            case ACCURACY -> value(metric, (double) Arrays.stream(hits).sum() / rows.size());
            case MACRO_F1 -> value(metric, macroF1());
            case WEIGHTED_F1 -> value(metric, total(k -> support[k] * f1(k)) / rows.size());
            case LOG_LOSS -> value(metric, logLoss());
            case OVR_AUC -> ovrAuc(metric);
            default -> throw new IllegalArgumentException(metric.word());
        };
    }

    private double total(IntToDoubleFunction term) {
        Sum sum = new Sum();
        for (int k = 0; k < classes.size(); k++) {
            sum.add(term.applyAsDouble(k));
        }
        return sum.value();
    }

    /** F1 of a class; 0 for a class that neither occurs nor is predicted. */
    private double f1(int k) {
        long whole = support[k] + predicted[k];
        return whole == 0 ? 0 : 2.0 * hits[k] / whole;
    }

    private double macroF1() {
        return total(this::f1) / total(k -> support[k] + predicted[k] > 0 ? 1 : 0);
    }

    private double logLoss() {
        Sum sum = new Sum();
        for (int i = 0; i < rows.size(); i++) {
            int row = rows.row(i);
            double p = scores.of(row, scores.truth(row));
            sum.add(Math.log(Math.min(Math.max(p, BinarySample.EPSILON), 1 - BinarySample.EPSILON)));
        }
        return -sum.value() / rows.size();
    }

    private MetricValue ovrAuc(Metric metric) {
        Sum sum = new Sum();
        int counted = 0;
        for (int k = 0; k < classes.size(); k++) {
            if (support[k] > 0 && support[k] < rows.size()) {
                sum.add(against(k).auc());
                counted++;
            }
        }
        return counted == 0 ? undefined(metric, "all rows are of one class") : value(metric, sum.value() / counted);
    }

    /** One class against all others. */
    private BinarySample against(int k) {
        int[] keys = new int[rows.size()];
        for (int i = 0; i < keys.length; i++) {
            int row = rows.row(i);
            keys[i] = BinarySample.key(scores.of(row, k), scores.truth(row) == k ? 1 : 0);
        }
        return new BinarySample(keys, 1);
    }

    @Override
    public Curves curves(double confidence) {
        Confusion confusion = Confusion.of(scores, classes, rows, support);
        return new Curves(
                List.of(), List.of(), List.of(), List.of(), confusion.counts(), confusion.classes(), Optional.empty());
    }
}
