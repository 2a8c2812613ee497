package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.event.Event;
import retrain.gate.Verdict;
import retrain.problem.InvalidInput;
import retrain.promote.Assignment;
import retrain.promote.Variant;
import retrain.registry.Candidates;
import retrain.registry.ModelVersion;
import retrain.run.Digest;
import retrain.spec.PromoteSpec;
import retrain.spec.ServeSpec;
import retrain.spec.Task;
import retrain.spec.TrainSpec.Categories;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

/** A real server on the loopback, real models, real requests. */
class PredictionServerTest {
    private static final PromoteSpec SPEC = new PromoteSpec(PromoteSpec.Strategy.AB, "deployed");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);
    private static final String ROWS =
            "SELECT (i * 7) %% 10 AS x, ['a', 'b', 'c'][1 + i %% 3] AS kind, CAST(i %% 3 = 0 OR (i * 7) %% 10 > 6 AS INT)"
                    + " AS y FROM range(%d) t(i)";

    @TempDir
    Path folder;

    private final FolderDeployer deployer = new FolderDeployer();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> notices = new ArrayList<>();
    private Prepared prepared;
    private ModelVersion first;
    private ModelVersion second;

    @SuppressWarnings("NullAway.Init") // each test starts it
    private PredictionServer server;

    @BeforeEach
    void begin() throws Exception {
        prepared = new Prepared(folder);
        first = version(1, 2);
        second = version(2, 30);
    }

    private ModelVersion version(int number, int rounds) throws Exception {
        Path train = prepared.table(ROWS.formatted(300));
        ModelArtifact artifact = prepared.train(
                        Prepared.spec(
                                Task.BINARY,
                                "y",
                                Map.of("rounds", rounds, "max_depth", 4, "eta", 0.5),
                                Categories.ORDINAL,
                                2),
                        prepared.snapshot("y", train, Optional.empty()))
                .artifact();
        return staged(number, artifact, prepared.store.fetch(artifact.archive()));
    }

    private ModelVersion staged(int number, ModelArtifact artifact, Path archive) {
        Digest any = Digest.of("any");
        ModelVersion version = new ModelVersion(
                "m",
                number,
                Candidates.run(number),
                "candidate",
                artifact,
                any,
                any,
                any,
                any,
                Verdict.PASSED,
                Candidates.TIME,
                "ann");
        deployer.stage(SPEC, folder, version, archive, Optional.empty());
        return version;
    }

    private void start() {
        server = PredictionServer.start(
                new ServeSpec("127.0.0.1", 0, Optional.of("capture")),
                folder.resolve("deployed"),
                folder,
                folder.resolve("scratch"),
                CLOCK,
                event -> notices.add(((Event.Noticed) event).message()));
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    private HttpResponse<String> ask(String type, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + "/invocations"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return client.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private List<String> captured(String variant) throws IOException {
        List<String> lines = new ArrayList<>();
        Path there = folder.resolve("capture/" + variant + "/2026/03/04/05");
        if (Files.exists(there)) {
            try (Stream<Path> files = Files.list(there)) {
                for (Path file : files.toList()) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        return lines;
    }

    private float[] scores(ModelVersion version, String values) {
        return prepared.score(version.artifact(), prepared.table("SELECT * FROM (VALUES " + values + ") t(x, kind)"))
                .values();
    }

    @Test
    void shouldGiveTheScoresOfTheScorerForEachFormOfBody() throws Exception {
        deployer.activate(SPEC, folder, second);
        start();
        float[] scores = scores(second, "(3, 'a'), (8, 'b'), (NULL, 'zebra')");
        String csv = scores[0] + "\n" + scores[1] + "\n" + scores[2] + "\n";
        String json = "{\"predictions\":[{\"score\":" + scores[0] + "},{\"score\":" + scores[1] + "},{\"score\":"
                + scores[2] + "}]}";

        HttpResponse<String> answer = ask("text/csv", "3,a\n8,b\n,zebra\n");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(csv);
        assertThat(answer.headers().firstValue("x-amzn-invoked-production-variant"))
                .contains("v2");
        assertThat(ask("text/csv; charset=utf-8", "3,0\r\n8,1\r\n,zebra").body())
                .isEqualTo(csv);
        for (String body : List.of(
                "{\"instances\":[{\"features\":[3,\"a\"]},{\"features\":[8,\"b\"]},{\"features\":[null,\"zebra\"]}]}",
                "[[3,\"a\"],[8,1],[null,null]]",
                "{\"instances\":[{\"kind\":\"a\",\"x\":3},{\"x\":8,\"kind\":\"b\"},{\"kind\":\"zebra\"}]}")) {
            assertThat(ask("application/json", body).body()).as(body).isEqualTo(json);
        }
        assertThat(ask("application/json", "[[3,\"a\"]]", "Accept", "text/csv").body())
                .isEqualTo(scores[0] + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv | 3 | 400 | row 1 has 1 values, and the model takes 2: x, kind",
                "text/csv | abc,a | 400 | row 1, feature 'x': 'abc' is no number",
                "text/csv | 1e39,a | 400 | is no number that a float can hold",
                "text/csv | '' | 400 | the request has no row",
                "application/json | {nonsense | 400 | the body is no JSON",
                "application/json | [{\"z\":1}] | 400 | row 1 has 'z', and the model's features are [x, kind]",
                "text/libsvm | 1:2 | 415 | send text/csv or application/json"
            })
    void shouldSayWhatIsWrongWithARequest(String type, String body, int status, String reason) throws Exception {
        deployer.activate(SPEC, folder, second);
        start();

        HttpResponse<String> answer = ask(type, body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"message\":").contains(reason.replace("\"", "\\\""));
        assertThat(captured("v2")).isEmpty();
        assertThat(ask("text/csv", "3,a").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldAnswerAPingAndNothingElse() throws Exception {
        deployer.activate(SPEC, folder, first);
        start();
        for (Map.Entry<String, Integer> path :
                Map.of("/ping", 200, "/models", 404, "/invocations", 405).entrySet()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + path.getKey()))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(path.getValue());
        }
    }

    @Test
    void shouldGiveEachUnitItsVariantAndCaptureItThere() throws Exception {
        List<Variant> variants = List.of(Variant.of(first, 0.5), Variant.of(second, 0.5));
        deployer.split(SPEC, folder, variants);
        start();
        String test = Assignment.test("m", variants);
        Map<String, Integer> count = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            String unit = "u" + i;
            String expected = "v" + (1 + Assignment.of(test, unit, new double[] {0.5, 0.5}));
            HttpResponse<String> answer =
                    ask("text/csv", "3,a", "X-Retrain-Unit-Id", unit, "X-Amzn-SageMaker-Inference-Id", "call-" + i);
            assertThat(answer.headers().firstValue("x-amzn-invoked-production-variant"))
                    .contains(expected);
            count.merge(expected, 1, Integer::sum);
        }
        assertThat(ask("text/csv", "3,a", "X-Amzn-SageMaker-Target-Variant", "v2")
                        .body())
                .isEqualTo(scores(second, "(3, 'a')")[0] + "\n");
        assertThat(ask("text/csv", "3,a", "X-Amzn-SageMaker-Target-Variant", "v7")
                        .statusCode())
                .isEqualTo(400);

        assertThat(captured("v1")).hasSize(count.getOrDefault("v1", 0));
        assertThat(captured("v2")).hasSize(count.getOrDefault("v2", 0) + 1);
        CapturedEvent event = CapturedEvent.of(captured("v1").get(0));
        assertThat(event.variant()).contains("v1");
        assertThat(event.unit()).startsWith("u");
        assertThat(event.id(0, 1)).isEqualTo("call-" + event.unit().substring(1));
        assertThat(event.time()).isEqualTo("2026-03-04T05:06:07Z");
        assertThat(event.scores(1)).containsExactly(List.of(Float.toString(scores(first, "(3, 'a')")[0])));
        assertThat(event.features(List.of("x", "kind"), 1)).containsExactly(List.of("3", "a"));
    }

    @Test
    void shouldGiveAShadowACopyAndThrowItsAnswerAway() throws Exception {
        deployer.split(SPEC, folder, List.of(Variant.of(first, 1), Variant.shadow(second)));
        start();

        String answer =
                ask("text/csv", "3,a", "X-Amzn-SageMaker-Inference-Id", "one").body();
        server.close();

        assertThat(answer).isEqualTo(scores(first, "(3, 'a')")[0] + "\n");
        assertThat(captured("v1")).hasSize(1);
        assertThat(captured("v2")).hasSize(1);
        assertThat(CapturedEvent.of(captured("v2").get(0)).scores(1))
                .containsExactly(List.of(Float.toString(scores(second, "(3, 'a')")[0])));
        assertThat(CapturedEvent.of(captured("v2").get(0)).id(0, 1)).isEqualTo("one");
    }

    @Test
    void shouldFollowASwitchAndGoOnWhenWhatComesIsDamaged() throws Exception {
        deployer.activate(SPEC, folder, first);
        start();
        assertThat(ask("text/csv", "3,a").body()).isEqualTo(scores(first, "(3, 'a')")[0] + "\n");

        deployer.activate(SPEC, folder, second);
        Thread.sleep(120);
        assertThat(ask("text/csv", "3,a").body()).isEqualTo(scores(second, "(3, 'a')")[0] + "\n");

        Files.write(folder.resolve("deployed/versions/1/model.tar.gz"), new byte[] {1, 2, 3});
        Path link = folder.resolve("deployed/current");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("versions/1"));
        Thread.sleep(120);
        assertThat(ask("text/csv", "3,a").body()).isEqualTo(scores(second, "(3, 'a')")[0] + "\n");
        assertThat(notices).startsWith("serving v1", "serving v2");
        assertThat(notices)
                .anyMatch(n -> n.startsWith("what is deployed now cannot be served, the models before go on"));
    }

    @Test
    void shouldServeAModelInOnnx() throws Exception {
        Path packed = Files.createDirectories(folder.resolve("packed"));
        try (var in = PredictionServerTest.class.getResourceAsStream("/onnx/binary-zipmap.onnx")) {
            Files.write(
                    packed.resolve("model.onnx"),
                    java.util.Objects.requireNonNull(in).readAllBytes());
        }
        Path archive = folder.resolve("onnx.tar.gz");
        Archives.pack(packed, archive);
        List<Feature> features = Stream.of("x", "y", "n")
                .map(n -> new Feature(n, false, List.of()))
                .toList();
        ModelArtifact artifact = new ModelArtifact(
                Digest.of(archive),
                Files.size(archive),
                new ModelFormat.Onnx("model.onnx"),
                Task.BINARY,
                features,
                List.of());
        deployer.activate(SPEC, folder, staged(3, artifact, archive));
        start();
        float[] scores = new OnnxScorer()
                .score(
                        artifact,
                        archive,
                        prepared.table("SELECT 0.5 AS x, -1.0 AS y, 3.0 AS n"),
                        folder.resolve("onnx-scratch"),
                        Prepared.SILENT)
                .values();

        assertThat(ask("text/csv", "0.5,-1,3").body()).isEqualTo(scores[0] + "\n");
    }

    @Test
    void shouldSayWhatToDoWhenNothingIsDeployedOrThePortIsTaken() {
        Path empty = folder.resolve("empty");
        assertThatThrownBy(() -> PredictionServer.start(
                        new ServeSpec("127.0.0.1", 0, Optional.empty()),
                        empty,
                        folder,
                        folder.resolve("scratch"),
                        CLOCK,
                        event -> {}))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("holds no model that is served");
        deployer.activate(SPEC, folder, first);
        start();
        int port = URI.create(server.address()).getPort();
        assertThatThrownBy(() -> PredictionServer.start(
                        new ServeSpec("127.0.0.1", port, Optional.empty()),
                        folder.resolve("deployed"),
                        folder,
                        folder.resolve("scratch"),
                        CLOCK,
                        event -> {}))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cannot listen at 127.0.0.1:" + port);
    }
}
