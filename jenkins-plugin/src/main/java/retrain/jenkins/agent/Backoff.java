package retrain.jenkins.agent;

/** How long to wait for the next look: soon after something happened, longer and longer while nothing does. */
final class Backoff {
    static final long SHORTEST_MILLIS = 250;
    static final long LONGEST_MILLIS = 15_000;

    private long delay = SHORTEST_MILLIS;

    /** {@return milliseconds until the next look} */
    long next(boolean somethingHappened) {
        delay = somethingHappened ? SHORTEST_MILLIS : Math.min(LONGEST_MILLIS, delay + delay / 2);
        return delay;
    }
}
