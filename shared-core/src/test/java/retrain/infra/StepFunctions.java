package retrain.infra;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Step Functions as an interpreter of others executes it; what the tasks do is asked of the test. Other modules test by it, too. */
public final class StepFunctions implements AutoCloseable {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private final HttpServer server;
    private final Process process;
    private final PrintStream in;
    private final BufferedReader out;
    private volatile Function<Call, Map<String, Object>> services = call -> Map.of();
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());

    /**
     * A task that is to be done.
     *
     * @param began when its execution began, as the context object tells it
     * @param retry how often it failed before
     */
    public record Call(
            String execution,
            String began,
            String state,
            String resource,
            int retry,
            String token,
            JsonNode arguments) {}

    /** What became of an execution. */
    public record Execution(
            String status,
            JsonNode output,
            String error,
            String cause,
            List<String> states,
            List<Call> calls,
            JsonNode raw) {
        public List<Call> calls(String state) {
            return calls.stream().filter(c -> c.state().equals(state)).toList();
        }
    }

    private StepFunctions(HttpServer server, Process process) {
        this.server = server;
        this.process = process;
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    static StepFunctions start() throws IOException {
        return start(Path.of("src/test/python/state_machine.py"));
    }

    /** Starts the interpreter; without one the tests are skipped, and the build says so once a test run. */
    public static StepFunctions start(Path script) throws IOException {
        String python = System.getProperty("retrain.asl", "");
        if (python.isEmpty() && SAID.compareAndSet(false, true)) {
            System.out.println("Skipped: executions of the state machine; name a Python with"
                    + " shared-core/src/test/python/requirements-asl.txt by -Dretrain.asl=<.../bin/python>");
        }
        assumeTrue(!python.isEmpty(), "no interpreter of the Amazon States Language");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(StepFunctions::daemon));
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        Process process = new ProcessBuilder(python, script.toString(), address)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        StepFunctions started = new StepFunctions(server, process);
        server.createContext("/", started::answer);
        server.start();
        return started;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "step-functions");
        thread.setDaemon(true);
        return thread;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode asked = JSON.readTree(exchange.getRequestBody());
            Call call = new Call(
                    asked.path("execution").asText(),
                    asked.path("began").asText(),
                    asked.path("state").asText(),
                    asked.path("resource").asText(),
                    asked.path("retry").asInt(),
                    asked.path("token").asText(),
                    asked.path("arguments"));
            calls.add(call);
            byte[] answer = JSON.writeValueAsBytes(services.apply(call));
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (RuntimeException e) {
            e.printStackTrace();
            throw e;
        }
    }

    /**
     * Executes a state machine to its end.
     *
     * @param with {@code output}, or {@code error} and {@code cause}, of each task; with a token also {@code callback}, with the same keys
     */
    Execution execute(
            String definition, String name, Map<String, Object> input, Function<Call, Map<String, Object>> with) {
        return execute(name + "-machine", definition, name, input, with);
    }

    /**
     * Executes a state machine of a name to its end; as above.
     *
     * @param input maps, lists, texts, or a node of JSON
     */
    public Execution execute(
            String machine, String definition, String name, Object input, Function<Call, Map<String, Object>> with) {
        calls.clear();
        services = with;
        return execution(done(Map.of("machine", machine, "definition", definition, "name", name, "input", input)));
    }

    /** Forgets all state machines and executions: names are free again. */
    public void forget() {
        done(Map.of());
    }

    private JsonNode done(Map<String, Object> what) {
        try {
            in.println(JSON.writeValueAsString(what));
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("the interpreter ended");
            }
            JsonNode done = JSON.readTree(line);
            if (done.has("broken")) {
                throw new IllegalStateException(done.path("broken").asText());
            }
            return done;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Execution execution(JsonNode ended) {
        List<String> states = new ArrayList<>();
        ended.path("states").forEach(s -> states.add(s.asText()));
        return new Execution(
                ended.path("status").asText(),
                ended.path("output"),
                ended.path("error").asText(),
                ended.path("cause").asText(),
                states,
                List.copyOf(calls),
                ended);
    }

    @Override
    public void close() {
        server.stop(0);
        in.close();
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
