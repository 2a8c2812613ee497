package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.event.Event;
import retrain.local.Embedded;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.spec.Spec;
import retrain.spec.SpecReader;
import retrain.stream.BatchSource;
import retrain.stream.BatchSource.Batch;
import retrain.stream.BatchSource.Look;
import retrain.stream.LogSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

class KinesisLogTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    Path base;

    private KinesisServer server;
    private Instant now = NOW;
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        System.setProperty(SdkSystemSetting.CBOR_ENABLED.property(), "false");
        server = new KinesisServer(1);
    }

    @AfterEach
    void end() {
        server.close();
        System.clearProperty(SdkSystemSetting.CBOR_ENABLED.property());
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
                  kinesis: {stream: rows, batch: 4, wait: 10 seconds%s}
                """.formatted(more));
        Spec spec = SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
        InstantSource told = () -> now;
        Clock clock = told.withZone(ZoneOffset.UTC);
        Context context =
                new Context(base, Embedded.store(base.resolve("store")), base.resolve("scratch"), clock, event -> {
                    if (event instanceof Event.Noticed noticed) {
                        notices.add(noticed.message());
                    }
                });
        KinesisClient client = KinesisClient.builder()
                .endpointOverride(URI.create(server.address()))
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        return LogSource.of(
                spec,
                context,
                new KinesisLog(spec.stream().orElseThrow().kinesis().orElseThrow(), client, clock));
    }

    private static String[] rows(int from, int to) {
        return IntStream.range(from, to).mapToObj(id -> "{\"id\":" + id + "}").toArray(String[]::new);
    }

    private static List<Integer> ids(Look look) throws IOException {
        return Files.readAllLines(look.next().orElseThrow().file()).stream()
                .map(line -> Integer.valueOf(line.replaceAll("\\D", "")))
                .toList();
    }

    private static Optional<String> offset(Look look) {
        return look.next().map(Batch::offset);
    }

    @Test
    void shouldReadAShardToItsEndBeforeThoseThatItWasSplitInto() throws IOException {
        server.put(0, NOW, rows(0, 6));
        server.reshard(List.of(0), 2);
        server.put(1, NOW, rows(10, 13));
        server.put(2, NOW, rows(20, 23));
        BatchSource source = source("");

        Look first = source.look(Optional.empty());
        assertThat(ids(first)).containsExactly(0, 1, 2, 3);
        assertThat(first.waiting().batches())
                .as("this one, and one more at least")
                .isEqualTo(2);
        Look second = source("").look(offset(first));
        assertThat(ids(second)).as("the rest of the parent, then the children").containsExactly(4, 5, 10, 20);
        assertThat(offset(second))
                .contains(
                        "000000000000008 rows/1767225600 shardId-000000000000:end,shardId-000000000001:106,shardId-000000000002:109");
        assertThat(ids(source("").look(offset(second)))).containsExactly(11, 12, 21, 22);
    }

    @Test
    void shouldReadAMergedShardWhenBothItsParentsWereRead() throws IOException {
        server.reshard(List.of(0), 2);
        server.reshard(List.of(1, 2), 1);
        server.put(1, NOW, rows(0, 7));
        server.put(3, NOW, rows(10, 15));
        BatchSource source = source("");
        Look first = source.look(Optional.empty());
        Look second = source.look(offset(first));
        assertThat(ids(second)).containsExactly(4, 5, 6, 10);
        server.shards.keySet().removeIf(shard -> !shard.equals(KinesisServer.id(3)));
        Look third = source.look(offset(second));
        assertThat(ids(third)).containsExactly(11, 12, 13, 14);
        assertThat(offset(third))
                .as("those that Kinesis has forgotten are forgotten")
                .get()
                .asString()
                .endsWith(" shardId-000000000003:111");
    }

    @Test
    void shouldSayThatRecordsWereLetGo() throws IOException {
        server.put(0, NOW, rows(0, 12));
        Look first = source("").look(Optional.empty());
        server.trim(0, 6);
        assertThatThrownBy(() -> source("").look(offset(first)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "Kinesis stream 'rows': shard shardId-000000000000 has let go of the record that was taken last, 103")
                .hasMessageContaining("the stream keeps 24 hours")
                .hasMessageContaining("set 'stream.kinesis.lost: skip'");
        Look on = source(", lost: skip").look(offset(first));
        assertThat(ids(on)).containsExactly(6, 7, 8, 9);
        assertThat(notices)
                .anyMatch(n -> n.contains("goes on without what is gone: shard shardId-000000000000 has let go"));
    }

    @Test
    void shouldSayThatAShardWasNotReadForLongerThanTheStreamKeeps() throws IOException {
        server.reshard(List.of(0), 2);
        server.put(1, NOW, rows(0, 4));
        Look first = source("").look(Optional.empty());
        assertThat(offset(first)).get().asString().contains("shardId-000000000002:start-");
        now = NOW.plus(Duration.ofHours(25));
        assertThatThrownBy(() -> source("").look(offset(first)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("shard shardId-000000000002 was not read since 2026-01-31T12:00:00Z");
        server.shards.remove(KinesisServer.id(1));
        assertThatThrownBy(() -> source("").look(offset(first)))
                .hasMessageContaining("shard shardId-000000000001 is gone, and was not read to its end");
    }

    @Test
    void shouldBeginWithWhatIsToCome() throws IOException {
        server.put(0, NOW.minusSeconds(60), rows(0, 4));
        BatchSource source = source(", from: latest");
        assertThat(source.look(Optional.empty()).next()).isEmpty();
        server.put(0, NOW.plusSeconds(1), rows(4, 9));
        assertThat(ids(source.look(Optional.empty()))).containsExactly(4, 5, 6, 7);
    }

    @Test
    void shouldGoOnWhenAnIteratorHasGrownOldOrAShardIsBusy() throws IOException {
        server.put(0, NOW, rows(0, 3));
        BatchSource source = source("");
        assertThat(source.look(Optional.empty()).next()).isEmpty();
        server.expire();
        server.throttled = 1;
        server.put(0, NOW, rows(3, 5));
        Look look = source.look(Optional.empty());
        assertThat(ids(look)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void shouldNameARecordThatIsNoRow() throws IOException {
        server.put(0, NOW, "{\"id\":1}");
        server.put(0, NOW, new byte[] {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2, 1, 2});
        assertThatThrownBy(() -> source("").look(Optional.empty()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "shard shardId-000000000000, sequence number 101 (several records that the Kinesis Producer Library made one):"
                                + " is no JSON object")
                .hasMessageContaining("set 'stream.kinesis.malformed: skip'");
    }

    @Test
    void shouldSayWhetherItMayPass() throws IOException {
        server.refused = "AccessDeniedException";
        assertThatThrownBy(() -> source(""))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("refuses (AccessDeniedException: as the test wants; request request-1)");
        server.refused = "ResourceNotFoundException";
        assertThatThrownBy(() -> source("")).hasMessageContaining("is not there in this region and account");
        server.refused = "";
        BatchSource source = source("");
        server.close();
        BackendFailure away = catchThrowableOfType(BackendFailure.class, () -> source.look(Optional.empty()));
        assertThat(away).hasMessageContaining("Kinesis stream 'rows': does not answer");
        assertThat(away.isRetryable()).isTrue();
    }
}
