package retrain.spark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import retrain.data.ColumnProfile;
import retrain.local.SparkSql;

/**
 * What the training rows hold, as {@code retrain.local.RowProfile} tells it. Counts, means, deviations and categories are the same, but for the
 * last digits of sums; a quantile is a value whose rank is right to {@value #ACCURACY}th of the rows, where DuckDB interpolates.
 */
final class Profiles {
    private static final String QUANTILES = "array(0D, 0.01D, 0.05D, 0.25D, 0.5D, 0.75D, 0.95D, 0.99D, 1D)";
    private static final int ACCURACY = 10_000;

    /** Beyond this many values they are counted approximately, and those of a text are not listed. */
    private static final int FEW = 10_000;

    /** A column has so many {@link #measures}. */
    private static final int MEASURES = 5;

    private final Dataset<Row> rows;
    private final Optional<String> time;

    Profiles(Dataset<Row> rows, Optional<String> time) {
        this.rows = rows;
        this.time = time;
    }

    List<ColumnProfile> profile() {
        List<StructField> fields = List.of(rows.schema().fields());
        List<String> measures = new ArrayList<>();
        fields.forEach(f -> measures.addAll(measures(f)));
        Row measured = aggregates(measures);
        List<String> counts = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            boolean few = measured.getLong(MEASURES * i) <= FEW;
            counts.add(few ? "size(collect_set(" + presentValue(fields.get(i)) + "))" : "CAST(NULL AS INT)");
        }
        Row counted = aggregates(counts);
        List<ColumnProfile> profiles = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            int at = MEASURES * i;
            long distinct = counted.isNullAt(i) ? measured.getLong(at) : counted.getInt(i);
            String name = fields.get(i).name();
            profiles.add(new ColumnProfile(
                    name,
                    measured.getLong(at + 1),
                    distinct,
                    number(measured, at + 2),
                    number(measured, at + 3),
                    measured.isNullAt(at + 4) ? List.of() : measured.getList(at + 4),
                    isText(fields.get(i)) && distinct <= FEW ? categories(name) : List.of()));
        }
        return profiles;
    }

    /** {@return the measures of a column: distinct values about, missing ones, mean, deviation, quantiles} */
    private static List<String> measures(StructField field) {
        boolean number = field.dataType() instanceof NumericType;
        return List.of(
                "approx_count_distinct(" + presentValue(field) + ")",
                "count_if(NOT (" + present(field) + "))",
                counted(field) ? "avg(" + finite(field) + ")" : "CAST(NULL AS DOUBLE)",
                counted(field) ? "stddev_samp(" + finite(field) + ")" : "CAST(NULL AS DOUBLE)",
                number
                        ? "percentile_approx(" + presentValue(field) + ", " + QUANTILES + ", " + ACCURACY + ")"
                        : "CAST(NULL AS ARRAY<DOUBLE>)");
    }

    private static Optional<Double> number(Row row, int column) {
        return row.isNullAt(column) ? Optional.empty() : Optional.of(row.getDouble(column));
    }

    /** {@return aggregates of all rows, of all columns in one pass} */
    private Row aggregates(List<String> expressions) {
        Column[] columns = new Column[expressions.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = functions.expr(expressions.get(i)).as("c" + i);
        }
        return rows.agg(columns[0], Arrays.copyOfRange(columns, 1, columns.length))
                .head();
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
