package retrain.jenkins.result;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the files that a command leaves: how it ended ({@code --ending}) and, if the command writes one, {@code result.json}, {@code
 * check.json} or {@code monitor.json}.
 */
record RunFacts(
        String id,
        String command,
        int exit,
        String outcome,
        String summary,
        Optional<String> run,
        Optional<String> model,
        Optional<Integer> version,
        Map<String, Double> metrics,
        Map<String, Double> championMetrics,
        List<GateLine> gates,
        List<String> reasons,
        List<String> text,
        Optional<String> report) {
    /** The newest format of the files that is understood. */
    private static final int FORMAT = 1;

    /** The outcome of a run that goes on. */
    static final String STARTED = "STARTED";

    static RunFacts started(String id, String command) {
        return new RunFacts(
                id,
                command,
                -1,
                STARTED,
                "The run goes on; retrainAwait waits for it",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    static RunFacts of(String id, String command, JsonTree ending, Optional<JsonTree> result, Optional<String> report)
            throws IOException {
        requireKnown(ending, "the file of the ending");
        if (result.isPresent()) {
            requireKnown(result.get(), "the result");
        }
        Optional<JsonTree> scores = result.flatMap(file -> file.object("evaluation"));
        return new RunFacts(
                id,
                command,
                (int) ending.number("exit").orElse(-1),
                ending.text("kind").orElse("FAILED"),
                ending.textOrEmpty("summary"),
                ending.text("run"),
                result.flatMap(file -> file.text("model")),
                result.flatMap(RunFacts::version),
                scores.flatMap(s -> s.object("candidate"))
                        .map(JsonTree::numbers)
                        .orElse(Map.of()),
                scores.flatMap(s -> s.object("champion")).map(JsonTree::numbers).orElse(Map.of()),
                result.map(file ->
                                file.objects("gates").stream().map(GateLine::of).toList())
                        .orElse(List.of()),
                reasons(ending, result),
                ending.texts("text"),
                report);
    }

    private static Optional<Integer> version(JsonTree result) {
        return result.number("version").isPresent()
                ? Optional.of((int) result.number("version").getAsDouble())
                : Optional.empty();
    }

    private static void requireKnown(JsonTree file, String name) throws IOException {
        double format = file.number("format").orElse(0);
        if (format < 1) {
            throw new IOException(name + " has no format: it is no file of Retrain's, or a part of one");
        }
        if (format > FORMAT) {
            throw new IOException(name + " has format " + (int) format + ", and this plugin reads up to " + FORMAT
                    + ": update the plugin");
        }
    }

    /** Why it failed; else the verdict's reason and the triggers that made the run due; else what check said. */
    private static List<String> reasons(JsonTree ending, Optional<JsonTree> result) {
        List<String> reasons = new ArrayList<>();
        for (JsonTree problem : ending.objects("problems")) {
            reasons.add(problem.textOrEmpty("where") + ": " + problem.textOrEmpty("what") + ". "
                    + problem.textOrEmpty("cure"));
        }
        if (result.isPresent()) {
            result.get().text("reason").ifPresent(reasons::add);
            reasons.addAll(result.get().texts("because"));
            for (JsonTree trigger : result.get().objects("reasons")) {
                trigger.text("sentence").ifPresent(reasons::add);
            }
        }
        return reasons;
    }
}
