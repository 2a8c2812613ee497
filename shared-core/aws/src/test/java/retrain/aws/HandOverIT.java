package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Outcome;
import retrain.Outcome.Kind;
import retrain.run.Handover;

/** Runs whose jobs are begun and awaited by a state machine, and the same runs that begin and await them themselves. */
class HandOverIT {
    private static final List<List<String>> FUNCTIONS = List.of(
            List.of("prepare", "inspect", "tune", "train", "evaluate"),
            List.of("gate", "register"),
            List.of("promote"));

    @TempDir
    private Path folder;

    @Test
    void shouldComeToTheSameByAStateMachine() throws Exception {
        Map<String, String> alone;
        try (AwsWorld world = AwsWorld.begin(folder.resolve("alone"))) {
            assertThat(world.run().kind()).isEqualTo(Kind.PROMOTED);
            alone = left(world);
        }
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            HandOverDriver driver = driver(world, FUNCTIONS);
            Outcome outcome = driver.drive();
            assertThat(outcome.kind()).isEqualTo(Kind.PROMOTED);
            assertThat(actions(driver))
                    .startsWith(
                            "sagemaker:createTrainingJob",
                            "sagemaker:createTransformJob",
                            "STAGE gate",
                            "STAGE promote",
                            "LOOK_AGAIN promote")
                    .allMatch(action -> !action.endsWith("stage"));
            assertThat(world.aws.asked())
                    .filteredOn(call -> call.contains("CreateT"))
                    .containsExactly("SageMaker.CreateTrainingJob", "SageMaker.CreateTransformJob");
            assertThat(left(world)).isEqualTo(alone);
        }
    }

    @Test
    void shouldHandOverBothModelsAtOnceWhenThereIsAChampion() throws Exception {
        Map<String, String> alone;
        try (AwsWorld world = AwsWorld.begin(folder.resolve("alone"))) {
            world.run();
            world.month(4);
            assertThat(world.run().kind()).isEqualTo(Kind.PROMOTED);
            alone = left(world);
        }
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            driver(world, FUNCTIONS).drive();
            world.month(4);
            HandOverDriver driver = driver(world, FUNCTIONS);
            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(driver.handedOver())
                    .filteredOn(what -> what.get(0).action().equals("sagemaker:createTransformJob"))
                    .singleElement()
                    .satisfies(what -> assertThat(what).hasSize(2));
            assertThat(left(world)).isEqualTo(alone);
        }
    }

    private static HandOverDriver driver(AwsWorld world, List<List<String>> functions) {
        return new HandOverDriver(world.aws.address(), options -> world.execute(Command.RUN, options), functions);
    }

    private static List<String> actions(HandOverDriver driver) {
        return driver.handedOver().stream()
                .flatMap(List::stream)
                .map(w -> w.kind() == Handover.Kind.JOB ? w.action() : w.kind() + " " + w.stage())
                .toList();
    }

    /** {@return what the registry holds, without times and ids of runs and the digests that cover them} */
    static Map<String, String> left(AwsWorld world) {
        Map<String, String> left = new TreeMap<>();
        for (String key : world.aws.s3.keys(AwsWorld.BUCKET, "store/models/")) {
            if (key.contains("/versions/") || key.contains("/audit/") || key.contains("/aliases/")) {
                String text = new String(world.aws.s3.get(AwsWorld.BUCKET, key).orElseThrow(), StandardCharsets.UTF_8);
                left.put(
                        key,
                        text.replaceAll("\\d{8}T\\d{6}Z-[0-9a-f]{6}", "RUN")
                                .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\"", "TIME")
                                .replaceAll("\"(document|entry|previous)\":\"[0-9a-f]{64}\"", "$1"));
            }
        }
        return left;
    }
}
