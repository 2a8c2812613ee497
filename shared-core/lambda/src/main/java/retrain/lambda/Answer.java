package retrain.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import retrain.Outcome;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Handover;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * What a function tells the state machine.
 *
 * @param run the id to go on with
 * @param next what comes next: {@code jobs}, {@code look-again}, {@code stage} or {@code end}
 * @param stage the stage that goes on then
 * @param because why a retrain is due, if that was asked
 * @param jobs all of which can be begun at once
 * @param outcome if the run has come to its end
 * @param candidate what the run has registered, if a pipeline of SageMaker asks for it
 */
record Answer(
        Optional<String> run,
        String next,
        Optional<String> stage,
        Optional<List<String>> because,
        List<Job> jobs,
        Optional<End> outcome,
        Optional<PipelineRequest.Candidate> candidate) {
    private static final String END = "end";

    /**
     * A job.
     *
     * @param action how Step Functions begins it: {@code sagemaker:createTrainingJob}
     * @param request its arguments, just as the core would send them itself
     */
    record Job(String stage, String action, String name, Map<String, Object> request) {}

    /**
     * The end of a run.
     *
     * @param kind {@code PROMOTED}, {@code REJECTED} and so on
     * @param version that the candidate is registered as
     */
    record End(String kind, String summary, Optional<Integer> version) {}

    /** {@return what a command has come to that goes on with a run} */
    static Answer of(Outcome outcome, Path out, Optional<String> run) {
        return outcome.kind() == Outcome.Kind.HANDED_OVER
                ? handedOver(outcome, run)
                : ended(outcome, run, outcome.report().isPresent() ? version(out) : Optional.empty());
    }

    private static Answer handedOver(Outcome outcome, Optional<String> run) {
        List<Handover> what = outcome.handedOver();
        // Jobs first: what is under way is looked at again anyway, when they have ended.
        Handover.Kind first = new TreeSet<>(what.stream().map(Handover::kind).toList()).first();
        List<Handover> now = what.stream().filter(w -> w.kind() == first).toList();
        return new Answer(
                outcome.run().or(() -> run),
                word(first),
                Optional.of(now.get(0).stage()).filter(stage -> !stage.isEmpty()),
                Optional.empty(),
                now.stream()
                        .filter(w -> w.kind() == Handover.Kind.JOB)
                        .map(Answer::job)
                        .toList(),
                Optional.empty(),
                Optional.empty());
    }

    Answer with(Optional<PipelineRequest.Candidate> registered) {
        return new Answer(run, next, stage, because, jobs, outcome, registered);
    }

    private static String word(Handover.Kind kind) {
        return switch (kind) {
            case JOB -> "jobs";
            case LOOK_AGAIN -> "look-again";
            case STAGE -> "stage";
        };
    }

    private static Job job(Handover job) {
        return new Job(
                job.stage(), job.action(), job.name(), map(JsonNode.parser().parse(job.request())));
    }

    static Answer ended(Outcome outcome, Optional<String> run, Optional<Integer> version) {
        return new Answer(
                outcome.run().or(() -> run),
                END,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(new End(outcome.kind().name(), outcome.summary(), version)),
                Optional.empty());
    }

    /** {@return whether a retrain is due, and why; or what must be done before that is known, after which it is asked again} */
    static Answer check(Outcome outcome) {
        return outcome.kind() == Outcome.Kind.HANDED_OVER ? handedOver(outcome, Optional.empty()) : checked(outcome);
    }

    private static Answer checked(Outcome outcome) {
        Answer ended = ended(outcome, Optional.empty(), Optional.empty());
        Optional<JsonNode> check = outcome.report().flatMap(page -> read(page.resolveSibling("check.json")));
        Optional<List<String>> because = check.flatMap(c -> c.field("reasons"))
                .map(JsonNode::asArray)
                .map(reasons -> reasons.stream()
                        .flatMap(r -> Events.text(r, "sentence").stream())
                        .toList());
        return new Answer(ended.run, END, ended.stage, because, ended.jobs, ended.outcome, ended.candidate);
    }

    private static Optional<Integer> version(Path out) {
        return read(out.resolve("result.json"))
                .flatMap(result -> result.field("version"))
                .map(version -> Integer.valueOf(version.asNumber()));
    }

    private static Optional<JsonNode> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(JsonNode.parser().parse(Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            file.toString(),
                            "cannot be read (" + e + ")",
                            "Give the function a larger disk"),
                    e);
        }
    }

    static Map<String, Object> map(JsonNode node) {
        Map<String, Object> map = new LinkedHashMap<>();
        node.asObject().forEach((name, value) -> map.put(name, plain(value)));
        return map;
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            return map(node);
        }
        if (node.isArray()) {
            return node.asArray().stream().map(Answer::plain).toList();
        }
        if (node.isNumber()) {
            String digits = node.asNumber();
            return digits.matches("-?[0-9]+") ? (Object) Long.valueOf(digits) : Double.valueOf(digits);
        }
        return node.isBoolean() ? (Object) node.asBoolean() : node.text();
    }
}
