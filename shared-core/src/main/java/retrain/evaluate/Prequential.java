package retrain.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.run.Context;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.statistic.ConfidenceDistribution;
import retrain.train.ModelArtifact;

/**
 * Test, then train (prequential evaluation; Dawid 1984, <i>Journal of the Royal Statistical Society A</i> 147; Gama, Sebastião and Rodrigues
 * 2013, <i>Machine Learning</i> 90): the rows of a batch are scored by the model that has not learned them, and the metrics are those of a
 * window over the latest batches.
 */
public final class Prequential {
    private final Spec spec;
    private final Context context;
    private final Scorer scorer;
    private final Rows rows;

    public Prequential(Spec spec, Context context, Scorer scorer, Rows rows) {
        this.spec = spec;
        this.context = context;
        this.scorer = scorer;
        this.rows = rows;
    }

    /**
     * What a batch has shown of the model before it.
     *
     * @param totals of each metric that is a mean over rows (of RMSE: the squared errors), the sum over the batch's rows
     */
    public record Shown(long rows, Map<String, Double> totals) {
        public Shown {
            totals = Map.copyOf(totals);
        }
    }

    /**
     * A batch that was scored.
     *
     * @param errors of each row a number from 0 to 1, in the order of the table
     */
    @SuppressWarnings("ArrayRecordComponent") // many rows; never compared
    public record Tested(Shown shown, double[] errors) {}

    /**
     * Scores a batch.
     *
     * @param batch whose rows are all tested
     * @param scale what is a large error of a regression: the target's deviation
     * @param scratch an empty folder
     */
    public Tested test(Snapshot batch, ModelArtifact model, double scale, Path scratch) {
        Path table = context.store().fetch(batch.train().digest());
        Truth truth = Truth.read(spec, rows, table, List.of(model));
        ModelScores scores = new Scoring(context, scorer, table, scratch).candidate(model, truth.rows());
        ModelRows scored = truth.rows(scores, new Selection.All(truth.rows()));
        Map<String, Double> totals = new TreeMap<>();
        for (Metric metric : metrics(scored)) {
            totals.put(metric.word(), total(scored, metric));
        }
        return new Tested(new Shown(truth.rows(), totals), errors(scored, scale));
    }

    private List<Metric> metrics(ModelRows scored) {
        return Metric.of(spec.task()).stream()
                .filter(m -> m == RowLosses.metric(spec.task()) || scored.isMean(m))
                .toList();
    }

    private static double total(ModelRows scored, Metric metric) {
        Sum sum = new Sum();
        for (int row = 0; row < scored.size(); row++) {
            sum.add(scored.term(metric, row));
        }
        return sum.value();
    }

    /**
     * Of classes (1 - p)², where p is the probability that the model gave the true class: the row's Brier score if there are two. Of numbers
     * e / (e + scale), where e is the absolute error.
     */
    private double[] errors(ModelRows scored, double scale) {
        boolean numbers = spec.task() == Task.REGRESSION;
        Metric metric = numbers ? Metric.MAE : Metric.LOG_LOSS;
        double[] errors = new double[scored.size()];
        for (int row = 0; row < errors.length; row++) {
            double term = scored.term(metric, row);
            double missed = -StrictMath.expm1(-term);
            errors[row] = numbers ? share(term, scale) : missed * missed;
        }
        return errors;
    }

    private static double share(double error, double scale) {
        return error == 0 ? 0 : error / (error + scale);
    }

    /**
     * {@return the metrics of a window: the mean over all of its rows, with the interval of a ratio of sums over batches, since rows of one batch
     * are more alike than others (Cochran 1977, <i>Sampling Techniques</i>, 6.3)}
     *
     * @param window batches of one line of models, at most as many as the spec says
     */
    public static List<MetricValue> metrics(List<Shown> window, double confidence) {
        if (window.isEmpty()) {
            return List.of();
        }
        return new TreeMap<>(window.get(0).totals())
                .keySet().stream().map(word -> metric(word, window, confidence)).toList();
    }

    private static MetricValue metric(String word, List<Shown> window, double confidence) {
        double rows = window.stream().mapToDouble(Shown::rows).sum();
        double mean = window.stream().mapToDouble(s -> total(s, word)).sum() / rows;
        double squares = 0;
        for (Shown shown : window) {
            double residual = total(shown, word) - mean * shown.rows();
            squares += residual * residual;
        }
        int batches = window.size();
        double error = batches < 2 ? 0 : Math.sqrt(squares * batches / (batches - 1)) / rows;
        Optional<Interval> interval = error > 0
                ? Optional.of(interval(word, new ConfidenceDistribution.StudentT(mean, error, batches - 1), confidence))
                : Optional.empty();
        return new MetricValue(word, Optional.of(scaled(word, mean)), interval, "");
    }

    private static double total(Shown shown, String word) {
        return shown.totals().getOrDefault(word, 0.0);
    }

    private static Interval interval(String word, ConfidenceDistribution mean, double confidence) {
        double alpha = (1 - confidence) / 2;
        return new Interval(scaled(word, Math.max(0, mean.lower(alpha))), scaled(word, mean.upper(alpha)), confidence);
    }

    /** All of these metrics are losses, at least 0. */
    private static double scaled(String word, double mean) {
        return word.equals(Metric.RMSE.word()) ? Math.sqrt(mean) : mean;
    }
}
