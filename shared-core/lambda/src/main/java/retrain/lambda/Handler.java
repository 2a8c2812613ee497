package retrain.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.stream.Collectors;
import retrain.problem.BackendFailure;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.Json;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** A function: JSON in, JSON out, and exceptions whose names say what helps. */
abstract class Handler implements RequestStreamHandler {
    private final Environment environment;

    Handler(Environment environment) {
        this.environment = environment;
    }

    final Environment environment() {
        return environment;
    }

    @Override
    public final void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        out.write(answered(in.readAllBytes(), context));
    }

    private byte[] answered(byte[] request, Context context) {
        try (Deadline deadline = Deadline.of(context)) {
            JsonNode json = json(request);
            return Flat.of(json, Json.write(answer(json, context)));
        } catch (RetrainException e) {
            throw translated(e);
        }
    }

    /** {@return the answer, which is written as JSON} */
    abstract Record answer(JsonNode request, Context context);

    private static JsonNode json(byte[] request) {
        try {
            return JsonNode.parser().parse(request);
        } catch (RuntimeException e) {
            throw new InvalidInput("the request is no JSON");
        }
    }

    private static RuntimeException translated(RetrainException e) {
        String message = e.problems().stream().map(Problem::line).collect(Collectors.joining("\n"));
        if (e instanceof BackendFailure failure) {
            return failure.isRetryable() ? new Retryable(message) : new Failed(message);
        }
        return new InvalidInput(message);
    }
}
