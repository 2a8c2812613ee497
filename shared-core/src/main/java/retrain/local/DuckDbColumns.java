package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.Schema;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.spec.SqlText;

/**
 * Columns read batch by batch, in the order of the rows. However long the table is, only one batch of at most some thousand rows is on
 * the heap:
 *
 * <pre>{@code
 * try (DuckDbColumns columns = DuckDbColumns.of(table, List.of("distance", "carrier"))) {
 *     while (columns.next()) {
 *         for (int row = 0; row < columns.rows(); row++) {
 *             double distance = columns.number(0, row); // NaN if missing
 *             String carrier = columns.text(1, row); // null if missing
 *         }
 *     }
 * }
 * }</pre>
 *
 * For one thread. Every method throws {@link BackendFailure} if the table cannot be read.
 */
final class DuckDbColumns implements TypedRows, AutoCloseable {
    private final String where;
    private final DuckDb database;
    private final boolean owned;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult result;
    private final int width;
    private DuckDBReadableVector[] vectors = new DuckDBReadableVector[0];
    private boolean[] texts = new boolean[0];
    private int rows;

    private DuckDbColumns(String where, DuckDb database, boolean owned, String select) throws SQLException {
        this.where = where;
        this.database = database;
        this.owned = owned;
        this.statement = database.connection().prepare(select);
        try {
            this.result = statement.query();
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
        this.width = Math.toIntExact(result.columnCount());
    }

    /**
     * Reads columns of a Parquet file in the given order: numbers and booleans (0 and 1) as numbers, everything else as texts (times
     * as {@code 2013-01-31 23:59:59}).
     *
     * @throws IllegalArgumentException if the table has no such column
     */
    static DuckDbColumns of(Path table, List<String> columns) {
        @Nullable DuckDb database = null;
        try {
            database = DuckDb.open(DuckDb.Settings.reading());
            Schema schema = DuckDbTypes.schema(database, table);
            String list =
                    columns.stream().map(c -> expression(schema, table, c)).collect(Collectors.joining(", "));
            return new DuckDbColumns(
                    table.toString(), database, true, "SELECT " + list + " FROM " + DuckDb.parquet(table));
        } catch (SQLException e) {
            DuckDb.closeAfter(e, database);
            throw unreadable(table.toString(), e);
        } catch (RuntimeException e) {
            DuckDb.closeAfter(e, database);
            throw e;
        }
    }

    /**
     * Reads the result of a query, whose columns are all {@code DOUBLE} or {@code VARCHAR}, on a database that stays open.
     *
     * @param where what is read, for messages
     */
    static DuckDbColumns select(DuckDb database, String where, String select) {
        try {
            return new DuckDbColumns(where, database, false, select);
        } catch (SQLException e) {
            throw unreadable(where, e);
        }
    }

    private static String expression(Schema schema, Path table, String column) {
        Column found = schema.find(column)
                .orElseThrow(() -> new IllegalArgumentException(table + " has no column '" + column + "'"));
        boolean number = found.kind() == Column.Kind.NUMBER || found.kind() == Column.Kind.BOOLEAN;
        return "CAST(" + SqlText.name(column) + " AS " + (number ? "DOUBLE" : "VARCHAR") + ")";
    }

    /** {@return how many columns are read} */
    int width() {
        return width;
    }

    /** Goes on to the next batch. {@return false if there are no more rows} */
    boolean next() {
        try {
            if (!result.nextChunk()) {
                rows = 0;
                return false;
            }
            DuckDBDataChunkReader chunk = result.chunk();
            rows = Math.toIntExact(chunk.rowCount());
            vectors = new DuckDBReadableVector[width];
            texts = new boolean[width];
            for (int i = 0; i < width; i++) {
                vectors[i] = chunk.vector(i);
                texts[i] = vectors[i].getType() == DuckDBColumnType.VARCHAR;
            }
            return true;
        } catch (RuntimeException e) {
            // The driver reports a query that fails while it is streamed as an unchecked exception.
            throw unreadable(where, e);
        }
    }

    /** {@return the rows of the batch} */
    @Override
    public int rows() {
        return rows;
    }

    /** {@return whether the column is of texts, else it is of numbers; known from the first batch on} */
    @Override
    public boolean isText(int column) {
        return texts[column];
    }

    /** {@return the number in a row of the batch, NaN if it is missing} */
    @Override
    public double number(int column, int row) {
        return vectors[column].getDouble(row, Double.NaN);
    }

    /** {@return the text in a row of the batch, null if it is missing} */
    @Override
    public @Nullable String text(int column, int row) {
        DuckDBReadableVector vector = vectors[column];
        return vector.isNull(row) ? null : vector.getString(row);
    }

    /** Copies the batch's numbers of a column to {@code target[offset]} and after, NaN where one is missing. */
    void numbers(int column, double[] target, int offset) {
        DuckDBReadableVector vector = vectors[column];
        for (int row = 0; row < rows; row++) {
            target[offset + row] = vector.getDouble(row, Double.NaN);
        }
    }

    /**
     * Copies the batch's numbers of a column to {@code target[offset]}, {@code target[offset + stride]} and so on, NaN where one is
     * missing: for one column the stride is 1, for a matrix by rows its width.
     */
    void numbers(int column, float[] target, int offset, int stride) {
        DuckDBReadableVector vector = vectors[column];
        for (int row = 0; row < rows; row++) {
            target[offset + row * stride] = (float) vector.getDouble(row, Double.NaN);
        }
    }

    /** {@return the batch's texts of a column, null where one is missing} */
    List<@Nullable String> texts(int column) {
        List<@Nullable String> values = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            values.add(text(column, row));
        }
        return values;
    }

    @Override
    public void close() {
        try (DuckDb closed = owned ? database : null;
                DuckDBPreparedStatement closedToo = statement;
                DuckDBChunkedResult closedFirst = result) {
            vectors = new DuckDBReadableVector[0];
        } catch (SQLException e) {
            throw unreadable(where, e);
        }
    }

    static BackendFailure unreadable(String where, Exception cause) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        where,
                        "cannot be read (" + cause.getMessage() + ")",
                        "See that the file is there and whole, and that memory and disk are free"),
                cause);
    }
}
