package retrain.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The metrics that XGBoost tells while it trains: which way is better, and which one an objective has by itself. */
public final class XgboostMetrics {
    private static final Set<String> HIGHER_IS_BETTER = Set.of("auc", "aucpr", "pre", "map", "ndcg");

    private static final Set<String> LOWER_IS_BETTER = Set.of(
            "error",
            "gamma-deviance",
            "gamma-nloglik",
            "logloss",
            "mae",
            "mape",
            "merror",
            "mlogloss",
            "mphe",
            "poisson-nloglik",
            "rmse",
            "rmsle",
            "tweedie-nloglik");

    private static final Map<String, String> OF_OBJECTIVE = Map.ofEntries(
            Map.entry("binary:logistic", "logloss"),
            Map.entry("binary:logitraw", "logloss"),
            Map.entry("binary:hinge", "error"),
            Map.entry("count:poisson", "poisson-nloglik"),
            Map.entry("multi:softmax", "mlogloss"),
            Map.entry("multi:softprob", "mlogloss"),
            Map.entry("reg:gamma", "gamma-nloglik"),
            Map.entry("reg:linear", "rmse"),
            Map.entry("reg:logistic", "rmse"),
            Map.entry("reg:pseudohubererror", "mphe"),
            Map.entry("reg:squarederror", "rmse"),
            Map.entry("reg:squaredlogerror", "rmsle"));

    private XgboostMetrics() {}

    /** {@return the part that names the metric: {@code error} of {@code error@0.7}} */
    private static String plain(String metric) {
        int at = metric.indexOf('@');
        return at < 0 ? metric : metric.substring(0, at);
    }

    /** {@return whether the metric, {@code auc} or {@code map@5}, grows as the model becomes better; false if it is unknown} */
    public static boolean higherIsBetter(String metric) {
        return HIGHER_IS_BETTER.contains(plain(metric));
    }

    static Optional<TuneSpec.Direction> direction(String metric) {
        if (higherIsBetter(metric)) {
            return Optional.of(TuneSpec.Direction.MAXIMIZE);
        }
        return LOWER_IS_BETTER.contains(plain(metric)) ? Optional.of(TuneSpec.Direction.MINIMIZE) : Optional.empty();
    }

    /** {@return the metrics of each round in their order, those of {@code eval_metric} or the objective's own; empty if that is not known} */
    public static List<String> told(Spec spec) {
        Map<String, String> all = Hyperparameters.resolve(spec);
        String given = all.getOrDefault("eval_metric", "");
        if (given.isBlank()) {
            String own = OF_OBJECTIVE.get(all.getOrDefault("objective", ""));
            return own == null ? List.of() : List.of(own);
        }
        return Arrays.stream(given.split(",")).map(String::strip).toList();
    }
}
