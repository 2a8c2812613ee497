package retrain.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import retrain.local.SparkSql;
import retrain.local.SparkTask;
import retrain.spec.SplitSpec;

/**
 * Puts each row on its side of the split by the rules that {@code retrain.local.RowSplit} states, as SQL of Spark: by the same texts and
 * the same times.
 */
final class Sides {
    private static final String TEXT_OF_NUMBER = "retrain_text";

    /** By the units of {@code latest}, the place among the arguments of {@code make_interval}. */
    private static final List<String> UNITS = List.of("year", "month", "week", "day", "hour", "minute");

    private final Dataset<Row> rows;
    private final SparkTask.Prepare task;
    private final Map<String, DataType> types;

    Sides(Dataset<Row> rows, SparkTask.Prepare task) {
        this.rows = rows;
        this.task = task;
        this.types = Arrays.stream(rows.schema().fields()).collect(Collectors.toMap(f -> f.name(), f -> f.dataType()));
        rows.sparkSession()
                .udf()
                .register(
                        TEXT_OF_NUMBER,
                        (UDF1<Double, String>) v -> v == null ? null : DuckText.of(v),
                        DataTypes.StringType);
    }

    /**
     * The rows, each with its side.
     *
     * @param text how they were split, for people
     */
    record Split(Dataset<Row> rows, String text) {}

    private record Side(String condition, String text) {}

    /** {@return the split; of rows that lack a column it needs, whom the checks will refuse, all are on one side} */
    Split split() {
        if (!isPossible(task.holdout())
                || !task.validation().map(this::isPossible).orElse(true)) {
            return new Split(with("'" + SparkTask.Prepare.TRAIN + "'"), "none");
        }
        Side holdout = side("data.holdout", task.holdout(), "true");
        String rest = "NOT (" + holdout.condition() + ")";
        Optional<Side> validation = task.validation().map(v -> side("data.validation", v, rest));
        String sides = "CASE WHEN " + holdout.condition() + " THEN '" + SparkTask.Prepare.HOLDOUT + "'"
                + validation
                        .map(v -> " WHEN " + v.condition() + " THEN '" + SparkTask.Prepare.VALIDATION + "'")
                        .orElse("")
                + " ELSE '" + SparkTask.Prepare.TRAIN + "' END";
        String text = "holdout: " + holdout.text()
                + validation.map(v -> "; validation: " + v.text()).orElse("");
        return new Split(with(sides), text);
    }

    private Dataset<Row> with(String side) {
        return rows.withColumn(SparkTask.Prepare.SIDE, functions.expr(side));
    }

    private boolean isPossible(SplitSpec split) {
        if (split.fraction().isPresent()) {
            return types.keySet().containsAll(task.identity());
        }
        return task.time().map(types::get).filter(Sides::isTime).isPresent();
    }

    static boolean isTime(DataType type) {
        return type.equals(DataTypes.StringType)
                || type.equals(DataTypes.DateType)
                || type.equals(DataTypes.TimestampType)
                || type.equals(DataTypes.TimestampNTZType);
    }

    private Side side(String key, SplitSpec split, String among) {
        if (split.fraction().isPresent()) {
            return fraction(key, split.fraction().get());
        }
        String time = task.time().orElseThrow();
        String instant = "try_cast(" + SparkSql.name(time) + " AS TIMESTAMP_LTZ)";
        return split.latest().isPresent()
                ? latest(time, instant, split.latest().get(), among)
                : after(
                        time,
                        instant,
                        " >= ",
                        boundary("CAST('" + split.from().orElse("") + "' AS TIMESTAMP_LTZ)", "true"));
    }

    private Side latest(String time, String instant, String interval, String among) {
        String[] words = interval.split(" ", -1);
        String unit = words[1].toLowerCase(Locale.ROOT).replaceFirst("s$", "");
        List<String> arguments = new ArrayList<>(
                UNITS.stream().map(u -> u.equals(unit) ? words[0] : "0").toList());
        String before = "max(" + instant + ") - make_interval(" + String.join(", ", arguments) + ", 0)";
        return after(time, instant, " > ", boundary(before, among));
    }

    private String boundary(String expression, String among) {
        String text = rows.where(among)
                .agg(functions.expr("CAST(" + expression + " AS STRING)"))
                .head()
                .getString(0);
        return text == null ? "" : text;
    }

    private static Side after(String time, String instant, String comparison, String boundary) {
        if (boundary.isEmpty()) {
            return new Side("false", "");
        }
        String condition = instant + comparison + "CAST('" + boundary + "' AS TIMESTAMP_LTZ)";
        return new Side("coalesce(" + condition + ", false)", time + comparison + boundary.replace(' ', 'T') + "Z");
    }

    private Side fraction(String key, double fraction) {
        List<String> columns = task.identity().isEmpty() ? List.of(rows.columns()) : task.identity();
        String text = columns.stream()
                .map(this::text)
                .map(c -> "coalesce(concat(length(" + c + "), ':', " + c + "), '-')")
                .collect(Collectors.joining(", ", "concat('" + key + "', ", ")"));
        String hash = "CAST(conv(substr(md5(CAST(" + text + " AS BINARY)), 1, 8), 16, 10) AS BIGINT)";
        return new Side(
                hash + " < " + (long) (fraction * (1L << 32)),
                fraction + " of the rows by MD5 of "
                        + (task.identity().isEmpty() ? "the row" : String.join(", ", columns)));
    }

    /** {@return the column as the text that DuckDB makes of it} */
    private String text(String column) {
        String name = SparkSql.name(column);
        DataType type = types.get(column);
        if (DataTypes.DoubleType.equals(type)) {
            return TEXT_OF_NUMBER + "(" + name + ")";
        }
        String text = "CAST(" + name + " AS STRING)";
        return DataTypes.TimestampType.equals(type) ? "concat(" + text + ", '+00')" : text;
    }
}
