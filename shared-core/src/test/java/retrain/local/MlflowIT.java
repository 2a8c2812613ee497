package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.BackendFailure;
import retrain.report.Tracked;
import retrain.report.TrackedRun;
import retrain.report.Tracker;

/** What we tell, the real MLflow's client reads back: from its server, and from a folder. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlflowIT {
    private static final MlflowApi.Limits LIMITS =
            new MlflowApi.Limits(Duration.ofSeconds(60), Duration.ofMillis(1), Duration.ofSeconds(1));

    private Path temp = Path.of("");
    private @Nullable Mlflow server;
    private TrackedRun run;

    @BeforeAll
    void startServer(@TempDir Path folder) throws Exception {
        temp = folder;
        server = Mlflow.start(Python.mlflow(), folder);
    }

    @AfterAll
    void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeRun() throws IOException {
        Path report = Files.writeString(temp.resolve("report.html"), "<html>");
        Path archive = Files.writeString(temp.resolve("archive"), "archive");
        run = Tracked.run(report, archive);
    }

    @Test
    void shouldTellAServerWhatItsClientReadsBack() throws Exception {
        tell(api(uri()));
        tell(api(uri())); // and nothing is there twice

        Map<?, ?> read =
                map(server().read(uri().toString(), List.of(run.model())).get(run.model()));

        check(read, "1");
    }

    @Test
    void shouldWriteAFolderThatTheClientReads() throws Exception {
        Path folder = temp.resolve("mlruns");
        tell(new MlflowFolder(folder));
        tell(new MlflowFolder(folder));

        Map<?, ?> read =
                map(server().read(folder.toString(), List.of(run.model())).get(run.model()));

        check(read, "4");
    }

    /** A proxy lets so many calls through; at the next one the caller dies, before the server got it or before it got the answer. */
    @Test
    void shouldTellARunOnceWhateverItWasKilledAt() throws Exception {
        Map<String, String> killed = new LinkedHashMap<>();
        boolean told = false;
        for (int call = 1; !told; call += 2) {
            boolean reached = killed.size() % 2 == 1;
            TrackedRun other = Tracked.small(Tracked.renamed(run, "killed-" + call, "run-" + call));
            try (Proxy proxy = new Proxy(uri(), call, reached)) {
                told = isTold(other, proxy.uri());
            }
            if (!told) {
                tell(other, api(uri()));
                killed.put(other.model(), other.run());
            }
        }
        assertThat(killed).hasSizeGreaterThan(10);

        Map<String, @Nullable Object> read = server().read(uri().toString(), new ArrayList<>(killed.keySet()));

        Object whole = null;
        for (Map.Entry<String, String> one : killed.entrySet()) {
            Object content = content(map(read.get(one.getKey())), one.getValue());
            whole = whole == null ? content : whole;
            assertThat(content).as(one.getKey()).isEqualTo(whole);
            assertThat(list(map(read.get(one.getKey())), "runs")).hasSize(2);
            assertThat(list(map(read.get(one.getKey())), "versions")).hasSize(1);
        }
    }

    private boolean isTold(TrackedRun other, URI address) {
        try {
            tell(other, api(address));
            return true;
        } catch (BackendFailure e) {
            assertThat(e).hasMessageContaining("MLflow's server");
            return false;
        }
    }

    @Test
    void shouldSayThatTheExperimentWasDeleted() throws Exception {
        TrackedRun other = Tracked.renamed(run, "deleted", "run-deleted");
        tell(other, api(uri()));
        HttpClient client = HttpClient.newHttpClient();
        String found = client.send(
                        HttpRequest.newBuilder(uri().resolve(
                                                "/api/2.0/mlflow/experiments/get-by-name?experiment_name=deleted"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        String id = ForeignJson.text(map(ForeignJson.object(found).get("experiment")), "experiment_id");
        client.send(
                HttpRequest.newBuilder(uri().resolve("/api/2.0/mlflow/experiments/delete"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"experiment_id\": \"" + id + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());

        assertThatThrownBy(() -> tell(other, api(uri())))
                .hasMessageContaining("'deleted', but deleted")
                .hasMessageContaining("mlflow experiments restore -x " + id);
    }

    private Mlflow server() {
        return Objects.requireNonNull(server);
    }

    private URI uri() {
        return server().uri;
    }

    private static Tracker api(URI uri) {
        return new MlflowServer(new MlflowApi(uri, Map.of(), LIMITS));
    }

    private void tell(Tracker tracker) {
        tell(run, tracker);
    }

    private static void tell(TrackedRun run, Tracker tracker) {
        tracker.log(run);
        tracker.alias(run.model(), Map.of("champion", 4, "challenger", 99));
    }

    private void check(Map<?, ?> read, String version) {
        List<?> runs = list(read, "runs");
        assertThat(runs).hasSize(4);
        Map<?, ?> told = map(runs.get(0));
        assertThat(told.get("name")).isEqualTo(run.run());
        assertThat(told.get("status")).isEqualTo("FINISHED");
        assertThat(told.get("start")).isEqualTo(Long.toString(run.start().toEpochMilli()));
        assertThat(told.get("end")).isEqualTo(Long.toString(run.end().toEpochMilli()));
        assertThat(told.get("params")).isEqualTo(MlflowText.parameters(run.parameters()));
        assertThat(map(told.get("tags")))
                .containsAllEntriesOf(cast(MlflowText.tags(run)))
                .containsEntry(cast("retrain.outcome"), cast("PROMOTED"))
                .containsEntry(cast("mlflow.user"), cast("ci"));
        assertThat(metrics(told)).isEqualTo(expectedMetrics(run.metrics())).containsKeys("auc", "champion.auc");
        assertThat(list(told, "inputs"))
                .hasSize(3)
                .allSatisfy(i -> assertThat(((List<?>) i).get(1)).isEqualTo(run.model()))
                .anySatisfy(i -> assertThat(((List<?>) i).get(0)).isEqualTo("evaluation"));
        assertThat(map(told.get("artifacts")))
                .isEqualTo(Map.of("report.html", "<html>", "notes/a b.txt", "<html>", "model/model.tar.gz", "archive"));
        for (TrackedRun.Trial trial : run.trials()) {
            Map<?, ?> child = map(runs.get(trial.number()));
            assertThat(child.get("name")).isEqualTo("trial " + trial.number());
            assertThat(child.get("status")).isEqualTo(trial.failed() ? "FAILED" : "FINISHED");
            assertThat(child.get("params")).isEqualTo(trial.parameters());
            assertThat(map(child.get("tags")).get("mlflow.parentRunId")).isEqualTo(told.get("id"));
            assertThat(metrics(child)).isEqualTo(expectedMetrics(trial.metrics()));
        }
        Map<?, ?> registered = map(list(read, "versions").get(0));
        assertThat(list(read, "versions")).hasSize(1);
        assertThat(registered.get("version")).isEqualTo(version);
        assertThat(registered.get("run")).isEqualTo(told.get("id"));
        assertThat(map(registered.get("tags")).get("retrain.version")).isEqualTo("4");
        assertThat(String.valueOf(registered.get("source")))
                .contains(String.valueOf(told.get("id")), "/artifacts/model");
        assertThat(read.get("aliases")).isEqualTo(Map.of("champion", version));
    }

    private static Map<String, List<List<Double>>> metrics(Map<?, ?> told) {
        Map<String, List<List<Double>>> metrics = new TreeMap<>();
        map(told.get("metrics")).forEach((name, points) -> {
            for (Object point : (List<?>) Objects.requireNonNull(points)) {
                List<?> pair = (List<?>) point;
                metrics.computeIfAbsent(name.toString(), n -> new ArrayList<>())
                        .add(List.of(
                                Double.valueOf(pair.get(0).toString()),
                                Double.valueOf(pair.get(1).toString())));
            }
        });
        return metrics;
    }

    private static Map<String, List<List<Double>>> expectedMetrics(List<TrackedRun.Point> points) {
        Map<String, List<List<Double>>> metrics = new TreeMap<>();
        for (TrackedRun.Point point : points) {
            metrics.computeIfAbsent(MlflowText.name(point.metric()), n -> new ArrayList<>())
                    .add(List.of((double) point.step(), point.value()));
        }
        return metrics;
    }

    /** {@return all that is told but the ids and names of this run} */
    private static Object content(Map<?, ?> experiment, String run) {
        List<Object> runs = new ArrayList<>();
        for (Object one : list(experiment, "runs")) {
            Map<Object, Object> content = new HashMap<>(map(one));
            content.keySet().removeAll(Set.of("id", "name", "inputs"));
            Map<Object, Object> tags = new HashMap<>(map(content.get("tags")));
            tags.keySet().removeIf(k -> k.equals("mlflow.parentRunId"));
            tags.replaceAll((k, v) -> v.toString().replace(run, "RUN"));
            content.put("tags", tags);
            runs.add(content);
        }
        return List.of(runs, Objects.requireNonNull(experiment.get("aliases")));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static List<?> list(Map<?, ?> of, String key) {
        return (List<?>) Objects.requireNonNull(of.get(key));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T> T cast(Object value) {
        return (T) value;
    }

    /** Hands calls on to the server, so many of them. */
    private static final class Proxy implements AutoCloseable {
        private final HttpServer listener;
        private final AtomicInteger left;
        private final HttpClient client = HttpClient.newHttpClient();

        Proxy(URI server, int calls, boolean reached) throws IOException {
            left = new AtomicInteger(calls);
            listener =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
            listener.setExecutor(Executors.newCachedThreadPool(r -> {
                Thread thread = new Thread(r);
                thread.setDaemon(true);
                return thread;
            }));
            listener.createContext("/", exchange -> {
                int after = left.decrementAndGet();
                try (exchange) {
                    if (after > 0 || (after == 0 && reached)) {
                        hand(exchange, server, after > 0);
                    }
                }
            });
            listener.start();
        }

        private void hand(HttpExchange exchange, URI server, boolean answered) throws IOException {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(server + exchange.getRequestURI().toString()))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()));
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            if (type != null) {
                request.header("Content-Type", type);
            }
            try {
                HttpResponse<byte[]> reply = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                if (answered) {
                    exchange.sendResponseHeaders(
                            reply.statusCode(), reply.body().length == 0 ? -1 : reply.body().length);
                    exchange.getResponseBody().write(reply.body());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + listener.getAddress().getPort());
        }

        @Override
        public void close() {
            listener.stop(0);
        }
    }
}
