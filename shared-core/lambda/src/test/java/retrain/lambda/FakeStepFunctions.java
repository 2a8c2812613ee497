package retrain.lambda;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import retrain.aws.AwsServer;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * As much of Step Functions as the trigger uses. Names are taken for good; the same name with the same input is answered by the execution that
 * runs, else refused; lists may be behind.
 */
final class FakeStepFunctions {
    static final String MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:retrain-small";

    /** An execution as it is. */
    record Begun(String name, String input, Instant began, String status, String end) {
        Begun(String name, String input, Instant began, String status) {
            this(name, input, began, status, "Promoted");
        }

        String arn() {
            return MACHINE.replace(":stateMachine:", ":execution:") + ":" + name;
        }
    }

    private final List<Begun> executions = new ArrayList<>();
    private Instant clock = Instant.parse("2026-01-01T00:00:00Z");
    private int hidden;

    FakeStepFunctions(AwsServer server) {
        server.on("AWSStepFunctions.StartExecution", this::start);
        server.on("AWSStepFunctions.ListExecutions", this::list);
        server.on("AWSStepFunctions.DescribeExecution", this::describe);
    }

    /** What time executions begin at from now on. */
    synchronized void at(String time) {
        clock = Instant.parse(time);
    }

    /** Lists do not show the newest so many. */
    synchronized void hide(int newest) {
        hidden = newest;
    }

    /** An execution that somebody else began. */
    synchronized void begin(String name, String status) {
        executions.add(new Begun(name, "{}", clock, status));
    }

    /** The execution of a name began then, as it knows itself. */
    synchronized void began(String name, Instant at) {
        change(name, e -> new Begun(name, e.input(), at, e.status(), e.end()));
    }

    /** The execution of a name has ended. */
    synchronized void ended(String name, String status, String end) {
        change(name, e -> new Begun(name, e.input(), e.began(), status, end));
    }

    private void change(String name, UnaryOperator<Begun> how) {
        executions.replaceAll(e -> e.name().equals(name) ? how.apply(e) : e);
    }

    /** An execution that has succeeded, and ended so. */
    synchronized void ended(String name, String end) {
        executions.add(new Begun(name, "{}", clock, "SUCCEEDED", end));
    }

    synchronized void end(String status) {
        executions.replaceAll(
                e -> e.status().equals("RUNNING") ? new Begun(e.name(), e.input(), e.began(), status) : e);
    }

    synchronized List<Begun> executions() {
        return List.copyOf(executions);
    }

    private synchronized Object start(JsonNode request) {
        checked(request);
        String name = text(request, "name");
        String input = text(request, "input");
        Optional<Begun> there = named(name);
        if (there.isPresent()) {
            Begun begun = there.get();
            if (!begun.status().equals("RUNNING") || !begun.input().equals(input)) {
                throw new Refused(400, "ExecutionAlreadyExists", "Execution Already Exists: '" + begun.arn() + "'");
            }
            return Map.of("executionArn", begun.arn(), "startDate", seconds(begun));
        }
        if (!name.matches("[A-Za-z0-9_-]{1,80}")) {
            throw new Refused(400, "InvalidName", "Invalid Name: '" + name + "'");
        }
        Begun begun = new Begun(name, input, clock, "RUNNING");
        executions.add(begun);
        return Map.of("executionArn", begun.arn(), "startDate", seconds(begun));
    }

    private Optional<Begun> named(String name) {
        return executions.stream().filter(e -> e.name().equals(name)).findFirst();
    }

    private static void checked(JsonNode request) {
        if (!text(request, "stateMachineArn").equals(MACHINE)) {
            throw new Refused(400, "StateMachineDoesNotExist", "State Machine Does Not Exist");
        }
    }

    private static String text(JsonNode request, String field) {
        return request.field(field).map(JsonNode::text).orElse("");
    }

    private static double seconds(Begun begun) {
        return begun.began().toEpochMilli() / 1000.0;
    }

    private synchronized Object list(JsonNode request) {
        checked(request);
        String status = text(request, "statusFilter");
        int most = request.field("maxResults")
                .map(n -> Integer.parseInt(n.asNumber()))
                .orElse(100);
        int from = text(request, "nextToken").isEmpty() ? 0 : Integer.parseInt(text(request, "nextToken"));
        List<Begun> seen = new ArrayList<>(executions.subList(0, Math.max(0, executions.size() - hidden)));
        java.util.Collections.reverse(seen);
        seen.removeIf(e -> !status.isEmpty() && !e.status().equals(status));
        List<Object> page = new ArrayList<>();
        for (Begun begun : seen.subList(Math.min(from, seen.size()), Math.min(from + most, seen.size()))) {
            page.add(facts(begun));
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("executions", page);
        if (from + most < seen.size()) {
            answer.put("nextToken", String.valueOf(from + most));
        }
        return answer;
    }

    private static Map<String, Object> facts(Begun begun) {
        return Map.of(
                "executionArn",
                begun.arn(),
                "stateMachineArn",
                MACHINE,
                "name",
                begun.name(),
                "status",
                begun.status(),
                "startDate",
                seconds(begun));
    }

    private static Object described(Begun begun) {
        Map<String, Object> all = new LinkedHashMap<>(facts(begun));
        all.put("input", begun.input());
        if (begun.status().equals("SUCCEEDED")) {
            all.put("output", "{\"end\":\"" + begun.end() + "\",\"run\":\"\",\"why\":\"\"}");
        }
        return all;
    }

    private synchronized Object describe(JsonNode request) {
        String arn = text(request, "executionArn");
        return executions.stream()
                .filter(e -> e.arn().equals(arn))
                .findFirst()
                .map(FakeStepFunctions::described)
                .orElseThrow(
                        () -> new Refused(400, "ExecutionDoesNotExist", "Execution Does Not Exist: '" + arn + "'"));
    }
}
