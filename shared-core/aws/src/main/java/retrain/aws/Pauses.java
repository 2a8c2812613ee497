package retrain.aws;

import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.HandedOver;
import retrain.run.Handover;
import retrain.spec.AwsSpec;

/**
 * Pauses of somebody who has nothing to stop: an interrupt ends the waiting as {@code CANCELLED}. Where waiting is left to others, a pause ends
 * the work instead.
 */
final class Pauses {
    private final String where;
    private final Backoff backoff;
    private final boolean handsOver;

    private Pauses(String where, double seconds, boolean handsOver) {
        this.where = where;
        this.backoff = new Backoff(seconds);
        this.handsOver = handsOver;
    }

    /** @param where what is looked at, for people */
    Pauses(String where, AwsSpec aws) {
        this(where, aws.poll(), aws.handOver().isPresent());
    }

    /** Those that are never left to others. */
    static Pauses here(String where, double seconds) {
        return new Pauses(where, seconds, false);
    }

    /**
     * Waits; throws {@code CANCELLED}, which going on with the run mends, if the thread is interrupted.
     *
     * @throws HandedOver if others wait, and look again
     */
    void pause() {
        if (handsOver) {
            throw new HandedOver(Handover.lookAgain(where));
        }
        try {
            backoff.pause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(Code.CANCELLED, where, "was told to stop waiting", "Go on with the run"), null, e);
        }
    }
}
