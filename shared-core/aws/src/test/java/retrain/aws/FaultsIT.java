package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.aws.AwsServer.Fault;

/** Some of the faults that {@code FaultSimulation} tries by the thousand. */
class FaultsIT {
    private static final List<Fault> KINDS = List.of(
            Fault.THROTTLED,
            Fault.ERROR_BEFORE,
            Fault.ERROR_AFTER,
            Fault.RESET_BEFORE,
            Fault.RESET_AFTER,
            Fault.EXPIRED,
            Fault.DENIED);

    @TempDir
    private Path folder;

    @Test
    void shouldComeToTheSameEndWhateverCallFailsInWhateverWay() throws IOException {
        FaultyRuns runs = new FaultyRuns(folder);
        Random random = new Random(7);
        List<String> wrong = new ArrayList<>();
        for (int number = 1 + random.nextInt(13); number <= runs.calls(); number += 13) {
            Fault fault = KINDS.get(random.nextInt(KINDS.size()));
            boolean lost = random.nextBoolean();
            FaultyRuns.Told told = runs.run(FaultyRuns.at(number, fault), lost);
            int call = number;
            told.wrong().forEach(w -> wrong.add("call " + call + " " + fault + (lost ? ", machine lost: " : ": ") + w));
        }
        assertThat(wrong).isEmpty();
    }
}
