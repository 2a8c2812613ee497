package retrain.evaluate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.statistic.Bootstrap;
import retrain.statistic.Bootstrap.WeightedStatistic;
import retrain.statistic.ConfidenceDistribution;
import retrain.statistic.ConfidenceDistribution.Exact;
import retrain.statistic.ConfidenceDistribution.Resampled;
import retrain.statistic.ConfidenceDistribution.StudentT;
import retrain.statistic.DieboldMariano;
import retrain.statistic.Draw;
import retrain.statistic.Resampling;
import retrain.statistic.SignFlip;

/**
 * What the rows tell of each metric: of the candidate's value, the champion's, and of the improvement, found on the same rows for both.
 * docs/statistics.md says which method is for what, and why.
 */
final class Estimating {
    /** On fewer rows, or groups, nothing is said. */
    private static final int FEWEST = 6;

    /** Up to so many rows a mean improvement is judged by flipping signs. */
    private static final int SMALL = 50;

    /** From so many rows on a mean is as good as normal: BCa finds the same limits, later. */
    private static final int MANY = 100_000;

    /** The bootstrap draws from so many rows at most. */
    private static final int DRAWN = 200_000;

    private final Truth truth;
    private final ModelScores candidate;
    private final Optional<ModelScores> champion;
    private final Dependence dependence;
    private final Resampling resampling;

    Estimating(Spec spec, Truth truth, ModelScores candidate, Optional<ModelScores> champion, Dependence dependence) {
        this.truth = truth;
        this.candidate = candidate;
        this.champion = champion;
        this.dependence = dependence;
        this.resampling = new Resampling(
                spec.evaluate().resamples(), spec.seed(), Runtime.getRuntime().availableProcessors());
    }

    /** How something was found, and what is known of it. */
    record Finding(String method, ConfidenceDistribution confidence) {}

