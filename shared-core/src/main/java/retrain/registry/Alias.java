package retrain.registry;

/**
 * A name that points to a version: {@code champion}, {@code challenger}.
 *
 * @param audit the number of the audit entry that made it point there
 */
public record Alias(String name, int version, int audit) {
    public static final String CHAMPION = "champion";
    public static final String CHALLENGER = "challenger";
}
