package retrain.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import retrain.registry.Ended;
import retrain.registry.ExecutionEntry;
import retrain.run.RunId;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * Enters how an execution has ended into the audit chain of the model, once, however often it is told: {@code {"execution": name, "state":
 * "Promoted", "run": id or null, "why": text, "by": text, "began": time}}.
 */
public final class RecordHandler extends Handler {
    /** As long as a name of an execution is taken: an entry that is older is of another one. */
    private static final Duration NAMES_LAST = Duration.ofDays(90);

    public RecordHandler() {
        this(Environment.usual());
    }

    RecordHandler(Environment environment) {
        super(environment);
    }

    /** @param entry the number of the entry in the chain */
    record Answer(int entry, String model) {}

    @Override
    Record answer(JsonNode request, Context context) {
        Ended ended = new Ended(
                wanted(request, "execution"),
                began(request),
                wanted(request, "state"),
                Events.text(request, "run").map(RecordHandler::run),
                Events.text(request, "by").orElse("a state machine"),
                Events.text(request, "why").orElse(""));
        var registry = environment().registry();
        ExecutionEntry entry = registry.enter(ended);
        context.getLogger()
                .log("execution " + ended.execution() + " ended as " + entry.state() + ": entry " + entry.number());
        return new Answer(entry.number(), registry.model());
    }

    private static Instant began(JsonNode request) {
        Optional<String> began = Events.text(request, "began");
        try {
            return began.isPresent()
                    ? Instant.parse(began.get())
                    : Instant.now().minus(NAMES_LAST);
        } catch (DateTimeException e) {
            throw new InvalidInput("'" + began.orElse("") + "' is no time: write began as 2026-01-31T23:59:59Z");
        }
    }

    private static RunId run(String id) {
        if (!RunId.isValid(id)) {
            throw new InvalidInput("'" + id + "' is no id of a run");
        }
        return new RunId(id);
    }

    private static String wanted(JsonNode request, String field) {
        return Events.text(request, field).orElseThrow(() -> new InvalidInput("the request has no '" + field + "'"));
    }
}
