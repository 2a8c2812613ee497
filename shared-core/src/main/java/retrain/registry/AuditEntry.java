package retrain.registry;

import java.time.Instant;
import java.util.Optional;
import retrain.run.Digest;

/**
 * One line of a model's audit chain, {@code models/<model>/audit/<n>.json}. The chain decides: an alias is what the last entry that
 * names it says, and the alias document only repeats it.
 *
 * @param action promote, rollback or challenge
 * @param alias the alias that was moved
 * @param version the version that it points to from now on
 * @param document the digest of that version's document, as stored
 * @param from the version that it pointed to before
 * @param run the run that did it; absent for a command without a run, such as rollback
 * @param previous the digest of the entry before, as stored; absent in the first
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
        Optional<Digest> previous) {
    public static final String PROMOTE = "promote";
    public static final String ROLLBACK = "rollback";
}
