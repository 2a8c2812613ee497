package retrain.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Curves;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Scored;
import retrain.evaluate.Evaluation.Slice;
import retrain.run.Digest;
import retrain.spec.Metric;
import retrain.spec.Task;
import retrain.statistic.ConfidenceDistribution;

/** Evaluations for tests, made of figures. */
final class Evaluations {
    private final List<MetricValue> candidate = new ArrayList<>();
    private final List<MetricValue> champion = new ArrayList<>();
    private final List<Slice> slices = new ArrayList<>();
    private final List<Evaluation.Estimate> estimates = new ArrayList<>();
    private boolean hasChampion;
    private long rows = 1000;
    private Optional<Evaluation.Leak> leak = Optional.empty();

    static Evaluations of(Metric metric, double candidate) {
        return new Evaluations().and(metric, candidate);
    }

    static Evaluations of(Metric metric, double candidate, double champion) {
        return new Evaluations().and(metric, candidate, champion);
    }

    static MetricValue value(Metric metric, double value) {
        return new MetricValue(metric.word(), Optional.of(value), Optional.empty(), "");
    }

    static MetricValue undefined(Metric metric, String reason) {
        return new MetricValue(metric.word(), Optional.empty(), Optional.empty(), reason);
    }

    Evaluations and(Metric metric, double value) {
        candidate.add(value(metric, value));
        return this;
    }

    Evaluations and(Metric metric, double value, double championsValue) {
        hasChampion = true;
        champion.add(value(metric, championsValue));
        return and(metric, value);
    }

    Evaluations candidate(MetricValue value) {
        candidate.add(value);
        return this;
    }

    Evaluations champion(MetricValue value) {
        hasChampion = true;
        champion.add(value);
        return this;
    }

    Evaluations slice(String column, String value, MetricValue mine, MetricValue... champions) {
        return slice(column, value, 1000, 500, mine, champions);
    }

    Evaluations slice(
            String column, String value, long count, long positives, MetricValue mine, MetricValue... champions) {
        slices.add(new Slice(column, value, count, positives, List.of(mine), List.of(champions)));
        return this;
    }

    /** Sets what the rows tell; without it there is no chance in any value. */
    Evaluations knowing(Metric metric, Evaluation.Of of, ConfidenceDistribution known) {
        return knowing(metric, Optional.empty(), of, known);
    }

    Evaluations knowing(Metric metric, Optional<String> slice, Evaluation.Of of, ConfidenceDistribution known) {
        estimates.add(new Evaluation.Estimate(metric.word(), slice, of, "DeLong", rows, rows / 2, known));
        return this;
    }

    Evaluations rows(long number) {
        rows = number;
        return this;
    }

    Evaluations leak(Evaluation.Leak found) {
        leak = Optional.of(found);
        return this;
    }

    /** No chance: every value is exact. */
    private void exact(Optional<String> slice, List<MetricValue> mine, List<MetricValue> champions) {
        for (MetricValue value : mine) {
            value.value().ifPresent(v -> exact(value.metric(), slice, Evaluation.Of.CANDIDATE, v));
            for (MetricValue other : champions) {
                if (other.metric().equals(value.metric())
                        && value.value().isPresent()
                        && other.value().isPresent()) {
                    exact(
                            value.metric(),
                            slice,
                            Evaluation.Of.IMPROVEMENT,
                            value.value().get() - other.value().get());
                }
            }
        }
    }

    private void exact(String metric, Optional<String> slice, Evaluation.Of of, double value) {
        boolean known = estimates.stream()
                .anyMatch(e -> e.metric().equals(metric) && e.slice().equals(slice) && e.of() == of);
        if (!known) {
            estimates.add(new Evaluation.Estimate(
                    metric, slice, of, "exact", rows, rows / 2, new ConfidenceDistribution.Exact(value)));
        }
    }

    Evaluation done() {
        exact(Optional.empty(), candidate, champion);
        for (Slice s : slices) {
            exact(Optional.of(s.column() + "=" + s.value()), s.candidate(), s.champion());
        }
        Curves none = new Curves(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());
        Digest digest = Digest.of("x");
        Optional<Scored> old = hasChampion
                ? Optional.of(new Scored("version 3", digest, champion, none, Optional.empty()))
                : Optional.empty();
        return new Evaluation(
                Task.BINARY,
                digest,
                Optional.empty(),
                rows,
                rows / 2,
                new Scored("candidate", digest, candidate, none, Optional.empty()),
                old,
                slices,
                digest,
                estimates,
                leak,
                List.of(),
                Optional.empty());
    }
}
