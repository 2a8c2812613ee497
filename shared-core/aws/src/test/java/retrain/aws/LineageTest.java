package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.Outcome.Kind;
import retrain.aws.AwsServer.Fault;
import retrain.problem.BackendFailure;
import retrain.problem.RetrainException;
import retrain.report.Tracker;
import retrain.run.Digest;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** What a version was made of, in SageMaker's lineage. */
class LineageTest {
    private static final String ACTION = "flight-delay-20261126T090003Z-abcdef";
    private static final String ARCHIVE =
            "s3://b/work/models/" + Digest.of("archive 3").hex() + "/model.tar.gz";

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeLineage lineage;
    private ToldRuns runs;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        new FakeModelRegistry(aws);
        lineage = new FakeLineage(aws);
        runs = new ToldRuns(folder, Instant.parse("2026-11-26T09:00:00Z"));
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Tracker tracker() {
        AwsClients clients = new AwsClients(AwsSpec.usual());
        SageMakerClient sagemaker = clients.of(SageMakerClient.builder());
        return new ModelPackages(
                sagemaker,
                new S3Transfer(clients.s3(), Optional.empty()),
                new ModelPackages.Settings("flights", "s3://b/work", Optional.empty(), "us-east-1", Map.of()),
                Optional.of(new Lineage(sagemaker, Optional.of("s3://b/store"), Map.of("team", "flights"))));
    }

    private void tell() {
        tracker().log(runs.of(3, "passed"));
    }

    private void assertWhole() {
        String rows = "s3://b/store/" + runs.of(3, "passed").rows().get(0).source();
        assertThat(lineage.associations())
                .containsExactlyInAnyOrder(rows + " -ContributedTo-> " + ACTION, ACTION + " -Produced-> " + ARCHIVE);
        assertThat(lineage.artifacts()).hasSize(2);
        assertThat(lineage.actions()).hasSize(1);
    }

    @Test
    void shouldJoinTheSnapshotTheRunAndTheArchiveOfThePackage() {
        tell();

        assertWhole();
        assertThat(lineage.actions().get(0).toString())
                .contains("retrain 20261126T090003Z-abcdef", "0123abc", "s3://b/store/runs/20261126T090003Z-abcdef");
        assertThat(type("s3://b/store/")).isEqualTo("DataSet");
        assertThat(type(ARCHIVE)).isEqualTo("Model");
        assertThat(aws.calls().stream()
                        .map(AwsServer.Call::name)
                        .filter(n -> n.matches("SageMaker.*(Artifact|Action|Association).*")))
                .hasSize(7);
        RequestShapes.check(aws.calls());
    }

    private String type(String address) {
        return lineage.artifacts().stream()
                .filter(a -> a.field("Source").orElseThrow().toString().contains(address))
                .map(a -> a.field("ArtifactType").map(JsonNode::text).orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldTellItOnceHoweverOftenItIsTold() {
        tell();
        tell();

        assertWhole();
    }

    @Test
    void shouldTakeTheArtifactThatSageMakerHasMadeOfTheArchive() {
        lineage.add(ARCHIVE);

        tell();

        assertWhole();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ListArtifacts", "CreateArtifact", "CreateAction", "AddAssociation"})
    void shouldAddWhatAKilledProcessHasLeftOut(String call) {
        for (int survived = 0; survived < 2; survived++) {
            int[] left = {survived};
            aws.faults(c -> c.name().equals("SageMaker." + call) && left[0]-- <= 0 ? Fault.DENIED : Fault.NONE);
            try {
                tell();
            } catch (RetrainException e) {
                assertThat(e).hasMessageContaining("sagemaker:" + call);
            }
        }
        aws.faults(c -> Fault.NONE);

        tell();

        assertWhole();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"THROTTLED", "ERROR_BEFORE", "ERROR_AFTER", "RESET_BEFORE", "RESET_AFTER"})
    void shouldTellItOnceWhenAnswersAreLost(Fault fault) {
        for (String call : List.of("CreateArtifact", "CreateAction", "AddAssociation")) {
            int[] faults = {1};
            aws.faults(c -> c.name().equals("SageMaker." + call) && faults[0]-- > 0 ? fault : Fault.NONE);
            try {
                tell();
            } catch (BackendFailure e) {
                assertThat(e.isRetryable()).isTrue();
                tell();
            }
        }

        assertWhole();
    }

    @Test
    void shouldNameTheActionThatIsMissing() {
        aws.faults(c -> c.name().equals("SageMaker.CreateAction") ? Fault.DENIED : Fault.NONE);

        assertThatThrownBy(this::tell).hasMessageContaining("sagemaker:CreateAction");
    }

    @Test
    void shouldBeToldByARunThatAsksForIt(@TempDir Path project) throws IOException {
        aws.close();
        try (AwsWorld world = AwsWorld.begin(project)) {
            FakeLineage told = new FakeLineage(world.aws);
            java.nio.file.Files.writeString(
                    project.resolve("retrain.yaml"),
                    java.nio.file.Files.readString(project.resolve("retrain.yaml"))
                            .replace("{model-package-group: small}", "{model-package-group: small, lineage: true}"));

            assertThat(world.run().kind()).isEqualTo(Kind.PROMOTED);

            String run = world.begun().orElseThrow();
            assertThat(told.associations())
                    .hasSize(2)
                    .anyMatch(a -> a.startsWith("s3://" + AwsWorld.BUCKET + "/store/datasets/small/")
                            && a.endsWith(" -ContributedTo-> small-" + run))
                    .anyMatch(a -> a.startsWith("small-" + run + " -Produced-> s3://") && a.endsWith("/model.tar.gz"));
            String archive = told.associations().stream()
                    .filter(a -> a.contains("-Produced-> "))
                    .map(a -> a.replaceFirst(".* -Produced-> ", ""))
                    .findFirst()
                    .orElseThrow();
            // By this address SageMaker joins what follows.
            assertThat(String.valueOf(world.packages.packages("small").get(0).field("InferenceSpecification")))
                    .contains(archive);
            assertThat(world.aws.calls())
                    .filteredOn(c -> c.name().equals("SageMaker.CreateModel"))
                    .anySatisfy(c -> assertThat(c.body()).contains(archive));
        }
    }
}
