package retrain.monitor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import retrain.data.Rows;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Estimate;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Of;
import retrain.evaluate.Predictions;
import retrain.evaluate.Realised.Labels;
import retrain.evaluate.Realised.Scores;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.statistic.ConfidenceDistribution;
import retrain.statistic.ConfidenceDistribution.Exact;

/**
 * What the champion promised when it was promoted, and the held-out rows that it promised it by.
 *
 * @param evaluation of the run that made it, in which it was the candidate
 * @param scores of the held-out rows
 * @param labels of the held-out rows
 * @param holdout the Parquet file with these rows' features, in the same order
 */
public record LiveReference(Evaluation evaluation, Scores scores, Labels labels, Path holdout) {
    private static final double HALF = 0.5;

    /**
     * Reads it.
     *
     * @param evaluation of the run that made the champion
     * @param classes the champion's (multiclass), in the order of its scores; else empty
     * @param predictions the evaluation's object of this name
     * @param holdout the snapshot's table of this name
     */
    public static LiveReference read(
            Spec spec, Rows rows, Evaluation evaluation, List<String> classes, Path predictions, Path holdout) {
        double threshold = evaluation.candidate().threshold().orElse(HALF);
        List<String> columns = Predictions.candidateColumns(spec, classes);
        Scores scores = Scores.read(rows, predictions, columns, classes, threshold);
        return new LiveReference(evaluation, scores, labels(spec, rows, predictions), holdout);
    }

    private static Labels labels(Spec spec, Rows rows, Path table) {
        if (spec.task() == Task.MULTICLASS) {
            Rows.Codes codes = rows.codes(table, spec.target());
            return new Labels.Classes(codes.code(), codes.values());
        }
        return Labels.of(spec.task(), rows.numbers(table, spec.target()));
    }

    /** {@return how many rows there are} */
    int rows() {
        return scores.values().length / scores.width();
    }

    /** {@return the champion's value of a metric on them, if there is one} */
    Optional<Double> promised(Metric metric) {
        return evaluation.candidate().metric(metric.word()).flatMap(MetricValue::value);
    }

    /** {@return what they told of it; where nobody knows how sure it is, as if it were certain} */
    Optional<ConfidenceDistribution> promise(Metric metric) {
        Optional<ConfidenceDistribution> known = evaluation
                .estimate(metric.word(), Optional.empty(), Of.CANDIDATE)
                .map(Estimate::confidence);
        return known.isPresent() ? known : promised(metric).map(Exact::new);
    }

    /** {@return the class of a row by its place in the model's classes; -1 if the model does not know it} */
    int[] places() {
        Labels.Classes given = (Labels.Classes) labels;
        int[] place =
                given.classes().stream().mapToInt(scores.classes()::indexOf).toArray();
        int[] places = new int[given.codes().length];
        for (int row = 0; row < places.length; row++) {
            places[row] = given.codes()[row] < 0 ? -1 : place[given.codes()[row]];
        }
        return places;
    }
}
