package retrain.train;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.JobHandle;

/** Waiting for jobs. */
final class Waiting {
    /** A job is looked at whenever it has worked for so much longer: nobody waits long for a short one, nor is a long one pestered. */
    private static final int PATIENCE = 50;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private Waiting() {}

    /**
     * Waits before the next look.
     *
     * @param start when the waiting began, by {@link System#nanoTime}
     */
    static void since(long start, Trainer trainer) throws InterruptedException {
        Duration pause = trainer.pause(Duration.ofNanos(System.nanoTime() - start));
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }

    /** {@return the pause of jobs of this machine} */
    static Duration pause(Duration waited) {
        Duration pause = waited.dividedBy(PATIENCE);
        return pause.compareTo(SHORTEST_PAUSE) < 0
                ? SHORTEST_PAUSE
                : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
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
