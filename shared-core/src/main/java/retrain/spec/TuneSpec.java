package retrain.spec;

import java.util.Map;
import java.util.Optional;

/**
 * The search for the best hyperparameters, in the words of SageMaker's automatic model tuning. Trials are trained on the training rows and
 * compared on the validation rows; the holdout is not touched.
 */
public record TuneSpec(
        @Key(
                doc =
                        "The metric to compare trials by, as the trainer tells it of the validation rows: one of XGBoost's eval_metric, or of"
                                + " 'train.script.metrics'. Absent: the trainer's first.")
        Optional<String> metric,

        @Key(doc = "Whether the metric is to be small or great. Absent: as is usual for XGBoost's metrics.")
        Optional<Direction> direction,

        @Key(
                doc =
                        "tpe: learns from the trials before (Bergstra 2011); random; hyperband: many short trials, of which the best go on.",
                orElse = "tpe")
        Strategy strategy,

        @Key(doc = "How many trials.", orElse = "20", min = 1, max = 10000)
        int trials,

        @Key(
                doc =
                        "How many trials are made before their results are looked at for the next ones; as many as there are processors work at"
                                + " once. The result does not depend on the processors.",
                orElse = "4",
                min = 1,
                max = 1000)
        int parallel,

        @Key(
                doc = "Whether a trial that is worse than the median of the others at the same round ends early.",
                orElse = "true")
        boolean earlyStopping,

        @Key(doc = "Hyperparameter -> its range; other hyperparameters stay as they are.")
        Map<String, RangeSpec> ranges) {
    public TuneSpec {
        ranges = Ordered.copy(ranges);
    }

    /** How the next trial is chosen. */
    public enum Strategy {
        TPE,
        RANDOM,
        HYPERBAND
    }

    /** Which values of the metric are good. */
    public enum Direction {
        MINIMIZE,
        MAXIMIZE
    }
}
