package retrain.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import retrain.infra.FlatAnswer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.registry.ModelVersion;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.RunId;
import retrain.run.Store;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * What a pipeline of SageMaker asks for besides, in texts: {@code jobs}, the jobs that it has begun, {@code planned=actual} by comma; {@code anew},
 * no results of earlier runs; {@code wait}, the seconds in which what is under way is looked at again; {@code answer}, what it wants to know.
 */
final class PipelineRequest {
    /** What is told of the candidate of a run, if it is asked for. */
    record Candidate(int version, String archive) {}

    private static final long PAUSE_MILLIS = 20_000;

    /** What a look may take. */
    private static final long LAST_LOOK_MILLIS = 60_000;

    private final JsonNode request;

    PipelineRequest(JsonNode request) {
        this.request = request;
    }

    /** {@return what is laid over the spec} */
    String overrides() {
        StringBuilder overrides = new StringBuilder();
        for (String job : Events.text(request, "jobs").orElse("").split(",", -1)) {
            int equals = job.indexOf('=');
            if (equals > 0) {
                overrides.append(",aws.hand-over.jobs.").append(job);
            }
        }
        Events.text(request, "anew")
                .ifPresent(anew -> overrides.append(",aws.hand-over.anew=").append(anew));
        return overrides.toString();
    }

    /** {@return the answer; what is under way is looked at again as long as the request and the function's time allow} */
    Answer awaited(Supplier<Answer> look, Context context) {
        return awaited(look, context, PAUSE_MILLIS);
    }

    /** @param pause between two looks, in milliseconds */
    Answer awaited(Supplier<Answer> look, Context context, long pause) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds());
        Answer answer = look.get();
        while (answer.next().equals("look-again")
                && System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) < until
                && context.getRemainingTimeInMillis() > pause + LAST_LOOK_MILLIS) {
            pause(pause);
            answer = look.get();
        }
        return answer;
    }

    private long seconds() {
        String wait = Events.text(request, "wait").orElse("0");
        if (!wait.matches("\\d{1,6}")) {
            throw new InvalidInput("'wait' is '" + wait + "': write a number of seconds");
        }
        return Long.parseLong(wait);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(Code.CANCELLED, "the function", "was told to stop waiting", "Go on with the run"),
                    null,
                    e);
        }
    }

    /** {@return the version that the run has registered, if it is asked for} */
    Optional<Candidate> candidate(Optional<String> run, Environment environment) {
        boolean asked = Events.text(request, "answer").orElse("").contains(FlatAnswer.CANDIDATE);
        return run.filter(r -> asked).flatMap(r -> {
            Store store = environment.store();
            return Ledger.open(store, new RunId(r))
                    .done("register")
                    .map(done -> Json.read(store.get(done.output()), ModelVersion.class, "object " + done.output()))
                    .map(v -> new Candidate(v.number(), v.artifact().archive().hex()));
        });
    }
}
