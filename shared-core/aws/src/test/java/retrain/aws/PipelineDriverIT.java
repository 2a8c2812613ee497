package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.infra.Plan;
import retrain.infra.SageMakerPipeline;
import retrain.spec.AwsSpec;
import retrain.spec.SpecReader;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/** Runs by the definition of a pipeline, whose jobs have names of SageMaker's own, and the same runs that begin and await jobs themselves. */
class PipelineDriverIT {
    @TempDir
    private Path folder;

    private static PipelineDriver driven(AwsWorld world, Path at) {
        Plan plan = Plan.of(
                SpecReader.read(at.resolve("retrain.yaml"), Optional.empty(), "infra.pipeline=true"),
                at,
                "retrain.yaml",
                Optional.empty());
        SageMakerClient sagemaker = new AwsClients(AwsSpec.usual()).of(SageMakerClient.builder());
        try {
            // The stack has it.
            sagemaker.createModelPackageGroup(r -> r.modelPackageGroupName("small"));
        } catch (SageMakerException e) {
            assertThat(e).hasMessageContaining("already exists");
        }
        PipelineDriver driver = new PipelineDriver(world, SageMakerPipeline.definition(plan));
        driver.drive();
        return driver;
    }

    @Test
    void shouldComeToTheSameByAPipeline() throws Exception {
        Map<String, String> alone;
        Map<String, String> state;
        try (AwsWorld world = AwsWorld.begin(folder.resolve("alone"))) {
            world.run();
            alone = HandOverIT.left(world);
            state = world.state();
        }
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            PipelineDriver driver = driven(world, folder.resolve("driven"));

            assertThat(driver.failure()).isEmpty();
            assertThat(driver.ran())
                    .contains("Train", "ScoreCandidate", "ScoreChampion", "Register", "Deploy", "RecordPromoted");
            assertThat(HandOverIT.left(world)).isEqualTo(alone);
            assertThat(world.state().get("model packages")).isEqualTo(state.get("model packages"));
            RequestShapes.check(world.aws.calls());
        }
    }

    @Test
    void shouldScoreCandidateAndChampion() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            driven(world, folder.resolve("driven"));
            world.month(4);
            PipelineDriver driver = driven(world, folder.resolve("driven"));

            assertThat(driver.failure()).isEmpty();
            assertThat(driver.ran()).contains("RecordPromoted");
        }
    }
}
