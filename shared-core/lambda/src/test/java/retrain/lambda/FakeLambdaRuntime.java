package retrain.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A function as Lambda runs it: a JVM of its own with nothing but the runtime interface client, which finds the function's code in its folder and
 * asks for events by HTTP.
 */
final class FakeLambdaRuntime implements AutoCloseable {
    private static final String API = "/2018-06-01/runtime/";

    /** As Lambda's own runtime starts Java. */
    private static final List<String> FLAGS = List.of(
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Djava.net.preferIPv4Stack=true");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> events = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Reply> replies = new ArrayBlockingQueue<>(1);
    private final Process process;
    private final Path log;
    private int number;

    /** @param error the type of the error; empty if it answered */
    record Reply(Optional<String> error, String body) {}

    private FakeLambdaRuntime(String handler, Path code, Map<String, String> variables) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(API, this::handle);
        server.start();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(FLAGS);
        command.addAll(
                List.of("-cp", runtime(), "com.amazonaws.services.lambda.runtime.api.client.AWSLambda", handler));
        log = code.resolve("../" + handler + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(code.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("RETRAIN_"));
        builder.environment().putAll(variables);
        builder.environment()
                .putAll(Map.of(
                        "AWS_LAMBDA_RUNTIME_API",
                        "127.0.0.1:" + server.getAddress().getPort(),
                        "LAMBDA_TASK_ROOT",
                        code.toString(),
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "retrain",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "1024",
                        "_HANDLER",
                        handler));
        process = builder.start();
    }

    /** @param code the folder with what the function's zip holds: {@code lib} and {@code spec} */
    static FakeLambdaRuntime start(String handler, Path code, Map<String, String> variables) throws IOException {
        return new FakeLambdaRuntime(handler, code, variables);
    }

    /** {@return the jars of the runtime interface client} */
    private static String runtime() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Path.of(entry)
                        .getFileName()
                        .toString()
                        .matches("(aws-lambda-java|utils-lite|annotations-2).*\\.jar"))
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(API.length());
        try (exchange) {
            if (path.equals("invocation/next")) {
                next(exchange);
                return;
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean failed = path.endsWith("error");
            replies.add(new Reply(
                    failed
                            ? Optional.of(exchange.getRequestHeaders().getFirst("Lambda-Runtime-Function-Error-Type"))
                            : Optional.empty(),
                    body));
            exchange.sendResponseHeaders(202, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void next(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] event = events.take().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", "request-" + ++number);
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Deadline-Ms", String.valueOf(System.currentTimeMillis() + 300_000));
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:retrain");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, event.length);
        exchange.getResponseBody().write(event);
    }

    /** {@return what the function says to an event} */
    Reply call(String event) throws InterruptedException {
        events.put(event);
        while (true) {
            Reply reply = replies.poll(100, TimeUnit.MILLISECONDS);
            if (reply != null) {
                return reply;
            }
            if (!process.isAlive()) {
                throw new AssertionError("the function is gone:\n" + log());
            }
        }
    }

    /** {@return what the function has written} */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the time of the processor that the process has had} */
    Duration processor() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** {@return the most memory that the process has had, in MB; -1 where that is not told} */
    long megabytes() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                        .findFirst()
                        .orElse(-1)
                : -1;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        server.stop(0);
        threads.shutdownNow();
    }
}
