package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.aws.AwsServer.Fault;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.report.Tracker;
import retrain.run.Digest;
import retrain.spec.AwsSpec;
import retrain.train.ModelFormat;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

class ModelPackagesTest {
    private static final String GROUP = "flights";

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeModelRegistry registry;
    private ToldRuns runs;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        registry = new FakeModelRegistry(aws);
        runs = new ToldRuns(folder, Instant.parse("2026-11-26T09:00:00Z"));
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Tracker tracker() {
        return tracker(Optional.empty());
    }

    private Tracker tracker(Optional<String> image) {
        AwsClients clients = new AwsClients(AwsSpec.usual());
        return new ModelPackages(
                clients.of(SageMakerClient.builder()),
                new S3Transfer(clients.s3(), Optional.empty()),
                new ModelPackages.Settings(GROUP, "s3://b/work", image, "us-east-1", Map.of("team", "flights")),
                Optional.empty());
    }

    private void tell(int version, String verdict, int champion) {
        Tracker tracker = tracker();
        tracker.log(runs.of(version, verdict));
        tracker.alias(ToldRuns.MODEL, Map.of("champion", champion));
    }

    @Test
    void shouldRegisterAVersionWithAllThatServesAndDescribesIt() {
        assertThat(tracker().log(runs.of(3, "passed")).orElseThrow()).endsWith("model-package/flights/1");

        FakeModelRegistry.Version made = registry.packages(GROUP).get(0);
        String archive = Digest.of("archive 3").hex();
        assertThat(made.status()).isEqualTo("PendingManualApproval");
        assertThat(made.metadata())
                .containsEntry("retrain.version", "3")
                .containsEntry("retrain.run", "20261126T090003Z-abcdef")
                .containsEntry("retrain.archive", archive)
                .containsEntry("retrain.verdict", "passed")
                .containsEntry("retrain.commit", "0123abc");
        assertThat(String.valueOf(made.field("InferenceSpecification")))
                .contains("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:")
                .contains("s3://b/work/models/" + archive + "/model.tar.gz");
        assertThat(aws.s3.get("b", "work/models/" + archive + "/model.tar.gz"))
                .hasValueSatisfying(content -> assertThat(content).asString().isEqualTo("archive 3"));
        RequestShapes.check(aws.calls());
    }

