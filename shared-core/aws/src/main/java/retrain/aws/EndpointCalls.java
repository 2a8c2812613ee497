package retrain.aws;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import retrain.local.ScoringRows;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/**
 * Rows that an endpoint scores: in batches below the 6 MB that a request may hold, several at once, taken in order. What is throttled, or met
 * a container that is not ready, is asked again.
 */
final class EndpointCalls {
    /** Below the 6 MB of a request, with room for the last row. */
    private static final int MOST_CHARACTERS = 5_000_000;

    private static final int TRIES = 6;

    private final SageMakerRuntimeClient runtime;
    private final String endpoint;
    private final Optional<String> variant;
    private final int parallel;
    private final int rows;
    private final double poll;

    /**
     * @param variant which one is asked; absent: as the endpoint's weights say
     * @param parallel requests at once
     * @param rows the most a request
     * @param poll seconds before the second try of a request
     */
    EndpointCalls(
            SageMakerRuntimeClient runtime,
            String endpoint,
            Optional<String> variant,
            int parallel,
            int rows,
            double poll) {
        this.runtime = runtime;
        this.endpoint = endpoint;
        this.variant = variant;
        this.parallel = parallel;
        this.rows = rows;
        this.poll = poll;
    }

    private record Asked(int rows, Future<String> answer) {}

    /**
     * Scores all rows.
     *
     * @param scored hears how many have their scores
     */
    void score(ScoringRows all, IntConsumer scored) {
        ExecutorService threads = Executors.newFixedThreadPool(parallel, EndpointCalls::thread);
        try {
            Deque<Asked> asked = new ArrayDeque<>();
            StringBuilder batch = new StringBuilder();
            for (int count = next(all, batch); count > 0; count = next(all, batch)) {
                String body = batch.toString();
                int due = count;
                asked.add(new Asked(due, threads.submit(() -> ask(body, due))));
                if (asked.size() > parallel) {
                    take(asked.remove(), all, scored);
                }
            }
            while (!asked.isEmpty()) {
                take(asked.remove(), all, scored);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "retrain-endpoint");
        thread.setDaemon(true);
        return thread;
    }

    private int next(ScoringRows all, StringBuilder batch) {
        batch.setLength(0);
        return all.next(batch, rows, MOST_CHARACTERS);
    }

    private void take(Asked asked, ScoringRows all, IntConsumer scored) {
        try {
            all.answer(asked.answer().get(), asked.rows());
            scored.accept(all.scored());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(
                            Code.CANCELLED,
                            Endpoints.where(endpoint),
                            "was told to stop scoring",
                            "Go on with the run"),
                    null,
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetrainException known) {
                throw known;
            }
            throw new IllegalStateException("a request to an endpoint ended unexpectedly", e.getCause());
        }
    }

    private String ask(String body, int count) {
        Pauses pauses = Pauses.here(Endpoints.where(endpoint), poll);
        for (int attempt = 1; ; attempt++) {
            try {
                return invoke(body);
            } catch (SdkException e) {
                if (attempt == TRIES || !passes(e)) {
                    throw failed(e, count);
                }
            }
            pauses.pause();
        }
    }

    private String invoke(String body) {
        return runtime.invokeEndpoint(r -> {
                    r.endpointName(endpoint)
                            .contentType("text/csv")
                            .accept("text/csv")
                            .body(SdkBytes.fromUtf8String(body));
                    variant.ifPresent(r::targetVariant);
                })
                .body()
                .asUtf8String();
    }

    /** Whether the same request may be answered later. */
    private static boolean passes(SdkException e) {
        return !(e instanceof AwsServiceException answered)
                || answered.isThrottlingException()
                || answered.statusCode() >= 500
                || AwsFailure.code(e).equals("ModelNotReadyException");
    }

    private RetrainException failed(SdkException e, int count) {
        if (AwsFailure.code(e).equals("ModelError")) {
            return BackendFailure.permanent(
                    new Problem(
                            Code.SCORING_FAILED,
                            Endpoints.where(endpoint),
                            "its container could not score " + count + " rows: " + AwsFailure.message(e),
                            "See its log: /aws/sagemaker/Endpoints/" + endpoint + " in CloudWatch Logs"),
                    e);
        }
        return AwsFailure.of(Endpoints.where(endpoint), "sagemaker:InvokeEndpoint", e);
    }
}
