package retrain.aws;

import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/** Pauses of somebody who has nothing to stop: an interrupt ends the waiting as {@code CANCELLED}. */
final class Pauses {
    private final String where;
    private final Backoff backoff;

    /** @param where what is looked at, for people */
    Pauses(String where, double seconds) {
        this.where = where;
        this.backoff = new Backoff(seconds);
    }

    /** Waits; throws {@code CANCELLED}, which going on with the run mends, if the thread is interrupted. */
    void pause() {
        try {
            backoff.pause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(Code.CANCELLED, where, "was told to stop waiting", "Go on with the run"), null, e);
        }
    }
}
