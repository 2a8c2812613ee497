package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.ColumnProfile;
import retrain.data.Schema;

/**
 * Looks at the columns of a Parquet file. Means and deviations are computed on one thread: the sum of floating point numbers depends
 * on their order, and the profile must not depend on the number of threads.
 */
final class RowProfile {
    private static final String QUANTILES = "[0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]";

    /** Beyond this many values they are counted approximately, and those of a text are not listed. */
    private static final int FEW = 10_000;

    /** Quantiles keep a whole column in memory; of more rows every so-manieth is taken. */
    private static final long MOST_ROWS = 20_000_000;

    private final DuckDb parallel;
    private final DuckDb single;
    private final Path table;
    private final long rows;

    RowProfile(DuckDb parallel, DuckDb single, Path table, long rows) {
        this.parallel = parallel;
        this.single = single;
        this.table = table;
        this.rows = rows;
    }

    List<ColumnProfile> profile(Schema schema) throws SQLException {
        List<ColumnProfile> profiles = new ArrayList<>();
        for (Column column : schema.columns()) {
            profiles.add(profile(column));
        }
        return profiles;
    }

    private ColumnProfile profile(Column column) throws SQLException {
        String name = DuckDb.name(column.name());
        boolean number = column.kind() == Column.Kind.NUMBER;
        boolean counted = number || column.kind() == Column.Kind.BOOLEAN;
        String value = counted ? "CAST(" + name + " AS DOUBLE)" : name;
        String there = counted ? value + " IS NOT NULL AND NOT isnan(" + value + ")" : value + " IS NOT NULL";
        @Nullable
        String[] counts = parallel.rows("SELECT count(*) FILTER (WHERE " + there + "), approx_count_distinct(" + value
                        + ") FILTER (WHERE " + there + ") FROM " + DuckDb.parquet(table))
                .get(0);
        long distinct = number(counts[1]);
        if (distinct <= FEW) {
            distinct = number(parallel.texts("SELECT count(DISTINCT " + value + ") FROM " + from(there))
                    .get(0));
        }
        boolean listed = column.kind() == Column.Kind.CATEGORY && distinct <= FEW;
        String finite = "isfinite(" + value + ")";
        @Nullable
        String[] moments = counted
                ? single.rows("SELECT avg(" + value + "), stddev_samp(" + value + ") FROM " + from(finite))
                        .get(0)
                : new @Nullable String[2];
        return new ColumnProfile(
                column.name(),
                rows - number(counts[0]),
                distinct,
                Optional.ofNullable(moments[0]).map(Double::valueOf),
                Optional.ofNullable(moments[1]).map(Double::valueOf),
                number ? quantiles(value, there) : List.of(),
                listed ? categories(name) : List.of());
    }

    private String from(String condition) {
        return DuckDb.parquet(table) + " WHERE " + condition;
    }

    private static long number(@Nullable String text) {
        return Long.parseLong(Objects.requireNonNull(text));
    }

    private List<Double> quantiles(String value, String there) throws SQLException {
        long step = (rows + MOST_ROWS - 1) / MOST_ROWS;
        String sampled = step > 1 ? " AND file_row_number % " + step + " = 0" : "";
        List<Double> quantiles = new ArrayList<>();
        for (@Nullable
        String text : parallel.texts("SELECT unnest(quantile_cont(" + value + ", " + QUANTILES + ")) FROM "
                + DuckDb.parquet(table).replaceFirst("\\)$", ", file_row_number = true)") + " WHERE " + there
                + sampled)) {
            if (text != null) {
                quantiles.add(Double.valueOf(text.replace("inf", "Infinity")));
            }
        }
        return quantiles;
    }

    private List<ColumnProfile.Category> categories(String name) throws SQLException {
        List<ColumnProfile.Category> categories = new ArrayList<>();
        String text = "CAST(" + name + " AS VARCHAR)";
        for (@Nullable
        String[] row : parallel.rows(
                "SELECT " + text + ", count(*) FROM " + from(name + " IS NOT NULL") + " GROUP BY 1 ORDER BY 1")) {
            categories.add(new ColumnProfile.Category(Objects.requireNonNull(row[0]), number(row[1])));
        }
        return categories;
    }
}
