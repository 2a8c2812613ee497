package retrain.local;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.AdaptSpec;
import retrain.spec.SqlText;

/** Adapts columns of the prepared rows by the rules of the spec, in place: each column is rewritten once, all others are left alone. */
final class Adaptation {
    private static final String ALTER = "ALTER TABLE " + PreparedRows.TABLE + " ";

    private final DuckDb database;
    private final List<Problem> problems = new ArrayList<>();

    private Adaptation(DuckDb database) {
        this.database = database;
    }

    /**
     * Adapts the table.
     *
     * @throws InvalidInput with every rule that cannot be applied, and how many values stand against it
     */
    static void apply(DuckDb database, Map<String, AdaptSpec> columns) throws SQLException {
        Adaptation adaptation = new Adaptation(database);
        for (Map.Entry<String, AdaptSpec> column : columns.entrySet()) {
            adaptation.column(column.getKey(), column.getValue());
        }
        if (!adaptation.problems.isEmpty()) {
            throw new InvalidInput(adaptation.problems);
        }
    }

    private Optional<String> type(String column) throws SQLException {
        return DuckDbTypes.describe(database, "SELECT * FROM " + PreparedRows.TABLE).stream()
                .filter(c -> c.name().equals(column))
                .map(DuckDbTypes.Described::sqlType)
                .findFirst();
    }

    private void column(String name, AdaptSpec rule) throws SQLException {
        Optional<String> from = rule.from();
        if (type(name).isEmpty() && from.isPresent() && type(from.get()).isPresent()) {
            database.execute(ALTER + "RENAME COLUMN " + SqlText.name(from.get()) + " TO " + SqlText.name(name));
        }
        Optional<String> type = type(name);
        if (type.isPresent()) {
            change(name, rule, type.get());
        } else if (rule.fill().isPresent()) {
            add(name, rule, rule.fill().get());
        } else {
            wrong(
                    name,
                    "the prepared rows have neither '" + name + "'"
                            + from.map(f -> " nor '" + f + "'").orElse(", nor does the rule say what stands in for it"),
                    "Select it in the prepare query, or add 'fill'");
        }
    }

    private void add(String name, AdaptSpec rule, String fill) throws SQLException {
        boolean number = fill.matches("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
        String type = rule.cast().orElse(number ? "DOUBLE" : "VARCHAR");
        if (fits(name, fill, type)) {
            database.execute(ALTER + "ADD COLUMN " + SqlText.name(name) + " " + type + " DEFAULT CAST("
                    + SqlText.literal(fill) + " AS " + type + ")");
        }
    }

    private void change(String name, AdaptSpec rule, String before) throws SQLException {
        String type = rule.cast().orElse(before);
        String value = mapped(name, rule);
        if (!casts(name, value, type) || !fits(name, rule.fill().orElse(null), type)) {
            return;
        }
        value = "CAST(" + value + " AS " + type + ")";
        if (rule.times().isPresent() || rule.plus().isPresent()) {
            if (!DuckDbTypes.kind(type).equals(Optional.of(Column.Kind.NUMBER))) {
                wrong(name, "is a " + type + ", and the rule counts with it", "Add 'cast: DOUBLE'");
                return;
            }
            value = "CAST(" + value + " AS DOUBLE) * CAST('" + rule.times().orElse(1.0) + "' AS DOUBLE) + CAST('"
                    + rule.plus().orElse(0.0) + "' AS DOUBLE)";
            type = "DOUBLE";
        }
        if (rule.fill().isPresent()) {
            String present = type.equals("DOUBLE") || type.equals("FLOAT")
                    ? "CASE WHEN NOT isnan(" + value + ") THEN " + value + " END"
                    : value;
            value = "coalesce(" + present + ", CAST("
                    + SqlText.literal(rule.fill().get()) + " AS " + type + "))";
        }
        database.execute(
                ALTER + "ALTER COLUMN " + SqlText.name(name) + " SET DATA TYPE " + type + " USING (" + value + ")");
    }

    private static String mapped(String name, AdaptSpec rule) {
        String column = SqlText.name(name);
        if (rule.map().isEmpty()) {
            return column;
        }
        String text = "CAST(" + column + " AS VARCHAR)";
        return rule.map().entrySet().stream()
                .map(e -> " WHEN " + SqlText.literal(e.getKey()) + " THEN " + SqlText.literal(e.getValue()))
                .collect(Collectors.joining("", "CASE " + text, " ELSE " + text + " END"));
    }

    /** {@return whether every value can be cast; if not, it is noted} */
    private boolean casts(String name, String value, String type) throws SQLException {
        String fails = value + " IS NOT NULL AND TRY_CAST(" + value + " AS " + type + ") IS NULL";
        @Nullable
        String[] found = database.rows("SELECT count(*) FILTER (WHERE " + fails + "), min(CAST(" + value
                        + " AS VARCHAR)) FILTER (WHERE " + fails + ") FROM " + PreparedRows.TABLE)
                .get(0);
        boolean all = Objects.equals(found[0], "0");
        if (!all) {
            wrong(
                    name,
                    "cannot be cast to " + type + " in " + found[0] + " rows, such as '" + found[1] + "'",
                    "Say under 'map' what such values stand for, or correct them");
        }
        return all;
    }

    private boolean fits(String name, @Nullable String fill, String type) throws SQLException {
        if (fill == null
                || database.texts("SELECT TRY_CAST(" + SqlText.literal(fill) + " AS " + type + ")")
                                .get(0)
                        != null) {
            return true;
        }
        wrong(name, "is to be filled with '" + fill + "', which is no " + type, "Correct 'fill' or 'cast'");
        return false;
    }

    private void wrong(String name, String what, String cure) {
        problems.add(new Problem(Code.DATA_UNUSABLE, "data.schema.columns." + name, what, cure));
    }
}
