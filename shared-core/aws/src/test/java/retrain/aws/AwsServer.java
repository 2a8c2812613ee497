package retrain.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * A stand-in for AWS on the loopback: one address for all services. S3 is {@link FakeS3}; other services are made of handlers, a call each,
 * in the fakes that use this server. Each call can be made to fail, before or after it has worked. This process's SDK is configured to use
 * it until it is closed.
 */
public final class AwsServer implements AutoCloseable {
    private static final List<String> PROPERTIES =
            List.of("aws.endpointUrl", "aws.region", "aws.accessKeyId", "aws.secretAccessKey", "aws.maxAttempts");

    private static final Pattern SIGNER = Pattern.compile("Credential=([^/]+)/\\d+/([^/]+)/");

    static {
        // Else the second packet of each answer waits 40 ms for the receipt of the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    public final FakeS3 s3 = new FakeS3();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Handler> targets = new ConcurrentHashMap<>();
    private final Map<String, QueryHandler> queries = new ConcurrentHashMap<>();
    private final Map<Pattern, RestHandler> rests = new LinkedHashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Semaphore hanging = new Semaphore(0);
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Function<Call, Fault> faults = call -> Fault.NONE;

    /** How a call fails. */
    public enum Fault {
        NONE,
        /** 400 ThrottlingException, or 503 SlowDown of S3: nothing was done. */
        THROTTLED,
        /** 500 before anything was done. */
        ERROR_BEFORE,
        /** 500 although it was done. */
        ERROR_AFTER,
        /** The connection ends before anything was done. */
        RESET_BEFORE,
        /** The connection ends although it was done. */
        RESET_AFTER,
        /** Nothing is ever answered, nor done. */
        HANG_BEFORE,
        /** Nothing is ever answered, although it was done. */
        HANG_AFTER,
        /** The credentials have expired. */
        EXPIRED,
        /** The policy does not allow it. */
        DENIED;

        /** {@return how a call fails at once: all but those that are never answered, for which a client waits a minute} */
        static List<Fault> atOnce() {
            return Stream.of(values())
                    .filter(f -> f != NONE && f != HANG_BEFORE && f != HANG_AFTER)
                    .toList();
        }
    }

    /**
     * A call that arrived: {@code SageMaker.CreateTrainingJob} with its JSON, {@code S3 PUT bucket/key}, {@code Query PutMetricData}.
     *
     * @param signer whose signature it has, and for which region: {@code AKIA…/eu-west-1}; empty without one
     */
    public record Call(int number, String name, String body, String signer) {
        public JsonNode json() {
            return JsonNode.parser().parse(body);
        }
    }

    /** What a call of a JSON protocol does: maps, lists, texts, numbers, booleans; throws {@link Refused}. */
    public interface Handler {
        Object answer(JsonNode request);
    }

    /** What a call of the query protocol does: it gives the XML within {@code <ActionResult>}. */
    interface QueryHandler {
        String answer(Map<String, String> form);
    }

    /** What a request with a path of its own does. */
    interface RestHandler {
        Reply answer(Matcher path, String query, Map<String, String> headers, byte[] body);
    }

    @SuppressWarnings("ArrayRecordComponent") // not compared
    record Reply(int status, String type, byte[] body, Map<String, String> headers) {
        static Reply json(int status, Object value) {
            return new Reply(status, "application/json", text(value).getBytes(StandardCharsets.UTF_8), Map.of());
        }
    }

    /** What a service refuses: {@code ResourceInUse}, {@code ValidationException} … */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final int status;

        public final String code;

        public Refused(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    private AwsServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Starts it, and configures the SDK of this process: region us-east-1, one try a call more than usual fails at once. */
    public static AwsServer start() throws IOException {
        AwsServer started = new AwsServer();
        System.setProperty("aws.endpointUrl", started.address().toString());
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test-secret");
        return started;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public AwsServer on(String target, Handler handler) {
        targets.put(target, handler);
        return this;
    }

    AwsServer onQuery(String action, QueryHandler handler) {
        queries.put(action, handler);
        return this;
    }

    /** @param route {@code POST /endpoints/([^/]+)/invocations}: a regular expression of method and path */
    AwsServer onRest(String route, RestHandler handler) {
        synchronized (rests) {
            rests.put(Pattern.compile(route), handler);
        }
        return this;
    }

    /** From now on calls fail as this says. */
    public void faults(Function<Call, Fault> how) {
        faults = how;
    }

    /** {@return all calls so far, those that failed too} */
    public List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** {@return the names of the calls so far} */
    public List<String> asked() {
        return calls().stream().map(Call::name).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = content(exchange);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        Map<String, String> form = type.startsWith("application/x-www-form-urlencoded")
                ? form(new String(body, StandardCharsets.UTF_8))
                : Map.of();
        String route =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        Map.@Nullable Entry<Matcher, RestHandler> rest = rest(route);
        String name = target != null
                ? target
                : form.containsKey("Action")
                        ? "Query " + form.get("Action")
                        : rest != null ? route : "S3 " + route.replaceFirst(" /", " ") + query(exchange);
        Call call = new Call(
                requests.incrementAndGet(),
                name,
                name.startsWith("S3 ") ? "" : new String(body, StandardCharsets.UTF_8),
                signer(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
        synchronized (calls) {
            calls.add(call);
        }
        Fault fault = faults.apply(call);
        try (exchange) {
            if (fault == Fault.RESET_BEFORE) {
                return;
            }
            if (fault == Fault.HANG_BEFORE) {
                hang();
                return;
            }
            Reply reply = refused(fault, target != null, name);
            if (reply == null) {
                reply = work(exchange, body, target, form, rest);
            }
            if (fault == Fault.RESET_AFTER) {
                return;
            }
            if (fault == Fault.HANG_AFTER) {
                hang();
                return;
            }
            if (fault == Fault.ERROR_AFTER) {
                reply = error(500, "InternalFailure", "it was done all the same", target != null);
            }
            send(exchange, reply);
        }
    }

    /** Until the server ends. */
    private void hang() {
        hanging.release();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until one more call hangs for ever. */
    void awaitHanging() throws InterruptedException {
        hanging.acquire();
    }

    private static String signer(String authorization) {
        return SIGNER.matcher(authorization)
                .results()
                .findFirst()
                .map(m -> m.group(1) + "/" + m.group(2))
                .orElse("");
    }

    /** CloudWatch's metrics come compressed if they are many. */
    private static byte[] content(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            return in.readAllBytes();
        }
    }

    private static String query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return query == null ? "" : "?" + query;
    }

    private Map.@Nullable Entry<Matcher, RestHandler> rest(String route) {
        synchronized (rests) {
            for (Map.Entry<Pattern, RestHandler> entry : rests.entrySet()) {
                Matcher matcher = entry.getKey().matcher(route);
                if (matcher.matches()) {
                    return Map.entry(matcher, entry.getValue());
                }
            }
        }
        return null;
    }

    private Reply work(
            HttpExchange exchange,
            byte[] body,
            @Nullable String target,
            Map<String, String> form,
            Map.@Nullable Entry<Matcher, RestHandler> rest) {
        boolean json = target != null;
        try {
            if (target != null) {
                Handler handler = targets.get(target);
                if (handler == null) {
                    throw new Refused(400, "UnknownOperationException", "this server has no " + target);
                }
                return Reply.json(
                        200, handler.answer(JsonNode.parser().parse(new String(body, StandardCharsets.UTF_8))));
            }
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders().forEach((k, v) -> headers.put(k.toLowerCase(java.util.Locale.ROOT), v.get(0)));
            String action = form.get("Action");
            if (action != null) {
                QueryHandler handler = queries.get(action);
                if (handler == null) {
                    throw new Refused(400, "InvalidAction", "this server has no " + action);
                }
                String xml = "<" + action + "Response><" + action + "Result>" + handler.answer(form) + "</" + action
                        + "Result><ResponseMetadata><RequestId>q-1</RequestId></ResponseMetadata></" + action
                        + "Response>";
                return new Reply(200, "text/xml", xml.getBytes(StandardCharsets.UTF_8), Map.of());
            }
            if (rest != null) {
                json = true;
                return rest.getValue().answer(rest.getKey(), query(exchange), headers, body);
            }
            return s3.answer(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body);
        } catch (Refused e) {
            return error(e.status, e.code, String.valueOf(e.getMessage()), json, form.containsKey("Action"));
        } catch (RuntimeException e) {
            e.printStackTrace();
            return error(500, "InternalFailure", e.toString(), json);
        }
    }

    private static @Nullable Reply refused(Fault fault, boolean json, String name) {
        return switch (fault) {
            case THROTTLED ->
                json
                        ? error(400, "ThrottlingException", "Rate exceeded", true)
                        : error(
                                name.startsWith("S3") ? 503 : 400,
                                name.startsWith("S3") ? "SlowDown" : "Throttling",
                                "Rate exceeded",
                                false,
                                !name.startsWith("S3"));
            case ERROR_BEFORE -> error(500, "InternalFailure", "nothing was done", json);
            case EXPIRED ->
                error(
                        json ? 400 : 403,
                        json ? "ExpiredTokenException" : "ExpiredToken",
                        "The security token included in the request is expired",
                        json,
                        name.startsWith("Query "));
            case DENIED ->
                error(
                        json ? 400 : 403,
                        json ? "AccessDeniedException" : "AccessDenied",
                        "User: arn:aws:iam::123456789012:user/test is not authorized to perform: "
                                + name.replaceFirst("^SageMaker\\.", "sagemaker:")
                                        .replaceFirst("^AWSGlue\\.", "glue:")
                                        .replaceFirst(
                                                "^Query (?=[A-Z][a-z]+(Stack|ChangeSet|Template))", "cloudformation:")
                                + " because no identity-based policy allows it",
                        json,
                        name.startsWith("Query "));
            default -> null;
        };
    }

    private static Reply error(int status, String code, String message, boolean json) {
        return error(status, code, message, json, false);
    }

    /** @param query whether it is an error of the query protocol, in which S3's form is not understood */
    private static Reply error(int status, String code, String message, boolean json, boolean query) {
        Map<String, String> headers =
                Map.of("x-amzn-RequestId", "r-1", "x-amz-request-id", "r-1", "x-amzn-ErrorType", code);
        String body = json
                ? text(Map.of("__type", code, "message", message, "Message", message))
                : "<ErrorResponse><Error><Code>" + code + "</Code><Message>" + message
                        + "</Message></Error><RequestId>r-1</RequestId></ErrorResponse>";
        if (!json && !code.isEmpty() && !query) {
            body = "<Error><Code>" + code + "</Code><Message>" + message
                    + "</Message><RequestId>r-1</RequestId></Error>";
        }
        return new Reply(
                status,
                json ? "application/x-amz-json-1.1" : "application/xml",
                body.getBytes(StandardCharsets.UTF_8),
                headers);
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.getResponseHeaders().set("x-amzn-RequestId", "r-1");
        reply.headers().forEach((k, v) -> exchange.getResponseHeaders().set(k, v));
        boolean bodiless =
                exchange.getRequestMethod().equals("HEAD") || reply.body().length == 0 || reply.status() == 304;
        if (exchange.getRequestMethod().equals("HEAD") && !reply.headers().containsKey("Content-Length")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(reply.body().length));
        }
        exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : reply.body().length);
        if (!bodiless) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(reply.body());
            }
        }
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : body.split("&", -1)) {
            int is = pair.indexOf('=');
            if (is > 0) {
                form.put(
                        URLDecoder.decode(pair.substring(0, is), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(is + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    /** {@return JSON of maps, lists, texts, numbers, booleans, and nodes that were read} */
    public static String text(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(@Nullable Object value, StringBuilder to) {
        if (value instanceof Map<?, ?> map) {
            String before = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                to.append(before);
                write(String.valueOf(entry.getKey()), to);
                to.append(':');
                write(entry.getValue(), to);
                before = ",";
            }
            to.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> list) {
            to.append('[');
            String before = "";
            for (Object item : list) {
                to.append(before);
                write(item, to);
                before = ",";
            }
            to.append(']');
        } else if (value instanceof JsonNode node) {
            write(plain(node), to);
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            to.append(value);
        } else {
            to.append('"');
            for (char c : value.toString().toCharArray()) {
                if (c == '"' || c == '\\') {
                    to.append('\\').append(c);
                } else if (c < ' ') {
                    to.append(String.format("\\u%04x", (int) c));
                } else {
                    to.append(c);
                }
            }
            to.append('"');
        }
    }

    /** {@return a node as maps, lists, texts, numbers and booleans} */
    static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.asObject().forEach((k, v) -> map.put(k, plain(v)));
            return map;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.asArray().forEach(item -> list.add(plain(item)));
            return list;
        }
        if (node.isNumber()) {
            return new java.math.BigDecimal(node.asNumber());
        }
        return node.isBoolean() ? (Object) node.asBoolean() : node.isNull() ? null : node.text();
    }

    @Override
    public void close() {
        end.countDown();
        PROPERTIES.forEach(System::clearProperty);
        server.stop(0);
        threads.shutdownNow();
    }

    static UncheckedIOException unchecked(IOException e) {
        return new UncheckedIOException(e);
    }
}
