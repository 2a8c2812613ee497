package retrain.aws;

import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/** The pauses between looks at something that takes its time: they grow from {@code aws.poll} to a minute. */
final class Pauses {
    private static final double GROWTH = 1.5;
    private static final long LONGEST_MILLIS = 60_000;

    private final String where;
    private double millis;

    /** @param where what is looked at, for people */
    Pauses(String where, double seconds) {
        this.where = where;
        this.millis = seconds * 1000;
    }

    /** Waits; throws {@code CANCELLED}, which going on with the run mends, if the thread is interrupted. */
    void pause() {
        try {
            Thread.sleep(Math.max(1, Math.min(LONGEST_MILLIS, (long) millis)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(Code.CANCELLED, where, "was told to stop waiting", "Go on with the run"), null, e);
        }
        millis = Math.min(LONGEST_MILLIS, millis * GROWTH);
    }
}
