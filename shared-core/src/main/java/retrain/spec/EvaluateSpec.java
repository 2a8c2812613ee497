package retrain.spec;

import java.util.List;
import java.util.Optional;

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

        @Key(
                doc =
                        "From which score on a row counts as positive (binary): a number, or how to choose it on 'data.validation'.",
                orElse = "0.5")
        ThresholdSpec threshold,

        @Key(doc = "The quantile of the pinball loss.", orElse = "0.5", min = 0.001, max = 0.999)
        double quantile,

        @Key(
                doc = "How sure a gate must be, and the confidence of the intervals.",
                orElse = "0.95",
                min = 0.5,
                max = 0.9999)
        double confidence,

        @Key(
                doc = "Replicates of the bootstrap, where a metric has no exact interval.",
                orElse = "2000",
                min = 200,
                max = 100000)
        int resamples,

        @Key(
                doc =
                        "The rows are forecasts of a series in 'data.time', this many steps ahead: neighbouring errors are then taken as dependent.",
                min = 1,
                max = 10000)
        Optional<Integer> horizon,

        @Key(
                doc = "A gate on a slice of fewer rows than this reports and does not decide.",
                orElse = "100",
                min = 1,
                max = 1000000000)
        int minRows,

        @Key(
                doc =
                        "A gate on a slice with fewer rows of either class than this reports and does not decide (binary).",
                orElse = "20",
                min = 0,
                max = 1000000000)
        int minPositives,

        @Key(doc = "Search for the slices on which the candidate does worst.")
        Optional<FindSlicesSpec> findSlices,

        @Key(doc = "Score on SageMaker instead of in this process.")
        Optional<SageMakerScoreSpec> sagemaker) {
    /** In this process. */
    public EvaluateSpec(
            List<Metric> metrics,
            List<String> slices,
            ThresholdSpec threshold,
            double quantile,
            double confidence,
            int resamples,
            Optional<Integer> horizon,
            int minRows,
            int minPositives,
            Optional<FindSlicesSpec> findSlices) {
        this(
                metrics,
                slices,
                threshold,
                quantile,
                confidence,
                resamples,
                horizon,
                minRows,
                minPositives,
                findSlices,
                Optional.empty());
    }

    public EvaluateSpec {
        metrics = List.copyOf(metrics);
        slices = List.copyOf(slices);
    }
}
