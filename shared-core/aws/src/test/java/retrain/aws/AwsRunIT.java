package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Outcome.Kind;

/** Runs whose every stage is in AWS. */
class AwsRunIT {
    @TempDir
    private Path folder;

    @Test
    void shouldRunWholeAndFindNothingToDoAgain() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder)) {
            assertThat(world.run().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(world.state()).containsAllEntriesOf(AwsWorld.ONCE);
            RequestShapes.check(world.aws.calls());
            int calls = world.aws.calls().size();

            assertThat(world.run().kind()).isEqualTo(Kind.UNCHANGED);
            assertThat(world.aws.asked().subList(calls, world.aws.asked().size()))
                    .noneMatch(call -> call.contains("Create") || call.contains("Update"));

            world.month(4);
            assertThat(world.run().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(world.state())
                    .containsEntry("training jobs", "2")
                    .containsEntry("model packages", "[1 PendingManualApproval, 2 Approved]");
        }
    }

    @Test
    void shouldGoOnFromAnotherMachine() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder)) {
            world.aws.faults(call ->
                    call.name().equals("SageMaker.CreateEndpoint") ? AwsServer.Fault.DENIED : AwsServer.Fault.NONE);
            List<String> said = world.refused();
            assertThat(said).singleElement().asString().contains("sagemaker:CreateEndpoint");
            world.loseTheMachine();
            world.aws.faults(call -> AwsServer.Fault.NONE);

            assertThat(world.goOn(world.begun().orElseThrow()).kind()).isEqualTo(Kind.PROMOTED);
            assertThat(world.state()).containsEntry("training jobs", "1").containsEntry("models", "1");
        }
    }
}
