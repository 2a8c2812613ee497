package retrain.registry;

import java.util.Optional;
import retrain.run.RunId;

/**
 * What is asked of the audit chain: to let an alias point to a version.
 *
 * @param action see {@link AuditEntry}
 * @param from the version that the alias must still point to; empty if it must not be there yet
 * @param share the share of the units that a challenger gets
 * @param beside another alias that must still be where it is said to be
 */
public record Move(
        String action,
        String alias,
        ModelVersion to,
        Optional<Integer> from,
        Optional<RunId> run,
        String by,
        String why,
        Optional<Double> share,
        Optional<Alias> beside) {
    /** A move that is about one alias alone. */
    public Move(
            String action,
            String alias,
            ModelVersion to,
            Optional<Integer> from,
            Optional<RunId> run,
            String by,
            String why) {
        this(action, alias, to, from, run, by, why, Optional.empty(), Optional.empty());
    }
}
