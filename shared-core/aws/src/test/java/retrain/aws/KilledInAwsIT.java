package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.Command;
import retrain.Outcome.Kind;
import retrain.Request;
import retrain.Retrain;
import retrain.aws.AwsServer.Fault;

/** A process that is killed while something in AWS works for it, and the run that goes on elsewhere. */
class KilledInAwsIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SageMaker.CreateTrainingJob",
                "SageMaker.DescribeTrainingJob",
                "SageMaker.CreateTransformJob",
                "SageMaker.CreateEndpoint",
                "SageMaker.CreateModelPackage"
            })
    void shouldGoOnWithWhatWasBegun(String call) throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder)) {
            AtomicReference<Process> process = new AtomicReference<>();
            world.aws.faults(c -> {
                Process running = process.get();
                if (!c.name().equals(call) || running == null) {
                    return Fault.NONE;
                }
                running.destroyForcibly();
                return Fault.RESET_AFTER;
            });
            Process child = start(world);
            process.set(child);
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isNotZero();
            world.aws.faults(c -> Fault.NONE);
            world.loseTheMachine();

            assertThat(world.goOn(world.begun().orElseThrow()).kind()).isIn(Kind.PROMOTED, Kind.UNCHANGED);

            assertThat(world.state()).containsAllEntriesOf(AwsWorld.ONCE);
        }
    }

    private Process start(AwsWorld world) throws IOException {
        return new ProcessBuilder(world.command(Child.class))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
    }

    /** What is killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            new Retrain(event -> {})
                    .execute(new Request(Command.RUN, new HashMap<>(Map.of()), folder, folder.resolve("out"), "test"));
        }
    }
}
