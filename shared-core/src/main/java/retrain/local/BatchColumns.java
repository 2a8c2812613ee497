package retrain.local;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.Schema;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.SqlText;

/** Whether the rows of a batch have the columns that its model was made with. */
final class BatchColumns {
    private static final String CURE =
            "Mend the batch, or the prepare query; if the new columns are to stay, 'run' makes a model of them";

    private BatchColumns() {}

    /**
     * Compares the prepared rows with the base. A text file tells no type of a column without any value: such a column is given its type.
     *
     * @throws InvalidInput {@code DATA_UNUSABLE} with every column that is missing, new or of another kind
     */
    static void fit(DuckDb database, Schema base, Optional<String> time) throws SQLException {
        Map<String, String> found = new HashMap<>();
        for (DuckDbTypes.Described column : DuckDbTypes.describe(database, "SELECT * FROM " + PreparedRows.TABLE)) {
            found.put(column.name(), column.sqlType());
        }
        List<Problem> problems = new ArrayList<>();
        for (Column column : base.columns()) {
            @Nullable String type = found.remove(column.name());
            if (type == null) {
                problems.add(problem(column.name(), "is missing in the batch's rows, and the model's have it"));
            } else if (!time.equals(Optional.of(column.name())) && !isOf(column.kind(), type)) {
                fit(database, column, type, problems);
            }
        }
        found.keySet().stream()
                .sorted()
                .forEach(name -> problems.add(problem(name, "is in the batch's rows, and not in the model's")));
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private static boolean isOf(Column.Kind kind, String sqlType) {
        return DuckDbTypes.kind(sqlType).equals(Optional.of(kind));
    }

    private static void fit(DuckDb database, Column column, String type, List<Problem> problems) throws SQLException {
        String name = SqlText.name(column.name());
        String values = String.valueOf(database.texts("SELECT count(" + name + ") FROM " + PreparedRows.TABLE)
                .get(0));
        if (values.equals("0")) {
            database.execute(
                    "ALTER TABLE " + PreparedRows.TABLE + " ALTER COLUMN " + name + " TYPE " + column.sqlType());
        } else {
            problems.add(problem(
                    column.name(), "is " + type + " in the batch, and " + column.sqlType() + " in the model's rows"));
        }
    }

    private static Problem problem(String column, String what) {
        return new Problem(Code.DATA_UNUSABLE, "column '" + column + "'", what, CURE);
    }
}
