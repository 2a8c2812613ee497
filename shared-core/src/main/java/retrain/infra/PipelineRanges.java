package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import retrain.spec.Hyperparameters;
import retrain.spec.RangeSpec;
import retrain.spec.Spec;
import retrain.spec.TuneGoal;
import retrain.spec.TuneSpec;

/** What a search of SageMaker tries, in the words of its API. */
final class PipelineRanges {
    private final Spec spec;
    private final TuneSpec tune;
    private final Map<String, RangeSpec> ranges = new TreeMap<>();

    /** @param inSageMaker the name of a hyperparameter there */
    PipelineRanges(Spec spec, UnaryOperator<String> inSageMaker) {
        this.spec = spec;
        this.tune = spec.train().tune().orElseThrow();
        tune.ranges().forEach((name, range) -> ranges.put(inSageMaker.apply(name), range));
    }

    /** {@return the hyperparameters that are searched, as SageMaker names them} */
    Set<String> names() {
        return ranges.keySet();
    }

    Map<String, Object> config() {
        boolean endsEarly = tune.earlyStopping() && tune.strategy() != TuneSpec.Strategy.HYPERBAND;
        return Cfn.map(
                "Strategy", strategy(),
                "HyperParameterTuningJobObjective", objective(),
                "ResourceLimits",
                        Cfn.map(
                                "MaxNumberOfTrainingJobs", tune.trials(),
                                "MaxParallelTrainingJobs", Math.min(tune.parallel(), tune.trials())),
                "ParameterRanges", parameterRanges(),
                "TrainingJobEarlyStoppingType", endsEarly ? "Auto" : "Off",
                "RandomSeed", spec.seed());
    }

    private String strategy() {
        return switch (tune.strategy()) {
            case TPE, BAYESIAN -> "Bayesian";
            case RANDOM -> "Random";
            case GRID -> "Grid";
            case HYPERBAND -> "Hyperband";
        };
    }

    private Map<String, Object> objective() {
        TuneGoal goal = TuneGoal.of(spec);
        boolean script = spec.train().script().isPresent();
        return Cfn.map(
                "Type", goal.direction() == TuneSpec.Direction.MAXIMIZE ? "Maximize" : "Minimize",
                "MetricName", script ? goal.metric() : goal.metric().replaceFirst("-", ":"));
    }

    private Map<String, Object> parameterRanges() {
        List<Object> whole = new ArrayList<>();
        List<Object> continuous = new ArrayList<>();
        List<Object> categorical = new ArrayList<>();
        ranges.forEach((name, range) -> {
            if (range.values().isPresent()) {
                List<String> values =
                        range.values().get().stream().map(Hyperparameters::text).toList();
                categorical.add(Cfn.map("Name", name, "Values", values));
            } else if (isWhole(name, range)) {
                whole.add(between(
                        name,
                        Long.toString(range.min().orElseThrow().longValue()),
                        Long.toString(range.max().orElseThrow().longValue()),
                        range));
            } else {
                continuous.add(between(
                        name,
                        Hyperparameters.text(range.min().orElseThrow()),
                        Hyperparameters.text(range.max().orElseThrow()),
                        range));
            }
        });
        return Cfn.map(
                "IntegerParameterRanges", whole,
                "ContinuousParameterRanges", continuous,
                "CategoricalParameterRanges", categorical);
    }

    private boolean isWhole(String name, RangeSpec range) {
        boolean known = spec.train().xgboost().isPresent() && Hyperparameters.isWhole(name);
        return range.kind().map(k -> k == RangeSpec.Kind.INTEGER).orElse(known);
    }

    private static Map<String, Object> between(String name, String min, String max, RangeSpec range) {
        String scaling =
                switch (range.scaling()) {
                    case LINEAR -> "Linear";
                    case LOGARITHMIC -> "Logarithmic";
                    case REVERSE_LOGARITHMIC -> "ReverseLogarithmic";
                };
        return Cfn.map("Name", name, "MinValue", min, "MaxValue", max, "ScalingType", scaling);
    }

    Map<String, Object> warmStart() {
        List<Object> parents = new ArrayList<>();
        spec.train()
                .sagemaker()
                .orElseThrow()
                .warmStart()
                .forEach(parent -> parents.add(Cfn.map("HyperParameterTuningJobName", parent)));
        return Cfn.map("WarmStartType", "TransferLearning", "ParentHyperParameterTuningJobs", parents);
    }
}
