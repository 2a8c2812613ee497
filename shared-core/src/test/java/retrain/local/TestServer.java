package retrain.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A model's server, as a user would write one, that does well or badly as its first argument says. The score of a row is its first field. */
final class TestServer {
    private static final AtomicInteger REQUESTS = new AtomicInteger();

    private TestServer() {}

    static List<String> command(String mode) {
        return List.of(
                "java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                TestTraining.classes(),
                "retrain.local.TestServer",
                mode);
    }

    public static void main(String[] arguments) throws Exception {
        String mode = arguments[0];
        if (mode.equals("ends")) {
            System.err.println("cannot import the model");
            System.exit(1);
        }
        if (mode.equals("never-listens")) {
            new CountDownLatch(1).await();
        }
        int port = mode.equals("port-argument")
                ? Integer.parseInt(arguments[1])
                : Integer.parseInt(System.getenv("SAGEMAKER_BIND_TO_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        // A request that hangs must not keep the others waiting.
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/ping", e -> ping(e, mode));
        server.createContext("/invocations", e -> invocation(e, mode));
        server.start();
        System.out.println("process " + ProcessHandle.current().pid());
    }

    /** A server that is never ready gives up at last, so that nobody has to wait for its time to run out. */
    private static void ping(HttpExchange exchange, String mode) throws IOException {
        if (mode.equals("never-ready") && REQUESTS.incrementAndGet() > 3) {
            Runtime.getRuntime().halt(1);
        }
        answer(exchange, mode.equals("never-ready") ? 500 : 200, "");
    }

    private static void invocation(HttpExchange exchange, String mode) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int request = REQUESTS.incrementAndGet();
        List<String> rows = body.lines().toList();
        String scores = rows.stream().map(TestServer::score).collect(Collectors.joining("\n"));
        switch (mode) {
            case "well", "port-argument", "quoted" -> answer(exchange, 200, scores + "\n");
            case "record" -> {
                Path folder = Path.of(System.getenv("SM_MODEL_DIR"));
                Files.writeString(folder.resolve("request-" + request + ".csv"), body);
                String type = exchange.getRequestHeaders().getFirst("Content-Type");
                Files.writeString(
                        folder.resolve("type"),
                        type + " " + exchange.getRequestHeaders().getFirst("Accept"));
                answer(exchange, 200, scores);
            }
            case "one-line" -> answer(exchange, 200, scores.replace('\n', ','));
            case "pairs" ->
                answer(
                        exchange,
                        200,
                        rows.stream()
                                .map(r -> (1 - Double.parseDouble(score(r))) + "," + score(r))
                                .collect(Collectors.joining("\r\n")));
            case "thirds" ->
                answer(
                        exchange,
                        200,
                        rows.stream()
                                .map(r -> score(r) + ",0," + (1 - Double.parseDouble(score(r))))
                                .collect(Collectors.joining("\n")));
            case "one-row-less" -> answer(exchange, 200, scores.substring(scores.indexOf('\n') + 1));
            case "one-row-more" -> answer(exchange, 200, "score\n" + scores);
            case "json" ->
                answer(exchange, 200, rows.stream().map(r -> "{\"p\": 1}").collect(Collectors.joining("\n")));
            case "not-a-number" ->
                answer(exchange, 200, rows.stream().map(r -> "NaN").collect(Collectors.joining("\n")));
            case "margins" ->
                answer(exchange, 200, rows.stream().map(r -> "-2.5").collect(Collectors.joining("\n")));
            case "empty" -> answer(exchange, 200, "");
            case "refuses" -> answer(exchange, 500, "KeyError: 'colour' is not \u001B[31ma column");
            case "busy-once" -> answer(exchange, request == 1 ? 503 : 200, scores);
            case "always-busy" -> answer(exchange, 503, "later");
            case "dies" -> Runtime.getRuntime().halt(1);
            case "slow" -> {
                // The head comes at once, the body never.
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write('0');
                exchange.getResponseBody().flush();
            }
            case "endless" -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] block = new byte[1 << 20];
                for (int i = 0; i < 80; i++) {
                    exchange.getResponseBody().write(block);
                }
                exchange.close();
            }
            default -> throw new IllegalArgumentException(mode);
        }
    }

    private static String score(String row) {
        String first = row.split(",", -1)[0];
        return first.isEmpty() || first.equals("\"\"") ? "0.5" : first;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/csv");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
