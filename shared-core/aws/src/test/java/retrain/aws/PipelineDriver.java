package retrain.aws;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.infra.FlatAnswer;
import retrain.run.Handover;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * Plays SageMaker with the definition of a pipeline: steps in their order, those that depend on what did not run are left out; functions are calls
 * of the core, as those of the stack make them; jobs get names that nobody could have foreseen.
 */
@NullUnmarked // what is missing in a map of JSON fails the test
final class PipelineDriver {
    private static final Map<String, String> STAGES = Map.of(
            "step", "[prepare, inspect, tune, train, evaluate]",
            "decide", "[gate, register]",
            "deploy", "[promote]");
    private static final int MOST_LOOKS = 100;

    private final AwsWorld world;
    private final HandOverDriver jobs;
    private final Map<String, JsonNode> definition = new LinkedHashMap<>();
    private final Map<String, String> values = new HashMap<>();
    private final List<String> ran = new ArrayList<>();
    private final String id = UUID.randomUUID().toString().substring(24);
    private String failure = "";

    /** What a value refers to did not run. */
    private static final class Absent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Absent(String what) {
            super(what);
        }
    }

    PipelineDriver(AwsWorld world, String pipeline) {
        this.world = world;
        this.jobs = new HandOverDriver(world.aws.address(), options -> {
            throw new AssertionError();
        });
        JsonNode root = JsonNode.parser().parse(pipeline);
        values.put("Execution.PipelineExecutionArn", FakePipelines.ARN + "p/execution/" + id);
        for (JsonNode parameter : list(root, "Parameters")) {
            values.put("Parameters." + text(parameter, "Name"), text(parameter, "DefaultValue"));
        }
        list(root, "Steps").forEach(step -> definition.put(text(step, "Name"), step));
    }

    /** {@return the steps that ran, in their order} */
    List<String> ran() {
        return ran;
    }

    /** {@return what the step says that let the execution fail; empty if it succeeded} */
    String failure() {
        return failure;
    }

    void drive() {
        definition.values().forEach(this::step);
    }

    private void step(JsonNode step) {
        String name = text(step, "Name");
        try {
            JsonNode arguments = step.field("Arguments").orElseThrow();
            switch (text(step, "Type")) {
                case "Condition" -> condition(arguments);
                case "Lambda" -> call(name, text(step, "FunctionArn"), arguments);
                case "Fail" ->
                    failure = String.valueOf(
                            resolved(arguments.field("ErrorMessage").orElseThrow()));
                default -> job(name, text(step, "Type"), arguments);
            }
            ran.add(name);
        } catch (Absent e) {
            // It does not run either.
        }
    }

    private void condition(JsonNode arguments) {
        JsonNode condition = list(arguments, "Conditions").get(0);
        boolean met = text(condition, "Type").equals("Equals")
                ? resolved(condition.field("LeftValue").orElseThrow())
                        .equals(resolved(condition.field("RightValue").orElseThrow()))
                : list(condition, "Values").stream()
                        .map(this::resolved)
                        .toList()
                        .contains(resolved(condition.field("QueryValue").orElseThrow()));
        list(arguments, met ? "IfSteps" : "ElseSteps").forEach(this::step);
    }

    private void call(String name, String function, JsonNode arguments) {
        Map<String, String> request = new HashMap<>();
        arguments.asObject().forEach((key, value) -> request.put(key, String.valueOf(resolved(value))));
        String kind = function.substring(function.lastIndexOf('-') + 1);
        Map<String, Object> answer = kind.equals("record")
                ? Map.of()
                : request.get("do").equals("check")
                        ? Map.of("outcome", Map.of("kind", "DUE", "summary", "new data"))
                        : goOn(request, STAGES.get(kind));
        if (request.containsKey("answer")) {
            FlatAnswer.of(answer, List.of(request.get("answer").split(",", -1)))
                    .forEach((key, value) -> values.put("Steps." + name + ".OutputParameters['" + key + "']", value));
        }
    }

    private Map<String, Object> goOn(Map<String, String> request, String stages) {
        StringBuilder set =
                new StringBuilder("aws.hand-over.stages=" + stages + ",aws.hand-over.anew=" + request.get("anew"));
        for (String job : request.getOrDefault("jobs", "").split(",", -1)) {
            set.append(job.isEmpty() ? "" : ",aws.hand-over.jobs." + job);
        }
        Map<Option, String> options = new HashMap<>(Map.of(Option.SET, set.toString()));
        Optional.ofNullable(request.get("run")).filter(r -> !r.isEmpty()).ifPresent(r -> options.put(Option.RUN, r));
        Outcome outcome = world.execute(Command.RUN, options);
        for (int looks = 0; looks < MOST_LOOKS && isUnderWay(outcome); looks++) {
            outcome = world.execute(Command.RUN, options);
        }
        return answer(outcome);
    }

    private static boolean isUnderWay(Outcome outcome) {
        return outcome.handedOver().stream().anyMatch(w -> w.kind() == Handover.Kind.LOOK_AGAIN);
    }

    private Map<String, Object> answer(Outcome outcome) {
        Map<String, Object> answer = new HashMap<>();
        answer.put("run", outcome.run().orElse(""));
        List<Handover> what = outcome.handedOver();
        if (what.isEmpty()) {
            answer.put("next", "end");
            answer.put("outcome", Map.of("kind", outcome.kind().name(), "summary", outcome.summary()));
        } else {
            boolean begins = what.get(0).kind() == Handover.Kind.JOB;
            answer.put("next", begins ? "jobs" : "stage");
            answer.put(
                    "jobs", what.stream().filter(w -> begins).map(w -> job(w)).toList());
        }
        candidate().ifPresent(version -> answer.put("candidate", version));
        return answer;
    }

    /** {@return the newest version, as the function tells of the one that the run has registered} */
    private Optional<Map<String, Object>> candidate() {
        return world.aws.s3.keys(AwsWorld.BUCKET, "store/models/small/versions/").stream()
                .max(Comparator.comparingInt(k -> Integer.parseInt(k.replaceAll(".*/([0-9]+)\\.json", "$1"))))
                .map(key -> JsonNode.parser()
                        .parse(world.aws.s3.get(AwsWorld.BUCKET, key).orElseThrow()))
                .map(v -> Map.of(
                        "version", v.field("number").orElseThrow().asNumber(),
                        "archive", text(v.field("artifact").orElseThrow(), "archive")));
    }

    private static Map<String, Object> job(Handover job) {
        return Map.of("name", job.name(), "request", plain(JsonNode.parser().parse(job.request())));
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.asObject().forEach((key, value) -> map.put(key, plain(value)));
            return map;
        }
        return node.isArray()
                ? node.asArray().stream().map(PipelineDriver::plain).toList()
                : node.isNumber() ? node.asNumber() : node.isBoolean() ? node.asBoolean() : node.text();
    }

    private void job(String name, String type, JsonNode arguments) {
        Map<String, Object> request = new LinkedHashMap<>();
        arguments.asObject().forEach((key, value) -> request.put(key, resolved(value)));
        if (type.equals("RegisterModel")) {
            request.put("ClientToken", UUID.randomUUID().toString());
            jobs.begun(Handover.job("sagemaker:createModelPackage", name, AwsServer.text(request)));
            return;
        }
        String kind = (type.equals("Tuning") ? "HyperParameterTuning" : type) + "Job";
        String own = "pipelines-" + id + "-" + name + "-a1b2";
        request.put(kind + "Name", own);
        String end = jobs.done(Handover.job("sagemaker:create" + kind, own, AwsServer.text(request)));
        if (!end.equals("Completed")) {
            throw new AssertionError(own + " ended as " + end);
        }
        values.put("Steps." + name + "." + kind + "Name", own);
    }

    private Object resolved(JsonNode node) {
        if (node.isObject() && node.field("Get").isPresent()) {
            String path = text(node, "Get");
            return Optional.ofNullable(values.get(path)).orElseThrow(() -> new Absent(path));
        }
        if (node.isObject() && node.field("Std:Join").isPresent()) {
            JsonNode join = node.field("Std:Join").orElseThrow();
            return String.join(
                    text(join, "On"),
                    list(join, "Values").stream()
                            .map(v -> String.valueOf(resolved(v)))
                            .toList());
        }
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.asObject().forEach((key, value) -> map.put(key, resolved(value)));
            return map;
        }
        if (node.isArray()) {
            return node.asArray().stream().map(this::resolved).toList();
        }
        if (node.isNumber()) {
            return number(node.asNumber());
        }
        return node.isBoolean() ? (Object) node.asBoolean() : node.text();
    }

    private static Number number(String digits) {
        if (digits.contains(".")) {
            return Double.valueOf(digits);
        }
        return Long.valueOf(digits);
    }

    private static List<JsonNode> list(JsonNode node, String name) {
        return node.field(name).map(JsonNode::asArray).orElse(List.of());
    }

    private static String text(JsonNode node, String name) {
        return node.field(name).orElseThrow().text();
    }
}
