package retrain.spark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import retrain.data.ColumnProfile;

/**
 * What the training rows hold, as {@code retrain.local.RowProfile} tells it. Counts, means, deviations and categories are the same, but for the
 * last digits of sums; a quantile is a value whose rank is right to {@value #ACCURACY}th of the rows, where DuckDB interpolates.
 */
final class Profiles {
    private static final String QUANTILES = "array(0D, 0.01D, 0.05D, 0.25D, 0.5D, 0.75D, 0.95D, 0.99D, 1D)";
    private static final int ACCURACY = 10_000;

    /** Beyond this many values they are counted approximately, and those of a text are not listed. */
    private static final int FEW = 10_000;

    private final Dataset<Row> rows;
    private final Optional<String> time;

    Profiles(Dataset<Row> rows, Optional<String> time) {
        this.rows = rows;
        this.time = time;
    }

    List<ColumnProfile> profile() {
        List<StructField> fields = List.of(rows.schema().fields());
        Row about = row(fields, f -> "approx_count_distinct(" + presentValue(f) + ")");
        Row exact = row(fields, f -> about.getLong(fields.indexOf(f)) > FEW
                ? "CAST(NULL AS INT)"
                : "size(collect_set(" + presentValue(f) + "))");
        Row missing = row(fields, f -> "count_if(NOT (" + present(f) + "))");
        Row means = row(fields, f -> counted(f) ? "avg(" + finite(f) + ")" : "CAST(NULL AS DOUBLE)");
        Row deviations = row(fields, f -> counted(f) ? "stddev_samp(" + finite(f) + ")" : "CAST(NULL AS DOUBLE)");
        Row quantiles = row(fields, f -> f.dataType() instanceof NumericType
                ? "percentile_approx(" + presentValue(f) + ", " + QUANTILES + ", " + ACCURACY + ")"
                : "CAST(NULL AS ARRAY<DOUBLE>)");
        List<ColumnProfile> profiles = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            StructField field = fields.get(i);
            long distinct = exact.isNullAt(i) ? about.getLong(i) : exact.getInt(i);
            profiles.add(new ColumnProfile(
                    field.name(),
                    missing.getLong(i),
                    distinct,
                    number(means, i),
                    number(deviations, i),
                    quantiles.isNullAt(i) ? List.of() : quantiles.getList(i),
                    isText(field) && distinct <= FEW ? categories(field.name()) : List.of()));
        }
        return profiles;
    }

    private static Optional<Double> number(Row row, int column) {
        return row.isNullAt(column) ? Optional.empty() : Optional.of(row.getDouble(column));
    }

    /** {@return an aggregate of each column, of all in one pass} */
    private Row row(List<StructField> fields, Function<StructField, String> aggregate) {
        Column[] columns = fields.stream().map(aggregate).map(functions::expr).toArray(Column[]::new);
        return rows.agg(columns[0], Arrays.copyOfRange(columns, 1, columns.length)).head();
    }

    private static boolean counted(StructField field) {
        return field.dataType() instanceof NumericType || field.dataType().equals(DataTypes.BooleanType);
    }

    /** A time that is a text is kept as a time. */
    private boolean isText(StructField field) {
        return field.dataType().equals(DataTypes.StringType) && !time.equals(Optional.of(field.name()));
    }

    private static String value(StructField field) {
        String name = SparkSql.name(field.name());
        return counted(field) ? "CAST(" + name + " AS DOUBLE)" : name;
    }

    private static String present(StructField field) {
        String value = value(field);
        return value + " IS NOT NULL" + (counted(field) ? " AND NOT isnan(" + value + ")" : "");
    }

    private static String presentValue(StructField field) {
        return "CASE WHEN " + present(field) + " THEN " + value(field) + " END";
    }

    private static String finite(StructField field) {
        String value = value(field);
        return "CASE WHEN abs(" + value + ") < double('Infinity') THEN " + value + " END";
    }

    /** {@return the values by code point} */
    private List<ColumnProfile.Category> categories(String column) {
        Column name = functions.col(SparkSql.name(column));
        List<ColumnProfile.Category> categories = new ArrayList<>();
        for (Row row : rows.where(name.isNotNull()).groupBy(name).count().collectAsList()) {
            categories.add(new ColumnProfile.Category(row.getString(0), row.getLong(1)));
        }
        categories.sort(Comparator.comparing(c -> c.value().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        return categories;
    }

    /** {@return whether the checks will let the column pass} */
    static boolean isUsable(DataType type) {
        return type instanceof NumericType || type.equals(DataTypes.BooleanType) || Sides.isTime(type);
    }
}
