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
                                + " 'train.script.metrics'. Absent: the only one there is.")
        Optional<String> metric,

        @Key(doc = "Whether the metric is to be small or great. Absent: as XGBoost's metric is; a script's needs it.")
        Optional<Direction> direction,

        @Key(
                doc =
                        "tpe: learns from the trials before (Bergstra 2011); random; grid: every combination of the ranges' 'values'; hyperband: many"
                                + " short trials, of which the best go on (xgboost only); bayesian: SageMaker's own, which learns from the trials before (with 'train.sagemaker' only).",
                orElse = "tpe")
        Strategy strategy,

        @Key(doc = "How many trials.", orElse = "20", min = 1, max = 10000)
        int trials,

        @Key(
                doc =
                        "How many trials are made before their results are looked at for the next ones. At most as many as there are processors"
                                + " work at once, on one thread each. The result does not depend on the processors.",
                orElse = "4",
                min = 1,
                max = 1000)
        int parallel,

        @Key(
                doc =
                        "Whether a trial that is worse than the median of the trials before it at the same round ends early; not for hyperband,"
                                + " which ends trials by itself.",
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
        GRID,
        HYPERBAND,
        BAYESIAN
    }

    /** Which values of the metric are good. */
    public enum Direction {
        MINIMIZE,
        MAXIMIZE
    }
}
