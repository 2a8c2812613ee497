package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.local.Embedded;
import retrain.problem.InvalidInput;
import retrain.run.Json;
import retrain.run.Store;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** Against moto's Kinesis, as the SDK's settings name it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KinesisStreamIT {
    /** Moto speaks JSON, and not CBOR. */
    private static final List<String> SETTINGS = List.of(
            "aws.endpointUrlKinesis", "aws.region", "aws.accessKeyId", "aws.secretAccessKey", "aws.cborEnabled");

    private Path temp;
    private Process moto;
    private KinesisClient client;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        String command = System.getProperty("retrain.moto", "");
        if (command.isEmpty()) {
            System.out.println(
                    "Skipped: tests with Kinesis; name moto's server with -Dretrain.moto=<path of moto_server>");
        }
        assumeTrue(!command.isEmpty(), "no moto");
        temp = folder;
        int port = free();
        moto = new ProcessBuilder(command, "-H", "127.0.0.1", "-p", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("moto.log").toFile())
                .start();
        List<String> values = List.of("http://127.0.0.1:" + port, "eu-west-1", "test", "test", "false");
        IntStream.range(0, SETTINGS.size()).forEach(i -> System.setProperty(SETTINGS.get(i), values.get(i)));
        await(port);
        client = KinesisClient.create();
        Files.writeString(folder.resolve("rows.jsonl"), String.join("\n", rows(0, 300)));
        spec("folder: incoming");
        execute(Command.RUN);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void await(int port) throws Exception {
        while (moto.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new IllegalStateException(Files.readString(temp.resolve("moto.log")));
    }

    @AfterAll
    void end() throws InterruptedException {
        SETTINGS.forEach(System::clearProperty);
        if (client != null) {
            client.close();
        }
        if (moto != null) {
            moto.destroyForcibly().waitFor();
        }
    }

    private void spec(String source) throws IOException {
        Files.writeString(temp.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows.jsonl}
                  key: [id]
                  holdout: {fraction: 0.3}
                train:
                  xgboost: {rounds: 5, max_depth: 2}
                  threads: 1
                evaluate: {metrics: [auc, log_loss], min-rows: 10, min-positives: 1, resamples: 200}
                gates:
                  - {metric: auc, at-least: 0.05}
                stream: {rounds: 1, poll: 20 milliseconds, stop-when-idle: 0 seconds, %s}
                """.formatted(source));
    }

    private static List<String> rows(int from, int to) {
        return IntStream.range(from, to).mapToObj(KinesisStreamIT::row).toList();
    }

    private static String row(int id) {
        Random random = new Random(id * 31L);
        double x = random.nextGaussian();
        double y = random.nextGaussian();
        int late = x + 0.5 * y + 0.3 * random.nextGaussian() > 0 ? 1 : 0;
        return String.format(Locale.ROOT, "{\"id\": %d, \"x\": %.4f, \"y\": %.4f, \"late\": %d}", id, x, y, late);
    }

    private void put(String stream, List<String> rows) {
        client.putRecords(r -> r.streamName(stream)
                .records(rows.stream()
                        .map(row -> PutRecordsRequestEntry.builder()
                                .partitionKey(String.valueOf(row.hashCode()))
                                .data(SdkBytes.fromUtf8String(row))
                                .build())
                        .toList()));
    }

    private Outcome execute(Command command) {
        return new Retrain(event -> {}).execute(new Request(command, Map.of(), temp, temp.resolve("out"), "test"));
    }

    private List<String> learned() {
        Store store = Embedded.store(temp.resolve(".retrain"));
        List<String> rows = new ArrayList<>();
        for (String key : store.list("streams/")) {
            Map<String, String> checkpoint =
                    Json.flat(store.read(key).orElseThrow().content(), key);
            if (checkpoint.containsKey("step.batch.rows")) {
                rows.add(checkpoint.get("step.batch.rows"));
            }
        }
        return rows;
    }

    private List<Integer> landed() throws IOException {
        List<Integer> ids = new ArrayList<>();
        try (Stream<Path> batches = Files.list(temp.resolve("landed"))) {
            for (Path batch : batches.sorted().toList()) {
                Files.readAllLines(batch.resolve("batch.jsonl"))
                        .forEach(line -> ids.add(Integer.valueOf(line.replaceAll(".*\"id\": (\\d+),.*", "$1"))));
            }
        }
        return ids;
    }

    @Test
    void shouldUseEachRecordOnceAndStopAtAStreamThatWasMadeAgain() throws Exception {
        client.createStream(r -> r.streamName("flights").shardCount(3));
        put("flights", rows(1000, 1100));
        spec("kinesis: {stream: flights, batch: 40, wait: 1 hour, land: landed}");
        assertThat(execute(Command.STREAM).summary())
                .contains("that is whole; 1 are empty, still grow or wait for those");
        assertThat(learned()).containsExactly("40", "40");
        assertThat(Files.readString(temp.resolve("out/stream.json")))
                .contains("\"from\" : \"Kinesis stream 'flights'\"", "\"batches\" : 1,");

        put("flights", rows(1100, 1110));
        spec("kinesis: {stream: flights, batch: 40, wait: 1 millisecond, land: landed}");
        execute(Command.STREAM);
        assertThat(learned()).containsExactly("40", "40", "30");
        assertThat(landed())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(1000, 1110).boxed().toList());

        client.deleteStream(r -> r.streamName("flights"));
        Thread.sleep(1100); // a stream is known by the second that it was made in
        client.createStream(r -> r.streamName("flights").shardCount(1));
        assertThatThrownBy(() -> execute(Command.STREAM))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("it is another one, or was deleted and made again");
    }
}
