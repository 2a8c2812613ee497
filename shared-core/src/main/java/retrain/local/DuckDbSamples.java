package retrain.local;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.monitor.SamplePlan.Sample;
import retrain.monitor.SamplePlan.Table;
import retrain.monitor.Samples;
import retrain.monitor.Stride;
import retrain.problem.BackendFailure;
import retrain.spec.SqlText;

/** Reads samples of Parquet files with one DuckDB, some columns a query. Throws {@link BackendFailure} if a file cannot be read. */
class DuckDbSamples implements Samples {
    private static final String MEMORY = "1GB";

    private final DuckDb database;
    private final Map<Table, Map<String, String>> types = new HashMap<>();

    DuckDbSamples(DuckDb database) {
        this.database = database;
    }

    static DuckDbSamples open() {
        return new DuckDbSamples(database());
    }

    static DuckDb database() {
        try {
            return DuckDb.open(new DuckDb.Settings(Optional.empty(), MEMORY, DuckDb.Settings.cores()));
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable("the rows", e);
        }
    }

    DuckDb opened() {
        return database;
    }

    /**
     * Where the rows of a sample are.
     *
     * @param from the end of a query that gives them in order
     * @param name of a column there, in SQL
     * @param stride which of those rows are taken
     */
    record Place(String from, UnaryOperator<String> name, Stride stride) {}

    Place place(Table table, Sample sample) {
        return new Place(" FROM " + DuckDb.parquet(table.file()), SqlText::name, sample.of(table));
    }

    /** {@return a query of the values of a column as texts, each with its rows as a {@code DOUBLE}} */
    String counts(Table table, String column, String type) {
        return "SELECT CAST(" + SqlText.name(column) + " AS VARCHAR), CAST(count(*) AS DOUBLE) FROM "
                + DuckDb.parquet(table.file()) + " GROUP BY 1";
    }

    @Override
    public final float[][] numbers(Table table, Sample sample, List<String> columns) {
        Place place = place(table, sample);
        float[][] values = new float[columns.size()][place.stride().size()];
        take(table, place, columns.stream().map(c -> number(table, place, c)).toList(), new Taking() {
            @Override
            public void all(DuckDbColumns batch, int column, int at) {
                batch.numbers(column, values[column], at, 1);
            }

            @Override
            public void one(DuckDbColumns batch, int column, int row, int at) {
                values[column][at] = (float) batch.number(column, row);
            }
        });
        return values;
    }

    @Override
    public final @Nullable String[][] texts(Table table, Sample sample, List<String> columns) {
        Place place = place(table, sample);
        @Nullable String[][] values = new String[columns.size()][place.stride().size()];
        take(
                table,
                place,
                columns.stream().map(c -> text(table, place, c)).toList(),
                (batch, column, row, at) -> values[column][at] = batch.text(column, row));
        return values;
    }

    /** What is done with the rows that are taken. */
    private interface Taking {
        void one(DuckDbColumns batch, int column, int row, int at);

        default void all(DuckDbColumns batch, int column, int at) {
            for (int row = 0; row < batch.rows(); row++) {
                one(batch, column, row, at + row);
            }
        }
    }

    private void take(Table table, Place place, List<String> expressions, Taking taking) {
        if (expressions.isEmpty()) {
            return;
        }
        String select = "SELECT " + String.join(", ", expressions) + place.from();
        try (DuckDbColumns batch = DuckDbColumns.select(database, where(table), select)) {
            long seen = 0;
            int taken = 0;
            while (batch.next()) {
                int before = taken;
                for (int c = 0; c < expressions.size(); c++) {
                    taken = take(batch, c, before, seen, place.stride(), taking);
                }
                seen += batch.rows();
            }
        }
    }

    /** {@return how many rows are taken after the batch} */
    private static int take(DuckDbColumns batch, int column, int taken, long seen, Stride stride, Taking taking) {
        if (stride.step() == 1) {
            taking.all(batch, column, taken);
            return taken + batch.rows();
        }
        int at = taken;
        for (long row = stride.row(at); row < seen + batch.rows() && at < stride.size(); row = stride.row(at)) {
            taking.one(batch, column, (int) (row - seen), at++);
        }
        return at;
    }

    private String number(Table table, Place place, String column) {
        Optional<Column.Kind> kind = type(table, column).flatMap(DuckDbTypes::kind);
        if (kind.isEmpty()) {
            return "CAST(NULL AS DOUBLE)";
        }
        boolean number = kind.get() == Column.Kind.NUMBER || kind.get() == Column.Kind.BOOLEAN;
        return (number ? "CAST(" : "TRY_CAST(") + place.name().apply(column) + " AS DOUBLE)";
    }

    private String text(Table table, Place place, String column) {
        return "CAST(" + (type(table, column).isEmpty() ? "NULL" : place.name().apply(column)) + " AS VARCHAR)";
    }

    @Override
    public final Frequencies frequencies(Table table, String column, int most) {
        Optional<String> type = type(table, column);
        if (type.isEmpty()) {
            return new Frequencies(new TreeMap<>(), table.rows(), false);
        }
        SortedMap<String, Long> found = new TreeMap<>();
        long missing = 0;
        // A text before the count, so that a missing value and the text 'null' are told apart.
        try (DuckDbColumns columns = DuckDbColumns.select(database, where(table), counts(table, column, type.get()))) {
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

    private Optional<String> type(Table table, String column) {
        return Optional.ofNullable(types(table).get(column));
    }

    /** {@return the types of the columns that can be read, by name, in DuckDB's words} */
    final Map<String, String> types(Table table) {
        return types.computeIfAbsent(table, this::described);
    }

    private Map<String, String> described(Table table) {
        try {
            return DuckDbTypes.describe(database, "SELECT * FROM " + DuckDb.parquet(table.file())).stream()
                    .filter(c -> DuckDbTypes.kind(c.sqlType()).isPresent())
                    .collect(Collectors.toMap(DuckDbTypes.Described::name, DuckDbTypes.Described::sqlType));
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(where(table), e);
        }
    }

    private static String where(Table table) {
        return table.file().toString();
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
