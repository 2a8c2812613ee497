package retrain.train;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.JobHandle;
import retrain.run.JobStatus;

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
    static void since(long start, Jobs jobs) throws InterruptedException {
        Duration pause = jobs.pause(Duration.ofNanos(System.nanoTime() - start));
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }

    /** Waits for a job, and stops it when it is interrupted. {@return how it ended} */
    static JobStatus end(Jobs jobs, JobHandle handle) {
        long start = System.nanoTime();
        try {
            JobStatus status = jobs.poll(handle);
            while (status instanceof JobStatus.Running) {
                since(start, jobs);
                status = jobs.poll(handle);
            }
            return status;
        } catch (InterruptedException e) {
            throw stopped(jobs, handle);
        } catch (RetrainException e) {
            // A look at a job elsewhere ends as a failure when it is interrupted.
            throw Thread.interrupted() ? stopped(jobs, handle) : e;
        }
    }

    /** Stops the job while the thread is not interrupted: a job elsewhere could not be told otherwise. */
    private static RetrainException stopped(Jobs jobs, JobHandle handle) {
        try {
            jobs.stop(handle);
        } finally {
            Thread.currentThread().interrupt();
        }
        return cancelled(handle, "the run was told to stop");
    }

    /** Throws the failure of a job that has not succeeded. */
    static void refuse(JobStatus end, JobHandle handle) {
        if (end instanceof JobStatus.Failed failed) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.TRAINING_FAILED,
                            "job " + handle.name(),
                            failed.reason(),
                            "Mend what the message is about, then run again"),
                    null);
        }
        if (end instanceof JobStatus.Stopped stopped) {
            throw cancelled(handle, stopped.reason());
        }
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
