package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import retrain.spec.Hyperparameters;
import retrain.spec.RangeSpec;
import retrain.spec.SageMakerTrainSpec;
import retrain.spec.Spec;
import retrain.spec.TuneGoal;
import retrain.spec.TuneSpec;
import software.amazon.awssdk.services.sagemaker.model.CategoricalParameterRange;
import software.amazon.awssdk.services.sagemaker.model.ContinuousParameterRange;
import software.amazon.awssdk.services.sagemaker.model.CreateHyperParameterTuningJobRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateTrainingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.HyperParameterScalingType;
import software.amazon.awssdk.services.sagemaker.model.HyperParameterTrainingJobDefinition;
import software.amazon.awssdk.services.sagemaker.model.HyperParameterTuningJobObjective;
import software.amazon.awssdk.services.sagemaker.model.HyperParameterTuningJobObjectiveType;
import software.amazon.awssdk.services.sagemaker.model.HyperParameterTuningJobStrategyType;
import software.amazon.awssdk.services.sagemaker.model.HyperParameterTuningJobWarmStartConfig;
import software.amazon.awssdk.services.sagemaker.model.HyperParameterTuningJobWarmStartType;
import software.amazon.awssdk.services.sagemaker.model.IntegerParameterRange;
import software.amazon.awssdk.services.sagemaker.model.ParameterRanges;
import software.amazon.awssdk.services.sagemaker.model.ParentHyperParameterTuningJob;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobEarlyStoppingType;

/** What SageMaker is asked to search. Each trial is the training job that would be asked for, with other values in the ranges. */
final class TuningRequest {
    private final Spec spec;
    private final TuneSpec tune;
    private final SageMakerTrainSpec sagemaker;
    private final TuneGoal goal;
    private final TrainingRequest trial;

    TuningRequest(Spec spec, TuneGoal goal, TrainingRequest trial) {
        this.spec = spec;
        this.tune = spec.train().tune().orElseThrow();
        this.sagemaker = spec.train().sagemaker().orElseThrow();
        this.goal = goal;
        this.trial = trial;
    }

    /** {@return the request} */
    CreateHyperParameterTuningJobRequest under(String name) {
        CreateTrainingJobRequest job = trial.under(name, sagemaker.spot());
        CreateHyperParameterTuningJobRequest.Builder request = CreateHyperParameterTuningJobRequest.builder()
                .hyperParameterTuningJobName(name)
                .hyperParameterTuningJobConfig(c -> c.strategy(strategy())
                        .hyperParameterTuningJobObjective(objective())
                        .resourceLimits(l -> l.maxNumberOfTrainingJobs(tune.trials())
                                .maxParallelTrainingJobs(Math.min(tune.parallel(), tune.trials())))
                        .parameterRanges(ranges())
                        .trainingJobEarlyStoppingType(endsEarly())
                        .randomSeed(spec.seed()))
                .trainingJobDefinition(definition(job))
                .tags(job.tags());
        if (!sagemaker.warmStart().isEmpty()) {
            request.warmStartConfig(warmStart());
        }
        return request.build();
    }

    /** {@return the strategy as SageMaker has it, in our word} */
    TuneSpec.Strategy told() {
        return tune.strategy() == TuneSpec.Strategy.TPE ? TuneSpec.Strategy.BAYESIAN : tune.strategy();
    }

    private HyperParameterTuningJobStrategyType strategy() {
        return switch (tune.strategy()) {
            case TPE, BAYESIAN -> HyperParameterTuningJobStrategyType.BAYESIAN;
            case RANDOM -> HyperParameterTuningJobStrategyType.RANDOM;
            case GRID -> HyperParameterTuningJobStrategyType.GRID;
            case HYPERBAND -> HyperParameterTuningJobStrategyType.HYPERBAND;
        };
    }

    /** Hyperband ends trials by itself, and refuses another rule. */
    private TrainingJobEarlyStoppingType endsEarly() {
        return tune.earlyStopping() && tune.strategy() != TuneSpec.Strategy.HYPERBAND
                ? TrainingJobEarlyStoppingType.AUTO
                : TrainingJobEarlyStoppingType.OFF;
    }

    /** The built-in tells {@code validation-auc} under the name {@code validation:auc}. */
    private HyperParameterTuningJobObjective objective() {
        return HyperParameterTuningJobObjective.builder()
                .type(
                        goal.direction() == TuneSpec.Direction.MAXIMIZE
                                ? HyperParameterTuningJobObjectiveType.MAXIMIZE
                                : HyperParameterTuningJobObjectiveType.MINIMIZE)
                .metricName(
                        spec.train().script().isPresent()
                                ? goal.metric()
                                : goal.metric().replaceFirst("-", ":"))
                .build();
    }

