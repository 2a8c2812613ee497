package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.Schema;
import retrain.spec.SqlText;
import retrain.spec.Task;
import retrain.train.Feature;

/**
 * The rows of a table as the numbers a booster reads, batch by batch and in order: the features in the order of its card, then, if asked
 * for, the label. Categories become codes within DuckDB, by enumerations of the card's categories; one that is not among them is missing,
 * as is NULL.
 */
final class EncodedRows implements AutoCloseable {
    private final DuckDb database;
    private final DuckDbColumns columns;
    private final long count;

    private EncodedRows(DuckDb database, DuckDbColumns columns, long count) {
        this.database = database;
        this.columns = columns;
        this.count = count;
    }

    /** What to do with a table's schema before its rows are read; throws if the schema will not do. */
    @FunctionalInterface
    interface Check {
        void of(Schema schema);
    }

    /** Opens a table whose schema is known to have the card's features. */
    static EncodedRows labelled(Path table, XgboostCard card) {
        return open(table, card, true, schema -> {});
    }

    static EncodedRows unlabelled(Path table, XgboostCard card, Check check) {
        return open(table, card, false, check);
    }

    private static EncodedRows open(Path table, XgboostCard card, boolean label, Check check) {
        @Nullable DuckDb database = null;
        try {
            database = DuckDb.open(DuckDb.Settings.reading());
            check.of(DuckDbTypes.schema(database, table));
            String from = " FROM " + DuckDb.parquet(table);
            long count = Long.parseLong(
                    String.valueOf(database.texts("SELECT count(*)" + from).get(0)));
            String select = "SELECT " + String.join(", ", expressions(database, card, label)) + from;
            return new EncodedRows(database, DuckDbColumns.select(database, table.toString(), select), count);
        } catch (SQLException e) {
            DuckDb.closeAfter(e, database);
            throw DuckDbColumns.unreadable(table.toString(), e);
        } catch (RuntimeException e) {
            DuckDb.closeAfter(e, database);
            throw e;
        }
    }

    /** {@return for each feature, and then, if asked for, for the label, what gives it as a DOUBLE} */
    static List<String> expressions(DuckDb database, XgboostCard card, boolean label) throws SQLException {
        List<String> expressions = new ArrayList<>();
        for (Feature feature : card.features()) {
            String type = "feature" + expressions.size();
            expressions.add(
                    feature.categorical()
                            ? code(database, feature.name(), type, feature.categories())
                            : number(feature.name()));
        }
        if (label) {
            expressions.add(
                    card.task() == Task.MULTICLASS
                            ? code(database, card.target(), "label", card.classes())
                            : number(card.target()));
        }
        return expressions;
    }

    private static String number(String column) {
        return "CAST(" + SqlText.name(column) + " AS DOUBLE)";
    }

    private static String code(DuckDb database, String column, String type, List<String> values) throws SQLException {
        if (values.isEmpty()) {
            return "CAST(NULL AS DOUBLE)";
        }
        String literals = values.stream().map(SqlText::literal).collect(Collectors.joining(", "));
        database.execute("CREATE TYPE " + type + " AS ENUM (" + literals + ")");
        return "CAST(enum_code(TRY_CAST(CAST(" + SqlText.name(column) + " AS VARCHAR) AS " + type + ")) AS DOUBLE)";
    }

    /** {@return the distinct values of a column as texts, in the order of its type; those that are missing left out} */
    static List<String> distinct(Path table, String column) {
        String value = SqlText.name(column);
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            return database
                    .texts("SELECT CAST(" + value + " AS VARCHAR) FROM " + DuckDb.parquet(table) + " WHERE " + value
                            + " IS NOT NULL GROUP BY " + value + " ORDER BY " + value)
                    .stream()
                    .map(String::valueOf)
                    .toList();
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(table.toString(), e);
        }
    }

    /** {@return whether the column can stand for the feature} */
    static boolean fits(Column column, Feature feature) {
        boolean number = column.kind() == Column.Kind.NUMBER || column.kind() == Column.Kind.BOOLEAN;
        return feature.categorical() ? column.kind() == Column.Kind.CATEGORY : number;
    }

    /** {@return the rows of the whole table} */
    long count() {
        return count;
    }

    /** Goes on to the next batch. {@return false if there are no more rows} */
    boolean next() {
        return columns.next();
    }

    /** {@return the rows of the batch} */
    int rows() {
        return columns.rows();
    }

    /** {@return a value of the batch, NaN if it is missing; an infinity if it is infinite or beyond what a float can hold} */
    float value(int column, int row) {
        return (float) columns.number(column, row);
    }

    @Override
    public void close() {
        try (DuckDb closedLast = database;
                DuckDbColumns closedFirst = columns) {
            // Both are closed whatever happens to one of them.
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable("the rows", e);
        }
    }
}
