package retrain.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.evaluate.Scorer.Scores;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.local.CaptureLog.Captured;
import retrain.local.ServedSet.Loaded;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.promote.PredictionService;
import retrain.spec.ServeSpec;

/**
 * A small server that speaks as a container of SageMaker does, {@code GET /ping} and {@code POST /invocations}, and takes and gives the
 * headers of its
 * runtime. docs/serve.md describes it.
 */
final class PredictionServer implements PredictionService {
    /** Names the unit that is assigned to a variant. */
    static final String UNIT = "X-Retrain-Unit-Id";

    static final String INFERENCE = "X-Amzn-SageMaker-Inference-Id";
    static final String ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes";
    static final String TARGET = "X-Amzn-SageMaker-Target-Variant";
    static final String INVOKED = "x-Amzn-Invoked-Production-Variant";

    /** What SageMaker takes in one request. */
    private static final int LONGEST_BODY = 25 << 20;

    private static final String CSV = "text/csv; charset=utf-8";
    private static final String JSON = "application/json";
    private static final int STOP_SECONDS = 2;
    private static final int TOO_LARGE = 413;

    private final HttpServer server;
    private final ExecutorService workers;
    private final ServedDeployment deployment;
    private final Optional<CaptureLog> capture;
    private final Clock clock;
    private final Observer observer;
    private final AtomicLong answered = new AtomicLong();
    private volatile String lost = "";

