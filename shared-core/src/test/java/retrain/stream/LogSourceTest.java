package retrain.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.event.Event;
import retrain.local.Embedded;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.spec.Spec;
import retrain.spec.SpecReader;
import retrain.stream.BatchSource.Batch;
import retrain.stream.BatchSource.Look;

class LogSourceTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    Path base;

    private Instant now = NOW;
    private final Shelf shelf = new Shelf();
    private final List<String> notices = new ArrayList<>();

    /** A log in memory; positions are indices. */
    private static final class Shelf implements RecordLog {
        private final Map<String, List<Item>> partitions = new TreeMap<>();
        private final Map<String, Integer> at = new TreeMap<>();
        private String identity = "shelf/1";
        private String lost = "";
        private boolean closed;

        void add(String partition, Instant at, String... values) {
            List<Item> items = partitions.computeIfAbsent(partition, p -> new ArrayList<>());
            for (String value : values) {
                items.add(new Item(
                        "partition " + partition + ", " + items.size(), value.getBytes(StandardCharsets.UTF_8), at));
            }
        }

        @Override
        public String location() {
            return "the shelf";
        }

        @Override
        public String identity() {
            return identity;
        }

        @Override
        public void seek(Map<String, String> positions) {
            at.clear();
            positions.forEach((partition, position) -> at.put(partition, Integer.valueOf(position)));
        }

        @Override
        public List<String> partitions() {
            partitions.keySet().forEach(p -> at.putIfAbsent(p, 0));
            return List.copyOf(partitions.keySet());
        }

        @Override
        public List<Item> read(String partition, int most) {
            List<Item> all = partitions.getOrDefault(partition, List.of());
            int from = at.getOrDefault(partition, 0);
            int to = Math.min(all.size(), from + most);
            at.put(partition, to);
            return all.subList(from, to);
        }

        @Override
        public Map<String, String> positions() {
            Map<String, String> positions = new TreeMap<>();
            at.forEach((partition, position) -> positions.put(partition, position.toString()));
            return positions;
        }

        @Override
        public List<String> losses() {
            List<String> losses = lost.isEmpty() ? List.of() : List.of(lost);
            lost = "";
            return losses;
        }

        @Override
        public long waiting() {
            return partitions.entrySet().stream()
                    .mapToLong(p -> p.getValue().size() - at.getOrDefault(p.getKey(), 0))
                    .sum();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private BatchSource source(String more) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: rows.jsonl}, key: [id]}
                train: {xgboost: {rounds: 10}}
                gates: [{metric: auc, at-least: 0.6}]
                stream:
                  kafka: {servers: 'h:1', topic: t, batch: 4, wait: 10 seconds%s}
                """.formatted(more));
        Spec spec = SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
        Context context =
                new Context(base, Embedded.store(base.resolve("store")), base.resolve("scratch"), clock(), event -> {
                    if (event instanceof Event.Noticed noticed) {
                        notices.add(noticed.message());
                    }
                });
        return LogSource.of(spec, context, shelf);
    }

    private Clock clock() {
        InstantSource told = () -> now;
        return told.withZone(ZoneOffset.UTC);
    }

    private static String[] rows(int from, int to) {
        return IntStream.range(from, to).mapToObj(id -> "{\"id\":" + id + "}").toArray(String[]::new);
    }

    private static List<String> ids(Look look) throws IOException {
        return Files.readAllLines(look.next().orElseThrow().file()).stream()
                .map(line -> line.replaceAll("\\D", ""))
                .toList();
    }

    private static Optional<String> offset(Look look) {
        return look.next().map(Batch::offset);
    }

    @Test
    void shouldShareABatchAmongThePartitionsAndGoOnFromItsOffset() throws IOException {
        shelf.add("0", NOW, rows(0, 5));
        shelf.add("1", NOW, rows(10, 11));
        shelf.add("2", NOW, rows(20, 29));
        BatchSource source = source("");

        Look first = source.look(Optional.empty());
        assertThat(ids(first)).as("1 has only one, and 0 and 2 give for it").containsExactly("0", "1", "10", "20");
        assertThat(offset(first)).contains("000000000000004 shelf/1 0:2,1:1,2:1");
        assertThat(first.waiting())
                .as("4 records of 38 bytes, and 11 more that are as large")
                .isEqualTo(new BatchSource.Waiting(4, 38 + 105, Optional.of(NOW)));

        Look second = source.look(offset(first));
        assertThat(ids(second)).containsExactly("2", "3", "21", "22");
    }

    @Test
    void shouldGiveEachPartitionItsTurnWhenABatchHasFewerRecordsThanThereArePartitions() throws IOException {
        for (int partition = 0; partition < 6; partition++) {
            shelf.add(String.valueOf(partition), NOW, rows(10 * partition, 10 * partition + 8));
        }
        BatchSource source = source("");
        Look first = source.look(Optional.empty());
        assertThat(ids(first)).containsExactly("0", "10", "20", "30");
        assertThat(ids(source.look(offset(first)))).containsExactly("1", "11", "40", "50");
    }

    @Test
    void shouldKeepABatchAsItWasCutWhateverCameSinceAndWhoeverLooks() throws IOException {
        shelf.add("0", NOW.minusSeconds(11), rows(0, 3));
        Look killed = source("").look(Optional.empty());
        shelf.add("0", NOW, rows(3, 9));

        BatchSource again = source("");
        Look look = again.look(Optional.empty());
        assertThat(look.next()).isEqualTo(killed.next());
        assertThat(ids(look)).containsExactly("0", "1", "2");
        assertThat(ids(again.look(offset(look)))).containsExactly("3", "4", "5", "6");
        assertThat(base.resolve("scratch/batches-m"))
                .isDirectoryNotContaining("glob:**/000000000000000")
                .isDirectoryContaining("glob:**/000000000000003");
    }

    @Test
    void shouldTakeABatchThatIsNotFullWhenItsOldestRecordHasWaited() throws IOException {
        shelf.add("0", NOW.minusSeconds(4), rows(0, 2));
        BatchSource source = source("");
        Look young = source.look(Optional.empty());
        assertThat(young.next()).isEmpty();
        assertThat(young.waiting().batches()).isEqualTo(1);
        assertThat(young.waiting().oldest()).contains(NOW.minusSeconds(4));
        now = NOW.plusSeconds(6);
        shelf.add("0", NOW.plusSeconds(6), rows(2, 3));
        assertThat(ids(source.look(Optional.empty()))).containsExactly("0", "1", "2");
    }

    @Test
    void shouldNotWaitForEverForARecordThatClaimsToComeFromTheFuture() throws IOException {
        shelf.add("0", NOW.plus(Duration.ofDays(1)), rows(0, 1));
        BatchSource source = source("");
        assertThat(source.look(Optional.empty()).next()).isEmpty();
        now = NOW.plusSeconds(10);
        assertThat(source.look(Optional.empty()).next()).isPresent();
    }

    @Test
    void shouldKeepARowOnALineWithoutTouchingItsValues() throws IOException {
        shelf.add("0", NOW.minusSeconds(60), "{\n  \"id\": 1.50,\r\n  \"name\": \"a\\nb ü\"\n}\n");
        Look look = source("").look(Optional.empty());
        assertThat(Files.readString(look.next().orElseThrow().file()))
                .isEqualTo("{   \"id\": 1.50,    \"name\": \"a\\nb ü\" } \n");
    }

    @Test
    void shouldRefuseWhatIsNoRowOrLeaveItOut() throws IOException {
        shelf.add("0", NOW.minusSeconds(60), "{\"id\":1}", "", "[1]", "{\"id\":1} {}", "{\"id\":NaN}", "{\"id\":2}");
        assertThatThrownBy(() -> source("").look(Optional.empty()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the shelf, partition 0, 1: has no value")
                .hasMessageContaining("the shelf, partition 0, 2: is no JSON object in UTF-8")
                .hasMessageContaining("the shelf, partition 0, 3: is no JSON object in UTF-8")
                .hasMessageContaining("the shelf, partition 0, 4: is no JSON object in UTF-8");
        Look look = source(", malformed: skip").look(Optional.empty());
        assertThat(ids(look)).containsExactly("1", "2");
        assertThat(offset(look)).contains("000000000000002 shelf/1 0:6");
        assertThat(notices)
                .containsExactly("stream: leaves out 4 records; the first, the shelf, partition 0, 1, has no value");
    }

    @Test
    void shouldStopAtALossUnlessItIsToldToGoOn() throws IOException {
        shelf.add("0", NOW.minusSeconds(60), rows(0, 2));
        shelf.lost = "3 records are gone";
        BatchSource stops = source("");
        assertThatThrownBy(() -> stops.look(Optional.empty()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("the shelf: 3 records are gone. Have a champion made")
                .hasMessageContaining("set 'stream.kafka.lost: skip'");
        shelf.lost = "3 records are gone";
        assertThat(ids(source(", lost: skip").look(Optional.empty()))).containsExactly("0", "1");
        assertThat(notices).containsExactly("stream: goes on without what is gone: 3 records are gone");
    }

    @Test
    void shouldNotGoOnInAnotherLog() throws IOException {
        shelf.add("0", NOW, rows(0, 4));
        Look look = source("").look(Optional.empty());
        shelf.identity = "shelf/2";
        assertThatThrownBy(() -> source("").look(Optional.empty()))
                .as("what was cut of the other one")
                .hasMessageContaining("is a batch of another stream, or of an earlier life of this one");
        assertThatThrownBy(() -> source("").look(offset(look)))
                .hasMessageContaining(
                        "the batches so far came from shelf/1, and this is shelf/2: it is another one, or was deleted");
        Look on = source(", lost: skip").look(offset(look));
        assertThat(ids(on)).hasSize(4);
        assertThat(offset(on)).contains("000000000000008 shelf/2 0:4");
        assertThatThrownBy(() -> source("").look(Optional.of("batch-001.csv")))
                .hasMessageContaining("took batches of a folder before, the last one batch-001.csv");
    }

    @Test
    void shouldKeepTheBatchesInAFolderForEachStreamOfItsOwn() throws IOException {
        shelf.add("0", NOW, rows(0, 8));
        BatchSource source = source(", land: landed");
        Look first = source.look(Optional.empty());
        source.look(offset(first));
        source.close();
        assertThat(base.resolve("landed"))
                .isDirectoryContaining("glob:**/000000000000000")
                .isDirectoryContaining("glob:**/000000000000004");
        assertThat(shelf.closed).isTrue();
        Optional<String> other = Optional.of("000000000000004 shelf/1 0:3,1:1");
        assertThatThrownBy(() -> source(", land: landed").look(other))
                .hasMessageContaining("is a batch of another stream, or of an earlier life of this one");
    }
}