    private ParameterRanges ranges() {
        List<IntegerParameterRange> whole = new ArrayList<>();
        List<ContinuousParameterRange> continuous = new ArrayList<>();
        List<CategoricalParameterRange> categorical = new ArrayList<>();
        ranged().forEach((name, range) -> {
            if (range.values().isPresent()) {
                List<String> values =
                        range.values().get().stream().map(Hyperparameters::text).toList();
                categorical.add(CategoricalParameterRange.builder()
                        .name(name)
                        .values(values)
                        .build());
            } else if (isWhole(name, range)) {
                whole.add(IntegerParameterRange.builder()
                        .name(name)
                        .minValue(Long.toString(range.min().orElseThrow().longValue()))
                        .maxValue(Long.toString(range.max().orElseThrow().longValue()))
                        .scalingType(scaling(range))
                        .build());
            } else {
                continuous.add(ContinuousParameterRange.builder()
                        .name(name)
                        .minValue(Hyperparameters.text(range.min().orElseThrow()))
                        .maxValue(Hyperparameters.text(range.max().orElseThrow()))
                        .scalingType(scaling(range))
                        .build());
            }
        });
        return ParameterRanges.builder()
                .integerParameterRanges(whole)
                .continuousParameterRanges(continuous)
                .categoricalParameterRanges(categorical)
                .build();
    }

    /** {@return the ranges by the names of SageMaker} */
    private Map<String, RangeSpec> ranged() {
        Map<String, RangeSpec> ranges = new TreeMap<>();
        tune.ranges().forEach((name, range) -> ranges.put(inSageMaker(name), range));
        return ranges;
    }

    private String inSageMaker(String name) {
        return spec.train().xgboost().isPresent() ? Hyperparameters.name(name) : name;
    }

    /** {@return the values of a trial by the names of the spec; texts that SageMaker has put into quotes without them} */
    Map<String, String> values(Map<String, String> tuned) {
        Map<String, String> values = new TreeMap<>();
        for (String name : tune.ranges().keySet()) {
            String value = tuned.get(inSageMaker(name));
            if (value != null) {
                values.put(name, value.replaceAll("^\"(.*)\"$", "$1"));
            }
        }
        return values;
    }

    private boolean isWhole(String name, RangeSpec range) {
        boolean known = spec.train().xgboost().isPresent() && Hyperparameters.isWhole(name);
        return range.kind().map(k -> k == RangeSpec.Kind.INTEGER).orElse(known);
    }

    private static HyperParameterScalingType scaling(RangeSpec range) {
        return switch (range.scaling()) {
            case LINEAR -> HyperParameterScalingType.LINEAR;
            case LOGARITHMIC -> HyperParameterScalingType.LOGARITHMIC;
            case REVERSE_LOGARITHMIC -> HyperParameterScalingType.REVERSE_LOGARITHMIC;
        };
    }

    private HyperParameterTrainingJobDefinition definition(CreateTrainingJobRequest job) {
        Map<String, String> fixed = new TreeMap<>(job.hyperParameters());
        fixed.keySet().removeAll(ranged().keySet());
        HyperParameterTrainingJobDefinition.Builder definition = HyperParameterTrainingJobDefinition.builder()
                .staticHyperParameters(fixed)
                .algorithmSpecification(a -> {
                    a.trainingImage(job.algorithmSpecification().trainingImage())
                            .trainingInputMode(job.algorithmSpecification().trainingInputMode());
                    if (job.algorithmSpecification().hasMetricDefinitions()) {
                        a.metricDefinitions(job.algorithmSpecification().metricDefinitions());
                    }
                })
                .roleArn(job.roleArn())
                .inputDataConfig(job.inputDataConfig())
                .outputDataConfig(job.outputDataConfig())
                .resourceConfig(job.resourceConfig())
                .stoppingCondition(job.stoppingCondition())
                .enableManagedSpotTraining(job.enableManagedSpotTraining())
                .enableNetworkIsolation(job.enableNetworkIsolation())
                .vpcConfig(job.vpcConfig())
                .checkpointConfig(job.checkpointConfig())
                .retryStrategy(job.retryStrategy());
        return (job.hasEnvironment() ? definition.environment(job.environment()) : definition).build();
    }

    private HyperParameterTuningJobWarmStartConfig warmStart() {
        return HyperParameterTuningJobWarmStartConfig.builder()
                .warmStartType(HyperParameterTuningJobWarmStartType.TRANSFER_LEARNING)
                .parentHyperParameterTuningJobs(sagemaker.warmStart().stream()
                        .map(parent -> ParentHyperParameterTuningJob.builder()
                                .hyperParameterTuningJobName(parent)
                                .build())
                        .toList())
                .build();
    }

    /** {@return whether a search that is there is of the same rows, ranges and fixed values} */
    boolean isFor(String name, HyperParameterTrainingJobDefinition there, ParameterRanges ranges) {
        HyperParameterTrainingJobDefinition wanted = under(name).trainingJobDefinition();
        return wanted.staticHyperParameters().equals(there.staticHyperParameters())
                && TrainingRequest.addresses(wanted.inputDataConfig())
                        .equals(TrainingRequest.addresses(there.inputDataConfig()))
                && ranges().equals(ranges);
    }
}