    /** What is known of a metric; empty is what cannot be told, or would take too long. */
    record Known(Optional<Finding> candidate, Optional<Finding> champion, Optional<Finding> improvement) {
        static final Known NOTHING = new Known(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * {@return what the rows tell of each metric; nothing of those that are not keys}
     *
     * @param thorough whether to draw again and again, where there is no closed form
     */
    Map<Metric, Known> of(List<Metric> metrics, Selection rows, boolean thorough) {
        Map<Metric, Known> known = new EnumMap<>(Metric.class);
        if (rows.size() < FEWEST) {
            return known;
        }
        Selection ordered = dependence.ordered(rows);
        if (dependence.draw(ordered).units() < FEWEST) {
            return known;
        }
        ModelRows mine = truth.rows(candidate, ordered);
        Optional<ModelRows> other = champion.map(c -> truth.rows(c, ordered));
        List<Metric> means = new ArrayList<>();
        List<Metric> drawn = new ArrayList<>();
        for (Metric metric : metrics) {
            Optional<Known> closed = dependence instanceof Dependence.None
                    ? ClosedForms.of(metric, mine, other, thorough ? Optional.of(resampling) : Optional.empty())
                    : Optional.empty();
            if (closed.isPresent()) {
                known.put(metric, closed.get());
            } else if (mine.isMean(metric)) {
                means.add(metric);
            } else {
                drawn.add(metric);
            }
        }
        for (Metric metric : means) {
            known.put(metric, mean(metric, mine, other, ordered, thorough));
        }
        if (thorough && !drawn.isEmpty()) {
            draw(drawn, ordered, known);
        }
        return known;
    }

    private Known mean(Metric metric, ModelRows mine, Optional<ModelRows> other, Selection ordered, boolean thorough) {
        IntToDoubleFunction own = row -> mine.term(metric, row);
        Optional<IntToDoubleFunction> theirs = other.map(o -> row -> o.term(metric, row));
        Optional<IntToDoubleFunction> gain =
                theirs.map(t -> row -> gain(metric, own.applyAsDouble(row), t.applyAsDouble(row)));
        int rows = ordered.size();
        boolean none = dependence instanceof Dependence.None;
        if (none && (rows > MANY || !thorough)) {
            return new Known(
                    Optional.of(student(own, rows)),
                    theirs.map(t -> student(t, rows)),
                    gain.map(g -> student(g, rows)));
        }
        if (!thorough) {
            return Known.NOTHING;
        }
        Draw draw = dependence.draw(ordered);
        List<double[]> columns = new ArrayList<>();
        columns.add(terms(own, rows));
        theirs.ifPresent(t -> columns.add(terms(t, rows)));
        gain.ifPresent(g -> columns.add(terms(g, rows)));
        String method = dependence.method(draw) + replicates();
        List<Finding> found = Bootstrap.means(columns, draw, resampling).stream()
                .map(confidence -> new Finding(method, confidence))
                .toList();
        if (theirs.isEmpty()) {
            return new Known(Optional.of(found.get(0)), Optional.empty(), Optional.empty());
        }
        double[] gains = columns.get(2);
        Finding improvement = isZero(gains)
                ? new Finding("equal on every row", new Exact(0))
                : ofGains(gains, ordered).orElse(found.get(2));
        return new Known(Optional.of(found.get(0)), Optional.of(found.get(1)), Optional.of(improvement));
    }

    /** {@return what is known of a mean improvement by other means than drawing from the rows, if there are any} */
    private Optional<Finding> ofGains(double[] gains, Selection ordered) {
        if (dependence instanceof Dependence.Series series) {
            double[] steps = series.byStep(ordered, gains);
            return steps.length <= series.horizon() || steps.length < FEWEST
                    ? Optional.empty()
                    : Optional.of(new Finding(
                            "Diebold-Mariano, horizon " + series.horizon(),
                            DieboldMariano.of(steps, series.horizon())));
        }
        return dependence instanceof Dependence.None && gains.length < SMALL
                ? Optional.of(new Finding("sign-flip permutation", SignFlip.mean(gains, resampling)))
                : Optional.empty();
    }

    /** By how much the candidate is better, in a metric's good direction. */
    static double gain(Metric metric, double candidate, double champion) {
        return metric.higherIsBetter() ? candidate - champion : champion - candidate;
    }

    private static boolean isZero(double[] values) {
        for (double value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static double[] terms(IntToDoubleFunction term, int rows) {
        double[] terms = new double[rows];
        for (int row = 0; row < rows; row++) {
            terms[row] = term.applyAsDouble(row);
        }
        return terms;
    }

    /** The mean by its standard error, in two passes and no memory. */
    private static Finding student(IntToDoubleFunction term, int rows) {
        Sum sum = new Sum();
        for (int row = 0; row < rows; row++) {
            sum.add(term.applyAsDouble(row));
        }
        double mean = sum.value() / rows;
        Sum squares = new Sum();
        for (int row = 0; row < rows; row++) {
            double deviation = term.applyAsDouble(row) - mean;
            squares.add(deviation * deviation);
        }
        double error = Math.sqrt(squares.value() / (rows - 1) / rows);
        return error > 0
                ? new Finding("Student's t", new StudentT(mean, error, rows - 1))
                : new Finding("equal on every row", new Exact(mean));
    }

    private void draw(List<Metric> metrics, Selection ordered, Map<Metric, Known> known) {
        boolean some = ordered.size() > DRAWN;
        Selection rows = some ? dependence.some(ordered, DRAWN) : ordered;
        ModelRows mine = truth.rows(candidate, rows);
        Optional<ModelRows> other = champion.map(c -> truth.rows(c, rows));
        Draw draw = dependence.draw(rows);
        List<Optional<ConfidenceDistribution>> found =
                Bootstrap.several(() -> statistics(metrics, mine, other), draw, resampling);
        String method = dependence.method(draw)
                + replicates()
                + (some ? String.format(Locale.ROOT, ", of %,d of the %,d rows", rows.size(), ordered.size()) : "");
        int width = other.isPresent() ? 3 : 1;
        for (int m = 0; m < metrics.size(); m++) {
            Metric metric = metrics.get(m);
            Optional<Double> value = some ? value(candidate, metric, ordered) : Optional.empty();
            Optional<Double> others = some ? champion.flatMap(c -> value(c, metric, ordered)) : Optional.empty();
            Optional<Double> gain = value.flatMap(v -> others.map(o -> gain(metric, v, o)));
            double scale = some ? Math.sqrt((double) rows.size() / ordered.size()) : 1;
            known.put(
                    metric,
                    new Known(
                            finding(method, found.get(m * width), value, scale),
                            width == 1 ? Optional.empty() : finding(method, found.get(m * width + 1), others, scale),
                            width == 1 ? Optional.empty() : finding(method, found.get(m * width + 2), gain, scale)));
        }
    }

    private Optional<Double> value(ModelScores scores, Metric metric, Selection rows) {
        return truth.sample(scores, rows).measure(metric).value();
    }

    private static Optional<Finding> finding(
            String method, Optional<ConfidenceDistribution> drawn, Optional<Double> value, double scale) {
        return drawn.map(confidence -> confidence instanceof Resampled resampled && value.isPresent()
                        ? resampled.around(value.get(), scale)
                        : confidence)
                .map(confidence -> new Finding(method, confidence));
    }

    /** For each metric the candidate's value; with a champion also its value, and the improvement. */
    private static List<WeightedStatistic> statistics(List<Metric> metrics, ModelRows mine, Optional<ModelRows> other) {
        List<WeightedStatistic> statistics = new ArrayList<>();
        for (Metric metric : metrics) {
            WeightedStatistic own = mine.weighted(metric);
            statistics.add(own);
            if (other.isPresent()) {
                WeightedStatistic theirs = other.get().weighted(metric);
                statistics.add(theirs);
                statistics.add(counts -> gain(metric, own.of(counts), theirs.of(counts)));
            }
        }
        return statistics;
    }

    private String replicates() {
        return String.format(Locale.ROOT, ", %,d replicates", resampling.replicates());
    }
}
