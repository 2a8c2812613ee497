package retrain.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream's process is killed at moments of chance, again and again, until all records of a topic are learned: each was used once, and the model is
 * byte for byte that of a stream that nobody killed. The number of kills is the system property {@code retrain.kills}.
 */
class KilledKafkaIT {
    private static final int KILLS = Integer.getInteger("retrain.kills", 5);
    private static final int PARTITIONS = 3;

    /** Two a kill, and some that are left at the end. */
    private static final int BATCHES = 2 * KILLS + 6;

    @TempDir
    Path temp;

    @Test
    void shouldUseEachRecordOnceWhereverItIsKilled() throws Exception {
        Project base = Project.withChampion(temp.resolve("base"));
        try (Broker broker = new Broker(temp.resolve("broker"))) {
            fill(broker);
            String stream = "kafka: {servers: '" + broker.servers() + "', topic: rows, batch: 40, land: landed}";
            Project killed = base.copy(temp.resolve("killed"), stream);
            Random chance = new Random(5);
            for (int kills = 0; kills < KILLS; kills++) {
                kill(killed, chance);
            }
            assertThat(killed.batches()).as("it is killed in the middle").hasSizeLessThan(BATCHES);
            killed.stream();

            Project whole = base.copy(temp.resolve("whole"), stream);
            whole.stream();
            assertThat(learned(killed)).isEqualTo(learned(whole)).hasSize(BATCHES);
            assertThat(killed.last("state.model.artifact.archive"))
                    .isEqualTo(whole.last("state.model.artifact.archive"));
            List<Integer> ids = new ArrayList<>();
            killed.landed("landed").forEach(ids::addAll);
            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 40 * BATCHES).boxed().toList());
        }
    }

    private static void fill(Broker broker) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic("rows", PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        broker.write(IntStream.range(0, 40 * BATCHES)
                .mapToObj(id -> new ProducerRecord<String, String>("rows", id % PARTITIONS, null, Project.row(id)))
                .toList());
    }

    /** Lets a process write none to two checkpoints, and then goes on for a while. */
    private static void kill(Project project, Random chance) throws Exception {
        int until = project.checkpoints().size() + chance.nextInt(3);
        Process child = start(project.folder);
        while (child.isAlive() && project.store().list("streams/").size() < until) {
            Thread.sleep(2);
        }
        assertThat(child.waitFor(chance.nextInt(until == 0 ? 2000 : 300), TimeUnit.MILLISECONDS))
                .isFalse();
        child.destroyForcibly().waitFor();
    }

    private static List<Map<String, String>> learned(Project project) {
        return project.batches().stream()
                .map(b -> (Map<String, String>) new TreeMap<>(b))
                .toList();
    }

    private static Process start(Path project) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Project.class.getName(),
                        project.toString()))
                .redirectErrorStream(true)
                .redirectOutput(project.resolve("log").toFile())
                .start();
    }
}
