package retrain.train;

import java.util.concurrent.TimeUnit;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.JobHandle;

/** Waiting for jobs. */
final class Waiting {
    /** A job is looked at whenever it has worked for so much longer: nobody waits long for a short one, nor is a long one pestered. */
    private static final int PATIENCE = 50;

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(15);

    private Waiting() {}

    /**
     * Waits before the next look.
     *
     * @param start when the waiting began, by {@link System#nanoTime}
     */
    static void since(long start) throws InterruptedException {
        long pause = (System.nanoTime() - start) / PATIENCE;
        TimeUnit.NANOSECONDS.sleep(Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, pause)));
    }

    static BackendFailure cancelled(JobHandle handle, String reason) {
        return BackendFailure.retryable(
                new Problem(
                        Code.CANCELLED,
                        "job " + handle.name(),
                        "was stopped before its end: " + reason,
                        "Go on with the run to train"),
                null,
                null);
    }
}
