package retrain.registry;

import retrain.run.Digest;

/**
 * A name that points to a version: {@code champion}, {@code challenger}.
 *
 * @param audit the number of the audit entry that made it point there
 * @param entry the digest of that entry, as stored; so that an edit of the last entry, which no later one holds, is found too
 */
public record Alias(String name, int version, int audit, Digest entry) {
    public static final String CHAMPION = "champion";
    public static final String CHALLENGER = "challenger";
}
