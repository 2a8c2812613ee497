package retrain.spec;

import java.util.List;
import java.util.Optional;

/**
 * What trials are compared by.
 *
 * @param metric as the trainer tells it: {@code validation-auc} of XGBoost, the name in {@code train.script.metrics} of a script
 * @param keepsBest whether a model is that of its best round, as with XGBoost's {@code early_stopping_rounds}; else of its last
 */
public record TuneGoal(String metric, TuneSpec.Direction direction, boolean keepsBest) {
    /** {@return the goal of a spec that is without mistakes and has a search} */
    public static TuneGoal of(Spec spec) {
        TuneSpec tune = spec.train().tune().orElseThrow();
        String metric = tune.metric().orElseGet(() -> told(spec).get(0));
        boolean script = spec.train().script().isPresent();
        TuneSpec.Direction direction = tune.direction()
                .or(() -> direction(spec, metric))
                .orElseThrow(() -> new IllegalArgumentException("nothing says which way " + metric + " is better"));
        return new TuneGoal(
                script ? metric : "validation-" + metric, direction, !script && Hyperparameters.endsEarly(spec));
    }

    /** {@return the metrics that the trainer tells} */
    static List<String> told(Spec spec) {
        return spec.train().script().isPresent()
                ? List.copyOf(spec.train().script().get().metrics().keySet())
                : XgboostMetrics.told(spec);
    }

    static Optional<TuneSpec.Direction> direction(Spec spec, String metric) {
        return spec.train().script().isPresent() ? Optional.empty() : XgboostMetrics.direction(metric);
    }

    /** {@return the value as a number of which less is better} */
    public double loss(double value) {
        return direction == TuneSpec.Direction.MAXIMIZE ? -value : value;
    }
}
