package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.Command;
import retrain.Outcome;
import retrain.aws.AwsServer.Fault;
import retrain.aws.FakeTraining.End;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.RetrainException;

/** Failures, kills, lost answers, spare instances. */
class SageMakerTrainerFaultsTest extends SageMakerRuns {
    private String begun() throws InterruptedException {
        while (training.names().isEmpty() || noticed().stream().noneMatch(line -> line.contains(": Training"))) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return training.names().get(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = End.class,
            names = {"NO_CAPACITY", "MAX_WAIT", "INTERRUPTED"})
    void shouldTrainOnDemandWhenThereAreNoSpareInstances(End end) throws IOException {
        spec(XGBOOST, SPOT, "");
        training.ending(name -> name.endsWith("-on-demand") ? End.COMPLETED : end);

        trained(execute(Command.TRAIN));

        String first = training.names().get(0);
        assertThat(training.names()).containsExactly(first, first + "-on-demand");
        Map<String, Object> second = training.job(first + "-on-demand").request;
        assertThat(second).containsEntry("EnableManagedSpotTraining", false);
        assertThat(second.get("CheckpointConfig"))
                .isEqualTo(training.job(first).request.get("CheckpointConfig"));
        assertThat(noticed()).anyMatch(line -> line.contains("got no spare instances"));
    }

    @Test
    void shouldNotTrainOnDemandUnlessItMay() throws IOException {
        spec(XGBOOST, "{instance: ml.m5.xlarge, spot: true, fall-back: false}", "");
        training.ending(name -> End.MAX_WAIT);

        BackendFailure failure = catchThrowableOfType(BackendFailure.class, () -> execute(Command.TRAIN));

        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure).hasMessageContaining("got no instances of ml.m5.xlarge");
        assertThat(training.names()).hasSize(1);
    }

    @Test
    void shouldAttachToTheJobWhenItExistsAlready() {
        aws.faults(call -> call.name().endsWith("DescribeTrainingJob") ? Fault.DENIED : Fault.NONE);
        assertThatThrownBy(() -> execute(Command.TRAIN)).hasMessageContaining("sagemaker:DescribeTrainingJob");
        aws.faults(call -> Fault.NONE);

        trained(resume());

        assertThat(training.names()).hasSize(1);
        assertThat(noticed()).anyMatch(line -> line.endsWith("is there already"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR_AFTER", "RESET_AFTER", "ERROR_BEFORE", "THROTTLED"})
    void shouldBeginOneJobHoweverTheAnswerIsLost(Fault fault) {
        boolean[] done = {false};
        aws.faults(call -> {
            boolean first = call.name().endsWith("CreateTrainingJob") && !done[0];
            done[0] |= first;
            return first ? fault : Fault.NONE;
        });

        trained(execute(Command.TRAIN));

        assertThat(training.names()).hasSize(1);
    }

    @Test
    void shouldWaitForAJobThatIsNotSeenYet() {
        training.unseenFor(5);

        trained(execute(Command.TRAIN));

        assertThat(training.names()).hasSize(1);
    }

    @Test
    void shouldGoOnWhenALookIsNotAnswered() {
        int[] failed = {0};
        aws.faults(call ->
                call.name().endsWith("DescribeTrainingJob") && failed[0]++ < 8 ? Fault.ERROR_BEFORE : Fault.NONE);

        trained(execute(Command.TRAIN));

        assertThat(noticed()).anyMatch(line -> line.startsWith("not answered, asked again"));
    }

    @Test
    void shouldTellWhyAJobFailedAndWhatItPrintedAndTrainAnewUnderTheNextName() {
        training.ending(name -> name.endsWith("-2") ? End.COMPLETED : End.ALGORITHM_ERROR);

        assertThatThrownBy(() -> execute(Command.TRAIN))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("AlgorithmError: framework error, exit code: 1")
                .hasMessageContaining("ValueError: it went wrong");
        assertThat(events).contains(new Event.Printed("train", "ValueError: it went wrong"));
        assertThat(used()).hasSize(1);

        trained(resume());

        String first = training.names().get(0);
        assertThat(training.names()).containsExactly(first, first + "-2");
    }

    @Test
    void shouldSayThatItRanTooLong() {
        training.ending(name -> End.MAX_RUNTIME);

        assertThatThrownBy(() -> execute(Command.TRAIN))
                .hasMessageContaining("had not ended within 'train.sagemaker.max-time', 1 day");
    }

    @Test
    void shouldSayThatSomebodyStoppedIt() throws Exception {
        training.ending(name -> End.NEVER);
        CompletableFuture<Outcome> running = CompletableFuture.supplyAsync(() -> execute(Command.TRAIN));
        String name = begun();

        training.stop(name);

        assertThatThrownBy(running::get)
                .hasCauseInstanceOf(RetrainException.class)
                .hasMessageContaining("somebody stopped it in SageMaker");
    }

    @Test
    void shouldStopTheJobWhenItIsInterrupted() throws Exception {
        training.ending(name -> End.NEVER);
        CompletableFuture<Outcome> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                end.complete(execute(Command.TRAIN));
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        thread.start();
        String name = begun();

        thread.interrupt();

        assertThatThrownBy(() -> end.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.CANCELLED));
        assertThat(training.status(name)).isIn("Stopping", "Stopped");
    }

    @Test
    void shouldNameTheActionThatIsMissing() {
        aws.faults(call -> call.name().endsWith("CreateTrainingJob") ? Fault.DENIED : Fault.NONE);

        assertThatThrownBy(() -> execute(Command.TRAIN))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("\"Action\": \"sagemaker:CreateTrainingJob\"");
    }

    @Test
    void shouldRefuseAJobThatTrainsSomethingElse() {
        aws.faults(call -> call.name().endsWith("DescribeTrainingJob") ? Fault.DENIED : Fault.NONE);
        assertThatThrownBy(() -> execute(Command.TRAIN)).isInstanceOf(InvalidInput.class);
        aws.faults(call -> Fault.NONE);
        Map<String, Object> request = training.job(training.names().get(0)).request;
        request.put("HyperParameters", Map.of("num_round", "7"));

        assertThatThrownBy(this::resume).hasMessageContaining("trains something else");
    }
}
