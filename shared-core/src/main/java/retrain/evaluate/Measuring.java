package retrain.evaluate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import retrain.data.Rows;
import retrain.evaluate.Estimating.Finding;
import retrain.evaluate.Estimating.Known;
import retrain.evaluate.Evaluation.Estimate;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Of;
import retrain.evaluate.Evaluation.Scored;
import retrain.evaluate.Evaluation.Slice;
import retrain.run.Digest;
import retrain.spec.GateSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;

/** Candidate and champion measured on the same rows. */
final class Measuring {
    /** Slices in all; columns with more values share them. Keeps the evaluation's record small enough to be read by every command. */
    private static final int SLICES = 48;

    private static final int SLICES_OF_A_COLUMN = 6;

    private final Truth truth;
    private final List<Metric> metrics;
    private final ModelScores candidate;
    private final Optional<ModelScores> champion;
    private final Estimating estimating;
    private final Spec spec;
    private final List<Estimate> estimates = new ArrayList<>();
    private final Map<Metric, Known> known;

    /** @param dependence of the rows on one another */
    Measuring(Spec spec, Truth truth, ModelScores candidate, Optional<ModelScores> champion, Dependence dependence) {
        this.spec = spec;
        this.truth = truth;
        this.metrics = EvaluateStage.metrics(spec);
        this.candidate = candidate;
        this.champion = champion;
        this.estimating = new Estimating(spec, truth, candidate, champion, dependence);
        this.known = estimating.of(metrics, all(), true);
        metrics.forEach(metric -> estimate(metric, Optional.empty(), all(), known));
    }

    /** {@return the candidate's results on all rows} */
    Scored candidate(String name, Digest archive) {
        return scored(name, archive, candidate, Known::candidate);
    }

    /** {@return the champion's results on all rows} */
    Optional<Scored> champion(String name, Digest archive) {
        return champion.map(c -> scored(name, archive, c, Known::champion));
    }

    private Scored scored(String name, Digest archive, ModelScores scores, Function<Known, Optional<Finding>> which) {
        Sample sample = truth.sample(scores, all());
        Optional<Double> threshold = truth instanceof Truth.Binary ? Optional.of(scores.threshold()) : Optional.empty();
        double confidence = spec.evaluate().confidence();
        return new Scored(name, archive, measure(sample, known, which), sample.curves(confidence), threshold);
    }

    /** {@return what the rows told so far, on all rows and on the slices that gates look at} */
    List<Estimate> estimates() {
        return List.copyOf(estimates);
    }

    private void estimate(Metric metric, Optional<String> slice, Selection rows, Map<Metric, Known> found) {
        Known of = found.getOrDefault(metric, Known.NOTHING);
        of.candidate().ifPresent(f -> estimates.add(estimate(metric, slice, Of.CANDIDATE, f, rows)));
        of.improvement().ifPresent(f -> estimates.add(estimate(metric, slice, Of.IMPROVEMENT, f, rows)));
    }

    private Estimate estimate(Metric metric, Optional<String> slice, Of of, Finding finding, Selection rows) {
        return new Estimate(
                metric.word(), slice, of, finding.method(), rows.size(), truth.positives(rows), finding.confidence());
    }

    private List<MetricValue> measure(
            Sample sample, Map<Metric, Known> found, Function<Known, Optional<Finding>> which) {
        List<MetricValue> values = new ArrayList<>();
        for (Metric metric : metrics) {
            MetricValue value = sample.measure(metric);
            Optional<Interval> interval = value.value().isEmpty()
                    ? Optional.empty()
                    : which.apply(found.getOrDefault(metric, Known.NOTHING)).map(this::interval);
            values.add(new MetricValue(value.metric(), value.value(), interval, value.reason()));
        }
        return values;
    }

    private Interval interval(Finding finding) {
        double confidence = spec.evaluate().confidence();
        double alpha = (1 - confidence) / 2;
        return new Interval(
                finding.confidence().lower(alpha), finding.confidence().upper(alpha), confidence);
    }

    Selection all() {
        return new Selection.All(truth.rows());
    }

    /**
     * {@return the results on the rows of each slice}
     *
     * @param column reads a column
     * @param notice told of what is left out
     */
    List<Slice> slices(List<SlicePlan> plans, Function<String, Rows.Codes> column, Consumer<String> notice) {
        int limit = Math.max(SLICES_OF_A_COLUMN, SLICES / Math.max(1, plans.size()));
        List<Slice> slices = new ArrayList<>();
        for (SlicePlan plan : plans) {
            Slicer.Cut cut = new Slicer(column.apply(plan.column())).slices(plan.values(), plan.whole() ? limit : 0);
            cut.parts().forEach(part -> slices.add(slice(plan.column(), part)));
            if (cut.together() > 0) {
                notice.accept(String.format(
                        Locale.ROOT,
                        "%s has %,d values: %,d are slices of their own, the other %,d are one slice",
                        plan.column(),
                        cut.parts().size() - 1 + cut.together(),
                        cut.parts().size() - 1,
                        cut.together()));
            }
        }
        return slices;
    }

    /** Of what a gate looks at, all is found that can be; of the rest what costs little. */
    private Slice slice(String column, Slicer.Part part) {
        SliceName name = new SliceName(column, Optional.of(part.value()));
        List<Metric> gated = spec.gates().stream()
                .filter(gate -> gate.slice()
                        .map(SliceName::parse)
                        .filter(s -> s.covers(name))
                        .isPresent())
                .map(GateSpec::metric)
                .distinct()
                .toList();
        Map<Metric, Known> found = new EnumMap<>(Metric.class);
        found.putAll(estimating.of(metrics, part.rows(), false));
        found.putAll(estimating.of(gated, part.rows(), true));
        gated.forEach(metric -> estimate(metric, Optional.of(name.toString()), part.rows(), found));
        return new Slice(
                column,
                part.value(),
                part.rows().size(),
                truth.positives(part.rows()),
                measure(truth.sample(candidate, part.rows()), found, Known::candidate),
                champion.map(c -> measure(truth.sample(c, part.rows()), found, Known::champion))
                        .orElse(List.of()));
    }
}
