package retrain.lambda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import retrain.Option;
import retrain.Outcome;
import retrain.Outcome.Kind;
import retrain.aws.AwsServer;
import retrain.run.Handover;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** The functions as the state machine calls them: Step, Decide, Deploy. */
@NullUnmarked // what is missing in a map of JSON fails the test
final class Driven {
    /** The stages that each function does. */
    static final List<List<String>> STAGES = List.of(
            List.of("prepare", "inspect", "tune", "train", "evaluate"),
            List.of("gate", "register"),
            List.of("promote"));

    private final Functions functions;
    private final List<String> called = new ArrayList<>();
    private String last = "";

    /** Calls a function by its place in {@link #STAGES}. */
    interface Functions {
        String call(int which, String request) throws Exception;
    }

    Driven(Functions functions) {
        this.functions = functions;
    }

    /** {@return the functions that went on with a run, and what came next: {@code 0 jobs}} */
    List<String> called() {
        return called;
    }

    /** {@return the last answer} */
    String last() {
        return last;
    }

    JsonNode call(int which, String what, Optional<String> run) {
        String request =
                "{\"do\":\"%s\",\"run\":%s,\"execution\":\"event-1\",\"intent\":\"schedule\",\"because\":[],\"by\":\"data\",\"why\":\"\"}"
                        .formatted(what, run.map(r -> '"' + r + '"').orElse("null"));
        try {
            last = functions.call(which, request);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return JsonNode.parser().parse(last);
    }

    /** {@return the outcome that an answer tells of, for the driver} */
    Outcome outcome(Map<Option, String> options) {
        String set = options.get(Option.SET);
        int which = set.contains("prepare") ? 0 : set.contains("gate") ? 1 : 2;
        JsonNode answer = call(which, "go-on", Optional.ofNullable(options.get(Option.RUN)));
        String next = answer.field("next").orElseThrow().text();
        called.add(which + " " + next);
        Optional<String> run = answer.field("run").map(JsonNode::text);
        if (next.equals("end")) {
            JsonNode end = answer.field("outcome").orElseThrow();
            return new Outcome(
                    Kind.valueOf(end.field("kind").orElseThrow().text()),
                    end.field("summary").orElseThrow().text(),
                    List.of(),
                    run,
                    Optional.empty());
        }
        return new Outcome(Kind.HANDED_OVER, next, List.of(), run, Optional.empty(), false, handedOver(answer, next));
    }

    private static List<Handover> handedOver(JsonNode answer, String next) {
        List<JsonNode> jobs = answer.field("jobs").orElseThrow().asArray();
        if (next.equals("jobs")) {
            return jobs.stream()
                    .map(j -> Handover.job(
                            j.field("action").orElseThrow().text(),
                            j.field("name").orElseThrow().text(),
                            AwsServer.text(j.field("request").orElseThrow())))
                    .toList();
        }
        String stage = answer.field("stage").orElseThrow().text();
        return List.of(
                new Handover(stage, next.equals("stage") ? Handover.Kind.STAGE : Handover.Kind.LOOK_AGAIN, "", "", ""));
    }
}
