package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import retrain.problem.BackendFailure;

/** What a server can do to a caller, on a real socket. */
class MlflowServerTest {
    private static final String FOUND = "{\"model_versions\":[{\"name\":\"m\",\"version\":\"3\"}]}";
    private static final MlflowApi.Limits QUICK =
            new MlflowApi.Limits(Duration.ofMillis(700), Duration.ofMillis(1), Duration.ofMillis(20));

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    /** What one request gets. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestURI().getPath());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            Answer answer = answers.size() > 1 ? answers.remove(0) : answers.get(0);
            answer.to(exchange);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void shouldTryAgainAfterAnError() {
        answer(status(500, "oops"), status(503, "{}"), status(200, FOUND), status(200, "{}"));

        alias(Map.of());

        assertThat(asked).hasSize(4).last().isEqualTo("/api/2.0/mlflow/registered-models/alias");
    }

    @Test
    void shouldWaitAsLongAsItIsAskedTo() {
        Answer busy = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "3600");
            status(429, "").to(exchange);
        };
        answer(busy, status(200, FOUND), status(200, "{}"));

        alias(Map.of());

        assertThat(asked).hasSize(3); // and not an hour later: there is a longest pause
    }

    @Test
    void shouldGiveUpInTheEnd() {
        answer(status(500, "Internal \u001b[31merror"));

        assertThatThrownBy(() -> alias(Map.of()))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("model-versions/search was answered with HTTP status 500: Internal")
                .hasMessageContaining("TRACKER_FAILED")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
        assertThat(asked).hasSize(4);
    }

    @Test
    void shouldNotWaitForABodyThatNeverEnds() {
        answer(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        });

        assertThatThrownBy(() -> alias(Map.of())).hasMessageContaining("was not answered within");
        assertThat(asked).hasSize(1);
    }

    @Test
    void shouldSayThatThisIsNotMlflow() {
        answer(status(200, "<html>Welcome"));

        assertThatThrownBy(() -> alias(Map.of()))
                .hasMessageContaining("and no JSON: <html>Welcome")
                .hasMessageContaining("Name MLflow's tracking server");
    }

    @Test
    void shouldSayThatThereIsNoServer() {
        stop();

        assertThatThrownBy(() -> alias(Map.of()))
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("Start it, or correct history.mlflow");
    }

    @Test
    void shouldFollowNoRedirectWithAPassword() {
        answer(exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            status(302, "{}").to(exchange);
        });

        assertThatThrownBy(() -> alias(Map.of("MLFLOW_TRACKING_TOKEN", "t"))).hasMessageContaining("status 302");
        assertThat(asked).doesNotContain("/elsewhere");
    }

    @Test
    void shouldTakeNameAndPasswordFromTheEnvironmentAndNeverTellThem() {
        answer(status(401, "You are not authenticated"));

        assertThatThrownBy(() -> alias(Map.of("MLFLOW_TRACKING_USERNAME", "ann", "MLFLOW_TRACKING_PASSWORD", "secret")))
                .hasMessageContaining("Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("secret", "YW5uOnNlY3JldA"));
        assertThat(authorizations).containsExactly("Basic YW5uOnNlY3JldA==");
    }

    @Test
    void shouldTakeATokenFromTheEnvironment() {
        answer(status(200, "{}"));

        alias(Map.of("MLFLOW_TRACKING_TOKEN", "abc"));

        assertThat(authorizations).containsExactly("Bearer abc");
    }

    private void answer(Answer... all) {
        answers.addAll(List.of(all));
    }

    private void alias(Map<String, String> environment) {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        new MlflowServer(new MlflowApi(uri, environment, QUICK)).alias("m", Map.of("champion", 7));
    }

    private static Answer status(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        };
    }
}
