package retrain.registry;

import java.util.Optional;
import retrain.run.RunId;

/**
 * What is asked of the audit chain: to let an alias point to a version.
 *
 * @param action see {@link AuditEntry}
 * @param from the version that the alias must still point to; empty if it must not be there yet
 */
public record Move(
        String action,
        String alias,
        ModelVersion to,
        Optional<Integer> from,
        Optional<RunId> run,
        String by,
        String why) {}
