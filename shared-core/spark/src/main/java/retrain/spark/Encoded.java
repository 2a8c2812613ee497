package retrain.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import retrain.local.SparkSql;
import retrain.train.Feature;

/**
 * Rows as the numbers a booster reads, as {@code retrain.local.EncodedRows} makes them: the features in the order of the model, of a text the
 * code of its category; a category that is not known is missing.
 */
final class Encoded {
    /** The row's number in its file, from 0. */
    static final String ROW = "retrain_row";

    private final List<Optional<Map<String, Integer>>> codes = new ArrayList<>();

    Encoded(List<Feature> features) {
        features.forEach(f -> codes.add(f.categorical() ? Optional.of(codes(f.categories())) : Optional.empty()));
    }

    private static Map<String, Integer> codes(List<String> values) {
        Map<String, Integer> codes = new HashMap<>();
        values.forEach(v -> codes.put(v, codes.size()));
        return codes;
    }

    /** {@return the columns to read: the row's number, then the features} */
    static List<Column> columns(List<Feature> features) {
        List<Column> columns = new ArrayList<>();
        columns.add(functions.expr("_metadata.row_index").as(ROW));
        features.forEach(f -> columns.add(functions.expr(
                "CAST(" + SparkSql.name(f.name()) + " AS " + (f.categorical() ? "STRING" : "DOUBLE") + ")")));
        return columns;
    }

    /** Copies the features of such a row to {@code values[at]} and after. */
    void copy(Row row, float[] values, int at) {
        for (int i = 0; i < codes.size(); i++) {
            values[at + i] = value(row, i);
        }
    }

    /** {@return a feature of such a row} */
    float value(Row row, int feature) {
        int column = feature + 1;
        if (row.isNullAt(column)) {
            return Float.NaN;
        }
        if (codes.get(feature).isEmpty()) {
            return (float) row.getDouble(column);
        }
        Integer code = codes.get(feature).get().get(row.getString(column));
        return code == null ? Float.NaN : code;
    }
}
