package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/** Does the parts of one transfer, several at once: each holds a chunk in memory, whatever the parts' size is. */
final class S3Parallel {
    /** More are not quicker on the loopback, and S3 gives each connection about 90 MB/s. */
    static final int AT_ONCE = 8;

    private S3Parallel() {}

    /**
     * {@return what the parts give, in their order}; when one fails the others are not begun, and those that have begun are waited for
     *
     * @param address for people
     */
    static <T> List<T> all(String address, List<Callable<T>> parts) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE, parts.size()), S3Parallel::thread);
        try {
            ExecutorCompletionService<T> ending = new ExecutorCompletionService<>(threads);
            List<Future<T>> begun = new ArrayList<>();
            for (Callable<T> part : parts) {
                begun.add(ending.submit(part));
            }
            // In the order in which they end, so that the first failure is not waited for.
            for (int i = 0; i < begun.size(); i++) {
                ending.take().get();
            }
            List<T> results = new ArrayList<>();
            for (Future<T> part : begun) {
                results.add(part.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(Code.CANCELLED, address, "was told to stop", "Run again to go on"), null, e);
        } finally {
            end(threads);
        }
    }

    /** Nothing of a transfer goes on when it has ended: a part that arrives later would stay in the bucket. */
    private static void end(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "retrain-s3");
        thread.setDaemon(true);
        return thread;
    }
}
