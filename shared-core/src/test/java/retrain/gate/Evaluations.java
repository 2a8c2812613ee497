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

/** Evaluations for tests, made of figures. */
final class Evaluations {
    private final List<MetricValue> candidate = new ArrayList<>();
    private final List<MetricValue> champion = new ArrayList<>();
    private final List<Slice> slices = new ArrayList<>();
    private boolean hasChampion;

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
        slices.add(new Slice(column, value, 10, 5, List.of(mine), List.of(champions)));
        return this;
    }

    Evaluation done() {
        Curves none = new Curves(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        Digest digest = Digest.of("x");
        Optional<Scored> old =
                hasChampion ? Optional.of(new Scored("version 3", digest, champion, none)) : Optional.empty();
        return new Evaluation(
                Task.BINARY, digest, 100, 50, new Scored("candidate", digest, candidate, none), old, slices, digest);
    }
}
