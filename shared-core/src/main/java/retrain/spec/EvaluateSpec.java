package retrain.spec;

import java.util.List;

/** What is computed on the holdout. */
public record EvaluateSpec(
        @Key(
                doc = "Metrics to compute; absent: those usual for the task. Those of the gates are always computed.",
                orElse = "[]")
        List<Metric> metrics,

        @Key(
                doc = "Where the metrics are also computed: each value of a column (origin), or one (origin=JFK).",
                orElse = "[]")
        List<String> slices,

        @Key(doc = "From this score on a row counts as positive (binary).", orElse = "0.5", min = 0, max = 1)
        double threshold,

        @Key(doc = "The quantile of the pinball loss.", orElse = "0.5", min = 0.001, max = 0.999)
        double quantile) {
    public EvaluateSpec {
        metrics = List.copyOf(metrics);
        slices = List.copyOf(slices);
    }
}
