package retrain.data;

import java.util.List;
import java.util.Optional;

/**
 * What the training rows hold in a column.
 *
 * @param missing rows without a value (NaN counts as one)
 * @param distinct distinct values; approximate beyond a few thousand
 * @param quantiles of numbers, at 0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99 and 1; empty for other kinds
 * @param categories all values of a text column, sorted by code point; empty for other kinds
 */
public record ColumnProfile(
        String column,
        long missing,
        long distinct,
        Optional<Double> mean,
        Optional<Double> deviation,
        List<Double> quantiles,
        List<Category> categories) {
    public ColumnProfile {
        quantiles = List.copyOf(quantiles);
        categories = List.copyOf(categories);
    }

    /** A value of a text column and how often it occurs. */
    public record Category(String value, long rows) {}
}
