package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import retrain.Command;
import retrain.aws.AwsServer.Fault;
import retrain.event.Event;
import retrain.problem.InvalidInput;
import retrain.train.TrainedModel;

/** Searches. */
class SageMakerTunerTest extends SageMakerRuns {
    private static final String TUNED = XGBOOST
            + "\n  tune: {metric: auc, trials: 5, parallel: 2, ranges: {eta: {min: 0.05, max: 0.9, scaling: logarithmic}, max_depth: {min: 1, max: 4}}}";

    @Test
    void shouldSearchByTuningJobAndTrainWithTheBestTrial() throws IOException {
        FakeTuning tuning = new FakeTuning(aws, training);
        spec(TUNED, "{instance: ml.m5.xlarge, warm-start: [earlier]}", "");

        TrainedModel model = trained(execute(Command.TRAIN));

        String name = tuning.names().get(0);
        assertThat(tuning.names()).hasSize(1);
        assertThat(training.names()).hasSize(5 + 1);
        Map<String, Object> asked = tuning.search(name).request;
        assertThat(String.valueOf(asked.get("HyperParameterTuningJobConfig")))
                .contains("Strategy=Bayesian")
                .contains("MetricName=validation:auc")
                .contains("Type=Maximize")
                .contains("MaxParallelTrainingJobs=2")
                .contains("TrainingJobEarlyStoppingType=Auto")
                .contains("RandomSeed=" + seed)
                .contains("ScalingType=Logarithmic");
        assertThat(String.valueOf(asked.get("WarmStartConfig"))).contains("earlier");
        assertThat(String.valueOf(asked.get("TrainingJobDefinition")))
                .doesNotContain("eta=")
                .contains("num_round=8");
        Map<String, String> best = training.names().stream()
                .limit(5)
                .max(java.util.Comparator.comparingDouble(trial -> Double.parseDouble(training.job(trial)
                        .lastOf("validation:auc")
                        .orElseThrow()
                        .toString())))
                .map(trial -> training.job(trial).hyperparameters())
                .orElseThrow();
        assertThat(model.provenance().hyperparameters())
                .containsEntry("max_depth", best.get("max_depth"))
                .hasEntrySatisfying(
                        "eta",
                        eta -> assertThat(Double.parseDouble(eta)).isEqualTo(Double.parseDouble(best.get("eta"))));
        assertThat(used()).hasSize(6);
        assertThat(events)
                .anyMatch(e -> e instanceof Event.StageFinished f
                        && f.stage().equals("tune")
                        && f.summary().startsWith("5 trials, best validation-auc "));
    }

    @Test
    void shouldLetSageMakerTryAGrid() throws IOException {
        FakeTuning tuning = new FakeTuning(aws, training);
        spec(
                XGBOOST + "\n  tune: {strategy: grid, metric: auc, trials: 4, parallel: 2,"
                        + " ranges: {eta: {values: [0.1, 0.4]}, max_depth: {values: [2, 3]}}}",
                PLAIN,
                "");

        TrainedModel model = trained(execute(Command.TRAIN));

        Map<String, Object> asked = tuning.search(tuning.names().get(0)).request;
        assertThat(model.provenance().hyperparameters().get("eta")).isIn("0.1", "0.4");
        assertThat(training.names().stream()
                        .limit(4)
                        .map(trial -> training.job(trial).hyperparameters())
                        .map(h -> h.get("eta") + " " + h.get("max_depth")))
                .doesNotHaveDuplicates();
        assertThat(String.valueOf(asked.get("HyperParameterTuningJobConfig")))
                .contains("Strategy=Grid", "MaxNumberOfTrainingJobs=4")
                .contains("CategoricalParameterRanges=[{", "Name=eta", "Name=max_depth");
    }

    @Test
    void shouldAttachToTheTuningJobWhenItExistsAlready() throws IOException {
        FakeTuning tuning = new FakeTuning(aws, training);
        spec(TUNED, PLAIN, "");
        aws.faults(call -> call.name().endsWith("DescribeHyperParameterTuningJob") ? Fault.DENIED : Fault.NONE);
        assertThatThrownBy(() -> execute(Command.TRAIN)).isInstanceOf(InvalidInput.class);
        aws.faults(call -> Fault.NONE);

        trained(resume());

        assertThat(tuning.names()).hasSize(1);
    }

    @Test
    void shouldTrainAJobATrialWhenRetrainChooses() throws IOException {
        FakeTuning tuning = new FakeTuning(aws, training);
        spec(TUNED, "{instance: ml.m5.xlarge, tuner: retrain}", "");

        trained(execute(Command.TRAIN));

        assertThat(tuning.names()).isEmpty();
        assertThat(training.names()).hasSize(5 + 1);
        assertThat(training.names().get(0)).endsWith("-1");
    }
}
