package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.ColumnProfile;
import retrain.data.Schema;
import retrain.spec.SqlText;

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

    /** Values that are kept for quantiles at once, when there are several columns: some 60 MB. */
    private static final long AT_ONCE = 4_000_000;

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
        List<Column> columns = schema.columns();
        @Nullable String[] there = row(parallel, columns, c -> "count(*) FILTER (WHERE " + present(c) + ")");
        @Nullable
        String[] about = row(
                parallel, columns, c -> "approx_count_distinct(" + value(c) + ") FILTER (WHERE " + present(c) + ")");
        @Nullable
        String[] exact = row(
                parallel,
                columns,
                c -> number(about[columns.indexOf(c)]) > FEW
                        ? "NULL"
                        : "count(DISTINCT " + value(c) + ") FILTER (WHERE " + present(c) + ")");
        @Nullable String[] means = row(single, columns, c -> counted(c) ? finite("avg", c) : "NULL");
        @Nullable String[] deviations = row(single, columns, c -> counted(c) ? finite("stddev_samp", c) : "NULL");
        Map<Column, List<Double>> quantiles = quantiles(
                columns.stream().filter(c -> c.kind() == Column.Kind.NUMBER).toList());
        List<ColumnProfile> profiles = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            long distinct = number(exact[i] == null ? about[i] : exact[i]);
            boolean listed = column.kind() == Column.Kind.CATEGORY && distinct <= FEW;
            profiles.add(new ColumnProfile(
                    column.name(),
                    rows - number(there[i]),
                    distinct,
                    Optional.ofNullable(means[i]).map(Double::valueOf),
                    Optional.ofNullable(deviations[i]).map(Double::valueOf),
                    quantiles.getOrDefault(column, List.of()),
                    listed ? categories(SqlText.name(column.name())) : List.of()));
        }
        return profiles;
    }

    /** {@return an aggregate of each column, of all in one pass} */
    private @Nullable String[] row(DuckDb database, List<Column> columns, Function<Column, String> aggregate)
            throws SQLException {
        return database.rows("SELECT " + columns.stream().map(aggregate).collect(Collectors.joining(", ")) + " FROM "
                        + DuckDb.parquet(table))
                .get(0);
    }

    private static boolean counted(Column column) {
        return column.kind() == Column.Kind.NUMBER || column.kind() == Column.Kind.BOOLEAN;
    }

    private static String value(Column column) {
        String name = SqlText.name(column.name());
        return counted(column) ? "CAST(" + name + " AS DOUBLE)" : name;
    }

    private static String present(Column column) {
        String value = value(column);
        return value + " IS NOT NULL" + (counted(column) ? " AND NOT isnan(" + value + ")" : "");
    }

    private static String finite(String aggregate, Column column) {
        return aggregate + "(" + value(column) + ") FILTER (WHERE isfinite(" + value(column) + "))";
    }

    private static long number(@Nullable String text) {
        return Long.parseLong(Objects.requireNonNull(text));
    }

    /** {@return the quantiles of each column of numbers; of as many columns at once as fit into memory} */
    private Map<Column, List<Double>> quantiles(List<Column> columns) throws SQLException {
        long step = (rows + MOST_ROWS - 1) / MOST_ROWS;
        int atOnce = (int) Math.max(1, AT_ONCE / Math.max(1, rows));
        Map<Column, List<Double>> all = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i += atOnce) {
            all.putAll(quantiles(columns.subList(i, Math.min(columns.size(), i + atOnce)), step));
        }
        return all;
    }

    private Map<Column, List<Double>> quantiles(List<Column> columns, long step) throws SQLException {
        String lists = columns.stream()
                .map(c ->
                        "unnest(quantile_cont(" + value(c) + ", " + QUANTILES + ") FILTER (WHERE " + present(c) + "))")
                .collect(Collectors.joining(", "));
        String file = DuckDb.parquet(table);
        String source = step == 1
                ? file
                : file.substring(0, file.length() - 1) + ", file_row_number = true) WHERE file_row_number % " + step
                        + " = 0";
        Map<Column, List<Double>> quantiles = new LinkedHashMap<>();
        columns.forEach(c -> quantiles.put(c, new ArrayList<>()));
        for (@Nullable String[] row : parallel.rows("SELECT " + lists + " FROM " + source)) {
            for (int i = 0; i < row.length; i++) {
                String text = row[i];
                if (text != null) {
                    quantiles
                            .getOrDefault(columns.get(i), new ArrayList<>())
                            .add(Double.valueOf(text.replace("inf", "Infinity")));
                }
            }
        }
        return quantiles;
    }

    private List<ColumnProfile.Category> categories(String name) throws SQLException {
        List<ColumnProfile.Category> categories = new ArrayList<>();
        String text = "CAST(" + name + " AS VARCHAR)";
        for (@Nullable
        String[] row : parallel.rows("SELECT " + text + ", count(*) FROM " + DuckDb.parquet(table) + " WHERE " + name
                + " IS NOT NULL" + " GROUP BY 1 ORDER BY 1")) {
            categories.add(new ColumnProfile.Category(Objects.requireNonNull(row[0]), number(row[1])));
        }
        return categories;
    }
}
