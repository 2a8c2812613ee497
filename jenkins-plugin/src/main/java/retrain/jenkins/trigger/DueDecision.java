package retrain.jenkins.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a build is to be started, after a look.
 *
 * @param start whether it is
 * @param key of the text that says why not; empty if it is started
 * @param until until when nothing is started, if it is not known to end before
 */
record DueDecision(boolean start, String key, Optional<Instant> until) {
    /** A build that fails for other reasons than the model's leaves a retrain due; it is not to be started at each look. */
    static final Duration PAUSE = Duration.ofHours(1);

    /**
     * The last build that the trigger started.
     *
     * @param failed whether it ended otherwise than it should
     */
    record Started(List<String> reasons, boolean failed, Instant ended) {
        Started {
            reasons = List.copyOf(reasons);
        }
    }

    static DueDecision of(boolean due, List<String> reasons, Optional<Started> before, Instant now) {
        if (!due) {
            return new DueDecision(false, "due.not", Optional.empty());
        }
        Optional<Instant> pause = before.filter(b -> b.failed() && b.reasons().equals(reasons))
                .map(b -> b.ended().plus(PAUSE))
                .filter(now::isBefore);
        return new DueDecision(pause.isEmpty(), pause.isEmpty() ? "" : "due.paused", pause);
    }
}
