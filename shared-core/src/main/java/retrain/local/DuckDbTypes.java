package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.Schema;

/** What DuckDB's types mean to Retrain. */
final class DuckDbTypes {
    private static final Set<String> NUMBERS = Set.of(
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "HUGEINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "UHUGEINT",
            "FLOAT",
            "DOUBLE");
    private static final Set<String> TEXTS = Set.of("VARCHAR", "UUID");

    private DuckDbTypes() {}

    /** {@return what can be done with a column of the type; empty for lists, structures, bytes and the like} */
    static Optional<Column.Kind> kind(String sqlType) {
        if (NUMBERS.contains(sqlType) || sqlType.startsWith("DECIMAL(")) {
            return Optional.of(Column.Kind.NUMBER);
        }
        if (sqlType.equals("BOOLEAN")) {
            return Optional.of(Column.Kind.BOOLEAN);
        }
        if (TEXTS.contains(sqlType) || isEnum(sqlType)) {
            return Optional.of(Column.Kind.CATEGORY);
        }
        boolean time = sqlType.equals("DATE") || sqlType.startsWith("TIMESTAMP");
        return time && !sqlType.endsWith("]") ? Optional.of(Column.Kind.TIME) : Optional.empty();
    }

    private static boolean isEnum(String sqlType) {
        return sqlType.startsWith("ENUM(") && sqlType.endsWith(")");
    }

    /** {@return the name and type of each column of a query, in order} */
    static List<Described> describe(DuckDb database, String query) throws SQLException {
        List<Described> columns = new ArrayList<>();
        for (@Nullable String[] row : database.rows("DESCRIBE " + query)) {
            columns.add(new Described(Objects.requireNonNull(row[0]), Objects.requireNonNull(row[1])));
        }
        return columns;
    }

    /** {@return the columns of a table that Retrain wrote} */
    static Schema schema(DuckDb database, Path table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (Described column : describe(database, "SELECT * FROM " + DuckDb.parquet(table))) {
            Column.Kind kind = kind(column.sqlType())
                    .orElseThrow(() -> new IllegalStateException(
                            "column " + column.name() + " of " + table + " has type " + column.sqlType()));
            columns.add(new Column(column.name(), kind, column.sqlType()));
        }
        return new Schema(columns);
    }

    /** A column of a query. */
    record Described(String name, String sqlType) {}
}
