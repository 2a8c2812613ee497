package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import retrain.spec.SqlText;
import retrain.spec.Task;

/**
 * Rows as SageMaker's built-in XGBoost reads them: numbers of 32 bits, the label first. They are Parquet files, because of the numbers of a
 * CSV file XGBoost's own reader misses one in fifty by the last bit, so that a row may be on the wrong side of a split when it is scored.
 */
final class EncodedFiles {
    /** From here on a double is an infinite float. */
    private static final String LARGEST = "3.4028235677973366e38";

    /** Of the counts. */
    private static final int FIRST_FEATURE = 3;

    private final DuckDb database;
    private final XgboostCard card;
    private final List<String> expressions;
    private final String label;
    private final String from;

    private EncodedFiles(DuckDb database, Path table, XgboostCard card) throws SQLException {
        this.database = database;
        this.card = card;
        this.expressions = EncodedRows.expressions(database, card, true);
        this.label = expressions.get(expressions.size() - 1);
        this.from = " FROM " + DuckDb.parquet(table);
    }

    /**
     * Writes the rows of a table.
     *
     * @param side training or validation, for messages
     * @param bothClasses whether there must be rows of both
     * @param parts the files; each gets as many rows as the others, or one more
     * @throws retrain.problem.InvalidInput if the rows cannot be trained on
     */
    static void write(Path table, XgboostCard card, String side, boolean bothClasses, List<Path> parts) {
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            EncodedFiles files = new EncodedFiles(database, table, card);
            files.write(parts, files.checked(side, bothClasses));
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(table.toString(), e);
        }
    }

    private void write(List<Path> parts, long rows) throws SQLException {
        List<String> columns = new ArrayList<>();
        columns.add(column(label, card.target()));
        for (int i = 0; i < card.features().size(); i++) {
            columns.add(column(expressions.get(i), card.features().get(i).name()));
        }
        String select = "SELECT " + String.join(", ", columns) + from;
        for (int i = 0; i < parts.size(); i++) {
            long begin = rows * i / parts.size();
            long end = rows * (i + 1) / parts.size();
            database.execute("COPY (" + select + " LIMIT " + (end - begin) + " OFFSET " + begin + ") TO "
                    + SqlText.literal(parts.get(i).toAbsolutePath().toString()) + " (FORMAT parquet)");
        }
    }

    private static String column(String expression, String name) {
        return "CAST(" + expression + " AS FLOAT) AS " + SqlText.name(name);
    }

    /** {@return how many rows there are} */
    private long checked(String side, boolean bothClasses) throws SQLException {
        List<String> counts = new ArrayList<>();
        counts.add("count(*)");
        counts.add(counted(label + " IS NULL OR "
                + (card.task() == Task.BINARY
                        ? label + " NOT IN (0, 1)"
                        : "isnan(" + label + ") OR " + beyond(label))));
        counts.add(counted(label + " = 1"));
        for (String feature : expressions.subList(0, card.features().size())) {
            counts.add(counted(beyond(feature)));
        }
        @Nullable
        String[] found =
                database.rows("SELECT " + String.join(", ", counts) + from).get(0);
        boolean[] infinite = new boolean[card.features().size()];
        for (int i = 0; i < infinite.length; i++) {
            infinite[i] = number(found, FIRST_FEATURE + i) > 0;
        }
        long rows = number(found, 0);
        new RowFaults(card, side, rows, infinite, number(found, 1), number(found, 2)).refuse(bothClasses);
        return rows;
    }

    private static String counted(String condition) {
        return "count(*) FILTER (WHERE " + condition + ")";
    }

    /** DuckDB takes NaN for greater than all numbers. */
    private static String beyond(String expression) {
        return "(abs(" + expression + ") > " + LARGEST + " AND NOT isnan(" + expression + "))";
    }

    private static long number(@Nullable String[] found, int at) {
        return Long.parseLong(String.valueOf(found[at]));
    }
}
