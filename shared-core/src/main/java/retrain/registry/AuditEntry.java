package retrain.registry;

import java.time.Instant;
import java.util.Optional;
import retrain.run.Digest;

/**
 * One line of a model's audit chain, {@code models/<model>/audit/<n>.json}. The chain decides: an alias is what the last entry that
 * names it says, and the alias document only repeats it.
 *
 * @param action what was done: a word of this class
 * @param alias the alias that was moved
 * @param version the version that it points to from now on; a challenger that is the champion's version is none
 * @param document the digest of that version's document, as stored
 * @param from the version that it pointed to before
 * @param run the run that did it; absent for a command without a run, such as rollback
 * @param previous the digest of the entry before, as stored; absent in the first
 * @param share the share of the units that the challenger serves from now on, 0 if it gets copies only; absent for other entries
 */
public record AuditEntry(
        int number,
        String action,
        String alias,
        int version,
        Digest document,
        Optional<Integer> from,
        Optional<String> run,
        String by,
        String why,
        Instant at,
        Optional<Digest> previous,
        Optional<Double> share) {
    /** The version is the champion. */
    public static final String PROMOTE = "promote";

    /** A version before is the champion again, or the challenger has lost. */
    public static final String ROLLBACK = "rollback";

    /** The version is the challenger. */
    public static final String CHALLENGE = "challenge";

    /** The challenger gets another share. */
    public static final String RAMP = "ramp";

    /** There is no challenger any more, and nothing was decided about it. */
    public static final String STOP = "stop";
}
