package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.registry.Registry;
import retrain.stream.Audit;

/**
 * A stream's process is killed at moments of chance, again and again, until all batches are learned: each row was used once, and the model is
 * byte for byte that of a stream that nobody killed. The number of kills is the system property {@code retrain.kills}.
 */
class KilledStreamIT {
    private static final int KILLS = Integer.getInteger("retrain.kills", 10);
    private static final String STREAM = "rounds: 1\nmax-rounds: 100000\ngate-every: 5\ndetector: page_hinkley";

    /** About what a batch takes; the first one of a process takes longer, as the engines are loaded. */
    private static final int BATCH_MILLIS = 400;

    private static final int FIRST_MILLIS = 3000;

    @TempDir
    Path temp;

    @Test
    void shouldUseEachRowOnceWhereverItIsKilled() throws Exception {
        StreamProject base = StreamProject.in(temp.resolve("base"), STREAM);
        base.run();
        StreamProject killed = StreamProject.copy(base, temp.resolve("killed"), STREAM);
        Random chance = new Random(11);
        int batches = 0;
        for (int kills = 0; kills < KILLS; ) {
            batches = fill(killed, batches);
            Process child = start(killed.folder());
            if (endsBefore(child, killed, chance)) {
                assertThat(child.exitValue()).isEqualTo(0);
            } else {
                child.destroyForcibly().waitFor();
                kills++;
            }
        }
        killed.stream();

        StreamProject whole = StreamProject.copy(base, temp.resolve("whole"), STREAM);
        for (int batch = 1; batch <= batches; batch++) {
            whole.batch(batch);
        }
        whole.stream();
        Audit.Trail trail = Audit.of(killed.store(), "small");
        assertThat(trail).isEqualTo(Audit.of(whole.store(), "small"));
        assertThat(trail.learned()).isEqualTo((long) batches * StreamProject.ROWS);
        Registry registry = new Registry(killed.store(), "small", Clock.systemUTC());
        assertThat(registry.verify()).isEmpty();
        assertThat(registry.audit()).hasSameSizeAs(new Registry(whole.store(), "small", Clock.systemUTC()).audit());
        System.out.println("kills: " + KILLS + ", batches: " + batches + ", rows learned: " + trail.learned());
    }

    /** Lets a process write none to three checkpoints, and then goes on for a while. */
    private static boolean endsBefore(Process child, StreamProject project, Random chance) throws InterruptedException {
        int more = chance.nextInt(4);
        int from = checkpoints(project);
        while (child.isAlive() && checkpoints(project) < from + more) {
            Thread.sleep(2);
        }
        return child.waitFor(chance.nextInt(more == 0 ? FIRST_MILLIS : BATCH_MILLIS), TimeUnit.MILLISECONDS);
    }

    private static int checkpoints(StreamProject project) {
        return project.store().list("streams/").size();
    }

    /** There are always some batches more than the last process has learned. */
    private static int fill(StreamProject project, int batches) throws IOException {
        int learned = checkpoints(project) == 0
                ? 0
                : Audit.of(project.store(), "small").offsets().size();
        int number = batches;
        while (number < learned + 8) {
            project.batch(++number);
        }
        return number;
    }

    private static Process start(Path project) throws IOException {
        return Children.start(
                project.resolve("log"), KilledRun.class, project.toString(), "0", "before", "", Command.STREAM.name());
    }
}
