package retrain.local;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import retrain.data.Column;
import retrain.monitor.RowSet;
import retrain.monitor.Samples;
import retrain.monitor.Stride;
import retrain.problem.BackendFailure;
import retrain.spec.SqlText;

/** Reads samples of Parquet files with one DuckDB, some columns a query. Throws {@link BackendFailure} if a file cannot be read. */
final class DuckDbSamples implements Samples {
    private static final String MEMORY = "1GB";

    private final DuckDb database;
    private final Map<RowSet, Map<String, Column.Kind>> kinds = new HashMap<>();
    private int types;

    private DuckDbSamples(DuckDb database) {
        this.database = database;
    }

    static DuckDbSamples open() {
        try {
            return new DuckDbSamples(
                    DuckDb.open(new DuckDb.Settings(Optional.empty(), MEMORY, DuckDb.Settings.cores())));
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable("the rows", e);
        }
    }

    @Override
    public long count(RowSet rows) {
        if (rows.tables().isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(String.valueOf(
                    database.texts("SELECT count(*)" + from(rows)).get(0)));
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(where(rows), e);
        }
    }

    @Override
    public float[][] read(RowSet rows, List<Field> fields, Stride stride) {
        List<String> expressions = new ArrayList<>();
        for (Field field : fields) {
            expressions.add(expression(rows, field));
        }
        float[][] values = new float[fields.size()][stride.size()];
        String select = "SELECT " + String.join(", ", expressions) + from(rows);
        try (DuckDbColumns columns = DuckDbColumns.select(database, where(rows), select)) {
            long seen = 0;
            int taken = 0;
            while (columns.next()) {
                int before = taken;
                for (int c = 0; c < values.length; c++) {
                    taken = take(columns, c, values[c], before, seen, stride);
                }
                seen += columns.rows();
            }
        }
        return values;
    }

    /** {@return how many rows are taken after the batch} */
    private static int take(DuckDbColumns columns, int column, float[] target, int taken, long seen, Stride stride) {
        if (stride.step() == 1) {
            columns.numbers(column, target, taken, 1);
            return taken + columns.rows();
        }
        int at = taken;
        for (long row = stride.row(at); row < seen + columns.rows() && at < target.length; row = stride.row(at)) {
            target[at++] = (float) columns.number(column, (int) (row - seen));
        }
        return at;
    }

    private String expression(RowSet rows, Field field) {
        Column.Kind kind = kinds(rows).get(field.column());
        String name = SqlText.name(field.column());
        if (kind == null) {
            return "CAST(NULL AS DOUBLE)";
        }
        if (field.values().isEmpty()) {
            boolean number = kind == Column.Kind.NUMBER || kind == Column.Kind.BOOLEAN;
            return (number ? "CAST(" : "TRY_CAST(") + name + " AS DOUBLE)";
        }
        String type = "values" + types++;
        String literals = field.values().stream().map(SqlText::literal).collect(Collectors.joining(", "));
        try {
            database.execute("CREATE TYPE " + type + " AS ENUM (" + literals + ")");
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(where(rows), e);
        }
        return "CAST(enum_code(TRY_CAST(CAST(" + name + " AS VARCHAR) AS " + type + ")) AS DOUBLE)";
    }

    @Override
    public Frequencies frequencies(RowSet rows, String column, int most) {
        if (!kinds(rows).containsKey(column)) {
            return new Frequencies(new TreeMap<>(), count(rows), false);
        }
        SortedMap<String, Long> found = new TreeMap<>();
        long missing = 0;
        // A text before the count, so that a missing value and the text 'null' are told apart.
        String select = "SELECT CAST(" + SqlText.name(column) + " AS VARCHAR), CAST(count(*) AS DOUBLE)" + from(rows)
                + " GROUP BY 1";
        try (DuckDbColumns columns = DuckDbColumns.select(database, where(rows), select)) {
            while (found.size() <= most && columns.next()) {
                for (int row = 0; row < columns.rows(); row++) {
                    String value = columns.text(0, row);
                    long count = (long) columns.number(1, row);
                    if (value == null) {
                        missing = count;
                    } else {
                        found.put(value, count);
                    }
                }
            }
        }
        return new Frequencies(found, missing, found.size() > most);
    }

    private Map<String, Column.Kind> kinds(RowSet rows) {
        return kinds.computeIfAbsent(rows, this::described);
    }

    private Map<String, Column.Kind> described(RowSet rows) {
        Map<String, Column.Kind> found = new HashMap<>();
        try {
            for (DuckDbTypes.Described column : DuckDbTypes.describe(database, "SELECT *" + from(rows))) {
                DuckDbTypes.kind(column.sqlType()).ifPresent(kind -> found.put(column.name(), kind));
            }
            return found;
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(where(rows), e);
        }
    }

    /** {@return the end of a query of the rows} */
    static String from(RowSet rows) {
        List<String> conditions = new ArrayList<>();
        rows.time().map(PreparedRows::instant).ifPresent(time -> {
            rows.from().ifPresent(f -> conditions.add(time + " >= TIMESTAMPTZ " + SqlText.literal(f.toString())));
            rows.to().ifPresent(t -> conditions.add(time + " < TIMESTAMPTZ " + SqlText.literal(t.toString())));
        });
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return " FROM " + DuckDb.parquet(rows.tables()) + where;
    }

    private static String where(RowSet rows) {
        return rows.tables().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable("the rows", e);
        }
    }
}
