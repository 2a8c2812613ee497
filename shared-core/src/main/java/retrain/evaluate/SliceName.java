package retrain.evaluate;

import java.util.Optional;

/**
 * Which rows are meant: {@code origin=JFK}, or {@code origin} for each of the column's values. The column's name ends at the first
 * equals sign.
 */
public record SliceName(String column, Optional<String> value) {
    /** {@return the name as it is written in the spec, taken apart} */
    public static SliceName parse(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new SliceName(text, Optional.empty())
                : new SliceName(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
    }

    /** {@return whether a slice of one value is among those meant} */
    public boolean covers(SliceName one) {
        return column.equals(one.column) && (value.isEmpty() || value.equals(one.value));
    }

    @Override
    public String toString() {
        return column + value.map(v -> "=" + v).orElse("");
    }
}