    @Test
    void shouldTellTheMetricsInSageMakersForm() {
        tracker().log(runs.of(3, "passed"));

        String key = aws.s3.keys("b", "work/models/").stream()
                .filter(k -> k.endsWith(".json"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(aws.s3.get("b", key).orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo("{\"binary_classification_metrics\":{\"auc\":{\"standard_deviation\":\"NaN\","
                        + "\"value\":0.7123,\"lower\":0.7062,\"upper\":0.7184}}}");
    }

    @Test
    void shouldApproveTheChampionAlone() {
        tell(1, "passed", 1);
        tell(2, "failed", 1);
        tell(3, "inconclusive", 1);
        tell(4, "passed", 4);

        assertThat(registry.statuses(GROUP))
                .containsExactly("1 PendingManualApproval", "2 Rejected", "3 PendingManualApproval", "4 Approved");
        RequestShapes.check(aws.calls());
    }

    @Test
    void shouldApproveTheEarlierOneAgainAfterARollback() {
        tell(1, "passed", 1);
        tell(2, "passed", 2);

        tracker().alias(ToldRuns.MODEL, Map.of("champion", 1));

        assertThat(registry.statuses(GROUP)).containsExactly("1 Approved", "2 PendingManualApproval");
    }

    @Test
    void shouldRejectAgainWhatWasChampionInSpiteOfItsGates() {
        tell(1, "failed", 1);
        assertThat(registry.statuses(GROUP)).containsExactly("1 Approved");

        tell(2, "passed", 2);

        assertThat(registry.statuses(GROUP)).containsExactly("1 Rejected", "2 Approved");
    }

    @Test
    void shouldTakeBackWhatSomebodyApprovedByHand() {
        tell(1, "passed", 1);
        tell(2, "failed", 1);
        registry.packages(GROUP).get(1).fields().put("ModelApprovalStatus", "Approved");

        tell(3, "passed", 1);

        assertThat(registry.statuses(GROUP)).startsWith("1 Approved", "2 Rejected");
    }

    @Test
    void shouldLeaveThePackagesOfOthersAlone() {
        registry.add(GROUP, Map.of("ModelApprovalStatus", "Approved"));
        registry.add(
                GROUP,
                Map.of("ModelApprovalStatus", "Approved", "ModelPackageDescription", "flight-delay version 3, mine"));
        registry.add(
                GROUP,
                Map.of(
                        "ModelApprovalStatus",
                        "Approved",
                        "ModelPackageDescription",
                        "flight-delay version 9, archive " + "0".repeat(64) + ", verdict passed. A copy"));

        tell(3, "passed", 3);

        assertThat(registry.statuses(GROUP)).containsExactly("1 Approved", "2 Approved", "3 Approved", "4 Approved");
    }

    @Test
    void shouldRegisterOnceHoweverOftenItIsTold() {
        for (int i = 0; i < 3; i++) {
            tell(1, "passed", 1);
        }

        assertThat(registry.statuses(GROUP)).containsExactly("1 Approved");
    }

    @Test
    void shouldRegisterOnceWhateverCallItWasKilledAt() {
        tell(1, "passed", 1);
        int calls = aws.asked().size();
        for (int at = 1; at <= calls; at++) {
            for (Fault fault : List.of(Fault.ERROR_BEFORE, Fault.ERROR_AFTER)) {
                aws.close();
                restart();
                killedAt(at, fault);

                tell(1, "passed", 1);

                assertThat(registry.statuses(GROUP))
                        .as("%s at call %d", fault, at)
                        .containsExactly("1 Approved");
            }
        }
        assertThat(calls).isLessThan(15);
    }

    private void restart() {
        try {
            start();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** From that call on nothing is done any more, as if the process had ended. */
    private void killedAt(int call, Fault fault) {
        aws.faults(c -> c.number() < call ? Fault.NONE : c.number() == call ? fault : Fault.DENIED);
        try {
            tell(1, "passed", 1);
        } catch (BackendFailure | InvalidInput e) {
            // killed
        }
        aws.faults(c -> Fault.NONE);
    }

    @Test
    void shouldApproveWhatTheListsDoNotTellOfYet() {
        registry.lag(1);

        tell(1, "passed", 1);

        assertThat(registry.statuses(GROUP)).containsExactly("1 Approved");
    }

    @Test
    void shouldFindAVersionAmongHundreds() {
        for (int i = 0; i < 250; i++) {
            registry.add(GROUP, Map.of("ModelApprovalStatus", "Rejected"));
        }
        tell(1, "passed", 1);
        tell(1, "passed", 1);

        assertThat(registry.packages(GROUP)).hasSize(251);
    }

    @Test
    void shouldRegisterWithoutAContainerWhatNoneIsKnownFor() {
        tracker().log(runs.of(1, "passed", new ModelFormat.Onnx("model.onnx")));

        assertThat(registry.packages(GROUP).get(0).fields()).doesNotContainKey("InferenceSpecification");
    }

    @Test
    void shouldRegisterWithTheContainerThatTheSpecNames() {
        tracker(Optional.of("1.dkr.ecr.us-east-1.amazonaws.com/own:1"))
                .log(runs.of(1, "passed", new ModelFormat.Onnx("model.onnx")));

        assertThat(String.valueOf(registry.packages(GROUP).get(0).field("InferenceSpecification")))
                .contains("/own:1")
                .doesNotContain("XGBOOST");
    }

    @Test
    void shouldHaveNothingToTellOfARunWithoutAVersion() {
        assertThat(tracker().log(runs.without(1))).isEmpty();
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void shouldNameThePermissionThatIsMissing() {
        aws.faults(call -> call.name().equals("SageMaker.CreateModelPackage") ? Fault.DENIED : Fault.NONE);

        assertThatThrownBy(() -> tracker().log(runs.of(1, "passed")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("model package group flights")
                .hasMessageContaining("\"Action\": \"sagemaker:CreateModelPackage\"");
    }

    @Test
    void shouldNeedFewRequests() {
        tell(1, "passed", 1);
        int before = aws.asked().size();

        tell(2, "passed", 2);

        // list, 2 sizes, 2 uploads, create, 2 x (describe, update)
        assertThat(aws.asked().size() - before).isEqualTo(10);
    }
}
