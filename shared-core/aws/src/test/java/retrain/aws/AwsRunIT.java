package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Outcome;
import retrain.Outcome.Kind;

/** A run whose every stage is in AWS. */
class AwsRunIT {
    @TempDir
    private Path folder;

    @Test
    void shouldRunWholeAndFindNothingToDoAgain() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder)) {
            Outcome first = world.run();

            assertThat(first.kind()).isEqualTo(Kind.PROMOTED);
            int calls = world.aws.asked().size();
            world.aws.asked().forEach(System.out::println);
            Outcome again = world.run();
            System.out.println("----- " + calls);
            world.aws.asked().subList(calls, world.aws.asked().size()).forEach(System.out::println);
            assertThat(again.kind()).isEqualTo(Kind.UNCHANGED);
            System.out.println(world.state());
        }
    }
}
