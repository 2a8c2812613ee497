package retrain.data;

/**
 * A column of the prepared rows.
 *
 * @param sqlType the type in the query engine's words, such as {@code DOUBLE} or {@code VARCHAR}
 */
public record Column(String name, Kind kind, String sqlType) {
    /** What can be done with a column. */
    public enum Kind {
        /** Integers, decimals and floating point numbers. */
        NUMBER,
        /** False and true; as a number 0 and 1. */
        BOOLEAN,
        /** Text. */
        CATEGORY,
        /** Dates and times. */
        TIME
    }
}
