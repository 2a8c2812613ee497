package retrain.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.run.Digest;
import retrain.run.Json;

/** Against a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaStreamIT {
    private Path temp;
    private Broker broker;
    private Project base;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        temp = folder;
        broker = new Broker(folder.resolve("broker"));
        base = Project.withChampion(folder.resolve("base"));
    }

    @AfterAll
    void end() throws InterruptedException {
        broker.close();
    }

    private void topic(String name, int partitions) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    /** Rows from one id to another, over so many partitions in turn. */
    private void rows(String topic, int partitions, int from, int to) throws Exception {
        broker.write(IntStream.range(from, to)
                .mapToObj(id -> new ProducerRecord<String, String>(topic, id % partitions, null, Project.row(id)))
                .toList());
    }

    private Project project(String topic, String more) throws IOException {
        return base.copy(temp.resolve("of-" + topic), kafka(topic, more));
    }

    private String kafka(String topic, String more) {
        return "kafka: {servers: '" + broker.servers() + "', topic: " + topic + ", batch: 40" + more + "}";
    }

    private static List<Integer> ids(List<List<Integer>> batches) {
        List<Integer> all = new ArrayList<>();
        batches.forEach(all::addAll);
        return all;
    }

    @Test
    void shouldUseEachRecordOnceThroughSeveralPartitions() throws Exception {
        topic("flights", 3);
        rows("flights", 3, 1000, 1120);
        Project project = project("flights", ", land: landed");

        assertThat(project.stream().summary()).isEqualTo("The stream has ended: no batch has come for 0 seconds");
        rows("flights", 3, 1120, 1160);
        project.stream();

        assertThat(project.rows()).containsExactly(40L, 40L, 40L, 40L);
        assertThat(project.last("state.totals.learned")).isEqualTo("160");
        List<List<Integer>> landed = project.landed("landed");
        assertThat(ids(landed))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(1000, 1160).boxed().toList());
        assertThat(landed.get(0))
                .as("the same share of each partition, one after the other")
                .isSortedAccordingTo(
                        Comparator.comparing((Integer id) -> id % 3).thenComparing(id -> id))
                .contains(1000, 1001, 1002);
        assertThat(project.batches())
                .extracting(b -> b.get("step.batch.offset"))
                .isSorted();
    }

    @Test
    void shouldTakeABatchThatIsNotFullWhenItsOldestRecordHasWaited() throws Exception {
        topic("few", 2);
        rows("few", 2, 0, 30);
        Project project = project("few", ", wait: 1 hour");

        assertThat(project.stream().summary()).contains("that is whole; 1 are empty, still grow or wait for those");
        assertThat(project.batches()).isEmpty();
        assertThat(project.state()).contains("\"batches\" : 1,", "\"bytes\" : 1");
        project.stream(kafka("few", ", wait: 1 millisecond"));
        project.stream();

        assertThat(project.rows()).containsExactly(30L);
        assertThat(project.state()).contains("\"batches\" : 0,");
    }

    @Test
    void shouldTellHowMuchWaits() throws Exception {
        topic("lag", 2);
        rows("lag", 2, 0, 200);
        Project project = project("lag", "");
        project.stream("stop-after: 2\n" + kafka("lag", ""));
        project.stream();
        assertThat(project.state())
                .contains("\"batches\" : 3,", "\"from\" : \"topic 'lag' at 127.0.0.1:")
                .as("rows that wait, by the mean size of those before")
                .containsPattern("\"rows\" : 1[12]\\d,");
    }

    @Test
    void shouldSayHowManyRecordsAreGone() throws Exception {
        topic("kept", 1);
        rows("kept", 1, 0, 40);
        Project project = project("kept", "");
        project.stream();
        rows("kept", 1, 40, 100);
        try (Admin admin = broker.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition("kept", 0), RecordsToDelete.beforeOffset(60)))
                    .all()
                    .get();
        }
        assertThatThrownBy(project::stream)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "topic 'kept' at " + broker.servers()
                                + ": partition 0 begins with offset 60 by now, and the stream is at 40: 20 records at the most are gone")
                .hasMessageContaining("set 'stream.kafka.lost: skip'");
        assertThat(project.rows()).containsExactly(40L);

        project.stream(kafka("kept", ", lost: skip"));
        project.stream();
        assertThat(project.rows()).containsExactly(40L, 40L);
        assertThat(project.notices).anyMatch(n -> n.contains("goes on without what is gone: partition 0 begins"));
    }

    @Test
    void shouldSayThatATopicWasMadeAgain() throws Exception {
        topic("again", 1);
        rows("again", 1, 0, 40);
        Project project = project("again", "");
        project.stream();
        try (Admin admin = broker.admin()) {
            admin.deleteTopics(List.of("again")).all().get();
        }
        assertThatThrownBy(project::stream)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("is not there. Make the topic, or correct 'stream.kafka.topic'");
        topic("again", 1);
        rows("again", 1, 40, 120);
        assertThatThrownBy(project::stream)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("it is another one, or was deleted and made again");

        project.stream(kafka("again", ", lost: skip"));
        project.stream();
        assertThat(project.rows()).containsExactly(40L, 40L, 40L);
    }

    @Test
    void shouldNameEveryRecordThatIsNoRow() throws Exception {
        topic("odd", 2);
        rows("odd", 2, 0, 20);
        List<ProducerRecord<String, String>> odd = new ArrayList<>();
        odd.add(new ProducerRecord<>("odd", 1, "gone", null));
        odd.add(new ProducerRecord<>("odd", 0, null, "[1, 2]"));
        odd.add(new ProducerRecord<>("odd", 0, null, "{\"id\": 1"));
        broker.write(odd);
        rows("odd", 2, 20, 40);
        Project project = project("odd", "");

        assertThatThrownBy(project::stream)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("topic 'odd' at " + broker.servers() + ", partition 1, offset 10: has no value")
                .hasMessageContaining("partition 0, offset 10: is no JSON object in UTF-8. Mend what writes it")
                .hasMessageContaining("partition 0, offset 11: is no JSON object")
                .hasMessageContaining("set 'stream.kafka.malformed: skip'");

        project.stream(kafka("odd", ", malformed: skip"));
        project.stream();
        assertThat(project.rows()).containsExactly(40L);
        assertThat(project.notices).anyMatch(n -> n.contains("leaves out 3 records; the first, topic 'odd'"));
    }

    @Test
    void shouldReadPartitionsThatCameLaterFromTheirBeginning() throws Exception {
        topic("grows", 1);
        rows("grows", 1, 0, 40);
        Project project = project("grows", ", from: latest, land: landed");
        project.stream();
        assertThat(project.batches()).as("what was there before is left").isEmpty();
        project.stream(kafka("grows", ", from: earliest, land: landed"));
        project.stream();
        try (Admin admin = broker.admin()) {
            admin.createPartitions(Map.of("grows", NewPartitions.increaseTo(3)))
                    .all()
                    .get();
        }
        rows("grows", 3, 60, 140);
        project.stream();
        assertThat(project.rows()).containsExactly(40L, 40L, 40L);
        assertThat(ids(project.landed("landed"))).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void shouldReadWhatTransactionsHaveCommitted() throws Exception {
        topic("transactions", 1);
        try (KafkaProducer<String, String> producer = broker.producer(Map.of("transactional.id", "t"))) {
            producer.initTransactions();
            for (int each = 0; each < 8; each++) {
                producer.beginTransaction();
                for (int id = 0; id < 10; id++) {
                    producer.send(new ProducerRecord<>("transactions", Project.row(each * 10 + id)))
                            .get();
                }
                if (each % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }
        Project project = project("transactions", ", land: landed");
        project.stream();
        assertThat(project.rows()).containsExactly(40L);
        assertThat(ids(project.landed("landed"))).allMatch(id -> id / 10 % 2 == 0);
        project.stream();
        assertThat(project.state()).contains("\"batches\" : 0,");
    }

    @Test
    void shouldTakeTheKeptBatchesIntoAFullRetrain() throws Exception {
        topic("anew", 2);
        rows("anew", 2, 1000, 1080);
        Project project = project("anew", "");
        project.stream("max-rounds: 6\n" + kafka("anew", ", land: landed"));
        project.stream();
        assertThat(project.checkpoints())
                .extracting(c -> c.get("step.type"))
                .containsExactly("Began", "Learned", "Began", "Learned", "Began");
        assertThat(snapshotRows(project)).isEqualTo(300 + 80);

        Project alone = base.copy(temp.resolve("alone"), "max-rounds: 6\n" + kafka("anew", ""));
        alone.stream();
        assertThat(snapshotRows(alone)).isEqualTo(300);
        assertThat(alone.notices).anyMatch(n -> n.contains("all is trained anew on data.sources alone"));
        assertThat(alone.folder.resolve(".retrain/scratch/batches-small"))
                .isDirectoryNotContaining("glob:**/000000000000000");
    }

    private static long snapshotRows(Project project) {
        Map<String, String> base = Json.flat(project.store().get(new Digest(project.last("state.model.base"))), "base");
        return Long.parseLong(base.get("train.rows"))
                + Long.parseLong(base.getOrDefault("validation.rows", "0"))
                + Long.parseLong(base.get("holdout.rows"));
    }

    @Test
    void shouldGoOnAfterABrokerWasAway() throws Exception {
        topic("away", 1);
        rows("away", 1, 0, 40);
        Project project = project("away", ", properties: kafka.properties");
        Files.writeString(
                project.folder.resolve("kafka.properties"), "default.api.timeout.ms=1500\nrequest.timeout.ms=1000\n");
        project.stream();
        rows("away", 1, 40, 80);
        broker.kill();
        try {
            BackendFailure away = catchThrowableOfType(BackendFailure.class, project::stream);
            assertThat(away).hasMessageContaining("topic 'away' at").hasMessageContaining("did not answer for 1.5 s");
            assertThat(away.isRetryable()).isTrue();
        } finally {
            broker.start();
        }
        project.stream();
        assertThat(project.rows()).containsExactly(40L, 40L);
        assertThat(project.last("state.offset")).endsWith(" 0:80");
    }

    /**
     * A stream's process is killed at moments of chance, again and again: each record was used once, and the model is byte for byte that of a stream
     * that nobody killed. The number of kills is the system property {@code retrain.kills}.
     */
    @Test
    void shouldUseEachRecordOnceWhereverItIsKilled() throws Exception {
        int kills = Integer.getInteger("retrain.kills", 5);
        int batches = 2 * kills + 2;
        topic("killed", 3);
        rows("killed", 3, 0, 40 * batches);
        Project killed = project("killed", ", land: landed");
        Random chance = new Random(5);
        for (int kill = 0; kill < kills; kill++) {
            kill(killed, chance);
        }
        assertThat(killed.batches()).as("it is killed in the middle").hasSizeLessThan(batches);
        killed.stream();

        Project whole = base.copy(temp.resolve("whole"), kafka("killed", ", land: landed"));
        whole.stream();
        assertThat(killed.batches()).isEqualTo(whole.batches()).hasSize(batches);
        assertThat(killed.last("state.model.artifact.archive")).isEqualTo(whole.last("state.model.artifact.archive"));
        assertThat(ids(killed.landed("landed")))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40 * batches).boxed().toList());
    }

    /** Lets a process write none to two checkpoints, and then goes on for a while. */
    private static void kill(Project project, Random chance) throws Exception {
        int more = chance.nextInt(3);
        int until = project.checkpoints().size() + more;
        Process child = project.start();
        while (child.isAlive() && project.store().list("streams/").size() < until) {
            Thread.sleep(2);
        }
        assertThat(child.waitFor(chance.nextInt(more == 0 ? 1500 : 300), TimeUnit.MILLISECONDS))
                .isFalse();
        child.destroyForcibly().waitFor();
    }
}
