package retrain.aws;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import retrain.aws.AwsServer.Refused;
import retrain.aws.AwsServer.Reply;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** As much of Lambda as Retrain uses: functions that are invoked and waited for, their configuration, and the ends of their logs. */
public final class FakeLambda {
    private static final String API = "/2015-03-31/functions/([^/]+)";

    private final Map<String, Function> functions = new ConcurrentHashMap<>();
    private final List<String> events = new ArrayList<>();

    /** How many invocations are still refused because there are too many. */
    final AtomicInteger throttled = new AtomicInteger();

    /** What a function does with its event; what it throws is its error. */
    public interface Body {
        Object answer(JsonNode event) throws Exception;
    }

    private record Function(String sha256, int timeout, Body body) {}

    public FakeLambda(AwsServer server) {
        server.onRest("GET " + API + "/configuration", (path, query, headers, body) -> configuration(path.group(1)));
        server.onRest(
                "POST " + API + "/invocations",
                (path, query, headers, body) -> invoke(path.group(1), new String(body, StandardCharsets.UTF_8)));
    }

    public void define(String name, String sha256, Body body) {
        functions.put(name, new Function(sha256, 60, body));
    }

    /** {@return the events of all invocations that were not refused} */
    public List<String> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    private Function function(String name) {
        return Optional.ofNullable(functions.get(name))
                .orElseThrow(() -> new Refused(
                        404,
                        "ResourceNotFoundException",
                        "Function not found: arn:aws:lambda:us-east-1:123456789012:function:" + name));
    }

    private Reply configuration(String name) {
        Function function = function(name);
        return Reply.json(
                200,
                Map.of(
                        "FunctionName",
                        name,
                        "CodeSha256",
                        function.sha256,
                        "Timeout",
                        function.timeout,
                        "Layers",
                        List.of(Map.of("Arn", "arn:aws:lambda:us-east-1:123456789012:layer:pandas:7"))));
    }

    private Reply invoke(String name, String event) {
        Function function = function(name);
        if (throttled.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new Refused(429, "TooManyRequestsException", "Rate Exceeded.");
        }
        synchronized (events) {
            events.add(event);
        }
        String log = """
                START RequestId: 1
                read 2 sources
                END RequestId: 1
                REPORT RequestId: 1\tDuration: 1200.5 ms\tBilled Duration: 1201 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB
                """;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Amz-Log-Result", Base64.getEncoder().encodeToString(log.getBytes(StandardCharsets.UTF_8)));
        headers.put("X-Amz-Executed-Version", "$LATEST");
        @Nullable Object answer;
        try {
            answer = function.body.answer(JsonNode.parser().parse(event));
        } catch (Exception e) {
            headers.put("X-Amz-Function-Error", "Unhandled");
            answer = Map.of("errorMessage", String.valueOf(e.getMessage()), "errorType", "ValueError");
        }
        return new Reply(200, "application/json", AwsServer.text(answer).getBytes(StandardCharsets.UTF_8), headers);
    }
}