    private PredictionServer(
            HttpServer server,
            ServedDeployment deployment,
            Optional<CaptureLog> capture,
            Clock clock,
            Observer observer) {
        this.server = server;
        this.deployment = deployment;
        this.capture = capture;
        this.clock = clock;
        this.observer = observer;
        this.workers = Executors.newFixedThreadPool(
                Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Starts a server.
     *
     * @param folder of the deployment
     * @param base what the folder of the capture is relative to
     * @param scratch a folder to unpack models to
     */
    static PredictionServer start(
            ServeSpec spec, Path folder, Path base, Path scratch, Clock clock, Observer observer) {
        // Else the kernel holds the end of each answer back until the client has confirmed its beginning: 40 ms.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        HttpServer server = bound(spec);
        try {
            PredictionServer started = new PredictionServer(
                    server,
                    ServedDeployment.open(folder, scratch, observer),
                    spec.capture().map(c -> new CaptureLog(base.resolve(c))),
                    clock,
                    observer);
            server.setExecutor(started.workers);
            server.createContext("/ping", started::ping);
            server.createContext("/invocations", started::invocations);
            server.createContext(
                    "/", exchange -> started.refuse(exchange, 404, "only /ping and /invocations are here"));
            server.start();
            return started;
        } catch (RuntimeException e) {
            server.stop(0);
            throw e;
        }
    }

    private static HttpServer bound(ServeSpec spec) {
        try {
            return HttpServer.create(new InetSocketAddress(spec.host(), spec.port()), 0);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInput(
                    Code.CONFLICT,
                    "promote.serve",
                    "cannot listen at " + spec.host() + ":" + spec.port() + " (" + e.getMessage() + ")",
                    "End what listens there, or name another 'port', or 0 for one that is free");
        }
    }

    @Override
    public String address() {
        InetSocketAddress at = server.getAddress();
        return "http://" + at.getHostString() + ":" + at.getPort();
    }

    @Override
    public long answered() {
        return answered.get();
    }

    private void ping(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** A request for predictions, as it was read. */
    private record Asked(
            Instant at,
            String eventId,
            Optional<String> inferenceId,
            Optional<String> attributes,
            Optional<String> target,
            String unit,
            String type,
            boolean json,
            String body) {
        Captured answered(String output) {
            return new Captured(at, eventId, inferenceId, attributes, unit, type, body, json ? JSON : CSV, output);
        }
    }

    private void invocations(HttpExchange exchange) throws IOException {
        try {
            Asked asked = asked(exchange);
            deployment.with(set -> {
                answer(exchange, set, asked);
                return asked;
            });
        } catch (BadRequest e) {
            refuse(exchange, e.status(), e.reason());
        } catch (RetrainException e) {
            refuse(exchange, 500, e.problems().get(0).line());
        } catch (RuntimeException e) {
            refuse(exchange, 500, "the server has a bug: " + e);
            throw e;
        } finally {
            exchange.close();
        }
    }

    private Asked asked(HttpExchange exchange) throws IOException, BadRequest {
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new BadRequest(405, "predictions are asked for by POST");
        }
        byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        if (bytes.length > LONGEST_BODY) {
            throw new BadRequest(
                    TOO_LARGE, "the body is longer than " + LONGEST_BODY + " bytes; send fewer rows at once");
        }
        Headers headers = exchange.getRequestHeaders();
        String eventId = UUID.randomUUID().toString();
        Optional<String> inferenceId = header(headers, INFERENCE);
        String type = header(headers, "Content-Type").orElse("text/csv");
        String accept = header(headers, "Accept").orElse("*/*");
        boolean json = accept.contains(JSON) || (accept.contains("*/*") && RequestRows.isJson(type));
        return new Asked(
                clock.instant(),
                eventId,
                inferenceId,
                header(headers, ATTRIBUTES),
                header(headers, TARGET),
                header(headers, UNIT).or(() -> inferenceId).orElse(eventId),
                type,
                json,
                text(bytes));
    }

    private static Optional<String> header(Headers headers, String name) {
        @Nullable String value = headers.getFirst(name);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    private static String text(byte[] bytes) throws BadRequest {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequest("the body is not in UTF-8");
        }
    }

    private void answer(HttpExchange exchange, ServedSet set, Asked asked) throws BadRequest {
        Loaded chosen = asked.target().isEmpty()
                ? set.of(asked.unit())
                : set.named(asked.target().get())
                        .orElseThrow(() -> new BadRequest(
                                "there is no variant '" + asked.target().get() + "' that answers"));
        String output = output(chosen, asked);
        // What was captured before the answer is sent is on disk when the caller knows the answer.
        captured(chosen, asked, output);
        exchange.getResponseHeaders().set(INVOKED, chosen.variant().name());
        send(exchange, 200, asked.json() ? JSON : CSV, output);
        answered.incrementAndGet();
        for (Loaded shadow : set.shadows()) {
            shadow(shadow, asked);
        }
    }

    private static String output(Loaded variant, Asked asked) throws BadRequest {
        RequestRows rows =
                RequestRows.of(asked.type(), asked.body(), variant.model().features());
        return text(variant.model().score(rows), asked.json());
    }

    /** The caller has its answer already. */
    private void shadow(Loaded shadow, Asked asked) {
        try {
            captured(shadow, asked, output(shadow, asked));
        } catch (BadRequest e) {
            tell("the shadow " + shadow.variant().name() + " cannot answer: " + e.reason());
        } catch (RetrainException e) {
            tell("the shadow " + shadow.variant().name() + " failed: " + e.getMessage());
        }
    }

    private void captured(Loaded variant, Asked asked, String output) {
        if (capture.isEmpty()) {
            return;
        }
        try {
            capture.get().write(variant.variant().name(), asked.answered(output));
        } catch (IOException e) {
            tell("requests are answered and not captured: " + e);
        }
    }

    /** Once, not at every request. */
    private void tell(String what) {
        if (!what.equals(lost)) {
            lost = what;
            observer.on(new Event.Noticed(what));
        }
    }

    private static String text(Scores scores, boolean json) {
        int width = scores.width();
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < scores.rows(); row++) {
            List<String> values = new ArrayList<>();
            for (int k = 0; k < width; k++) {
                values.add(Float.toString(scores.values()[row * width + k]));
            }
            String all = String.join(",", values);
            rows.add(json ? "{\"score\":" + (width == 1 ? all : "[" + all + "]") + "}" : all);
        }
        return json
                ? rows.stream().collect(Collectors.joining(",", "{\"predictions\":[", "]}"))
                : String.join("\n", rows) + "\n";
    }

    private void refuse(HttpExchange exchange, int status, String reason) {
        send(exchange, status, JSON, ForeignJson.write(Map.of("message", reason)));
    }

    private void send(HttpExchange exchange, int status, String type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        try {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            tell("a caller was gone before its answer: " + e.getMessage());
        } finally {
            exchange.close();
        }
    }

    @Override
    public void close() {
        // An interrupt asked for the end; files cannot be written by a thread that is interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            // Waits for the requests that are being answered; those that come now are refused.
            deployment.close();
            server.stop(0);
            workers.shutdown();
            if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void end() {
        try {
            if (capture.isPresent()) {
                capture.get().close();
            }
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            "promote.serve.capture",
                            "cannot be written to its end (" + e + ")",
                            "Free space or grant access there"),
                    e);
        }
    }
}
