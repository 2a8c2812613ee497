package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.aws.AwsServer.Fault;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.report.TrackedRun;
import retrain.report.Tracker;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

class ExperimentsTest {
    private static final String TRIAL = "flight-delay-20261126T090001Z-abcdef";

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeExperiments experiments;
    private TrackedRun run;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        experiments = new FakeExperiments(aws);
        run = new ToldRuns(folder, Instant.parse("2026-11-26T09:00:00Z")).of(1, "passed");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private static Tracker tracker() {
        SageMakerClient client = new AwsClients(AwsSpec.usual()).of(SageMakerClient.builder());
        return new Experiments(client, "flights", Map.of("team", "flights"));
    }

    @Test
    void shouldTellARunWithParametersMetricsAndWhatWentInAndOut() {
        assertThat(tracker().log(run)).contains("experiment flights, trial " + TRIAL);

        assertThat(experiments.trials("flights")).containsExactly(TRIAL);
        assertThat(experiments.components(TRIAL)).containsExactly(TRIAL);
        String component = AwsServer.text(experiments.component(TRIAL));
        assertThat(component)
                .contains("\"eta\":{\"StringValue\":\"0.1\"}")
                .contains("\"metric.auc\":{\"NumberValue\":0.7123}")
                .contains("\"retrain.outcome\":{\"StringValue\":\"PROMOTED\"}")
                .contains("\"InputArtifacts\":{\"evaluation\":")
                .contains("\"OutputArtifacts\":{\"model\":")
                .contains("\"CommitId\":\"0123abc\"");
        RequestShapes.check(aws.calls());
    }

    @Test
    void shouldTellTheTrialsOfASearch() {
        tracker().log(ToldRuns.searched(run));

        assertThat(experiments.components(TRIAL)).containsExactly(TRIAL, TRIAL + "-1", TRIAL + "-2");
        assertThat(AwsServer.text(experiments.component(TRIAL + "-2"))).contains("\"PrimaryStatus\":\"Failed\"");
        RequestShapes.check(aws.calls());
    }

    @Test
    void shouldNeedThreeRequestsARunOnceTheExperimentIsThere() {
        tracker().log(run);
        int before = aws.asked().size();

        tracker().log(new ToldRuns(folder, Instant.parse("2026-11-26T09:00:00Z")).without(2));

        assertThat(aws.asked().size() - before).isEqualTo(3);
    }

    @Test
    void shouldTellOnceWhateverCallItWasKilledAt() throws IOException {
        tracker().log(run);
        int calls = aws.asked().size();
        for (int at = 1; at <= calls; at++) {
            for (Fault fault : List.of(Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.RESET_AFTER)) {
                int killed = at;
                aws.close();
                aws = AwsServer.start();
                experiments = new FakeExperiments(aws);
                aws.faults(c -> c.number() < killed ? Fault.NONE : c.number() == killed ? fault : Fault.DENIED);
                try {
                    tracker().log(run);
                } catch (BackendFailure | InvalidInput e) {
                    // killed
                }
                aws.faults(c -> Fault.NONE);

                tracker().log(run);

                assertThat(experiments.trials("flights")).containsExactly(TRIAL);
                assertThat(experiments.components(TRIAL)).containsExactly(TRIAL);
            }
        }
    }

    @Test
    void shouldNameThePermissionThatIsMissing() {
        aws.faults(call -> call.name().endsWith("CreateTrialComponent") ? Fault.DENIED : Fault.NONE);

        assertThatThrownBy(() -> tracker().log(run))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("\"Action\": \"sagemaker:CreateTrialComponent\"");
    }
}
