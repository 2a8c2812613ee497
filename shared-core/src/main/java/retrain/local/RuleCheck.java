package retrain.local;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import retrain.data.Column;
import retrain.data.Rule;
import retrain.data.Schema;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.QualitySpec;
import retrain.spec.QualitySpec.Check;
import retrain.spec.SqlText;

/** What is wrong with rules, now that the columns are known. */
final class RuleCheck {
    private final DuckDb database;
    private final Schema schema;
    private final List<Problem> problems = new ArrayList<>();

    RuleCheck(DuckDb database, Schema schema) {
        this.database = database;
        this.schema = schema;
    }

    List<Problem> problems(List<Rule> rules) throws SQLException {
        for (Rule rule : rules) {
            QualitySpec spec = rule.spec();
            for (String column : spec.columns()) {
                column(rule, column);
            }
            if (spec.regex().isPresent()) {
                regex(rule.where(), spec.regex().get());
            }
            if (spec.sql().isPresent()) {
                condition(rule.where() + ".sql", spec.sql().get());
            }
            if (spec.where().isPresent()) {
                condition(rule.where() + ".where", spec.where().get());
            }
        }
        return problems.stream().distinct().toList();
    }

    private void column(Rule rule, String name) {
        Optional<Column> column = schema.find(name);
        if (column.isEmpty()) {
            add(
                    rule.where(),
                    "the prepared rows have no column '" + name + "'",
                    "Name one of " + schema.names().stream().limit(40).collect(Collectors.joining(", ")));
            return;
        }
        boolean number = column.get().kind() == Column.Kind.NUMBER;
        if (rule.spec().check() == Check.RANGE && !number) {
            add(
                    rule.where(),
                    "'" + name + "' is a " + column.get().sqlType() + ", which has no range",
                    "Use a condition instead: {check: condition, sql: ...}");
        }
        for (String value : rule.spec().values()) {
            if (number && !value.matches("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
                add(rule.where(), "'" + value + "' is no number, and '" + name + "' holds numbers", "Correct 'values'");
            }
        }
    }

    private void regex(String where, String regex) {
        try {
            database.texts("SELECT regexp_full_match('', " + SqlText.literal(regex) + ")");
        } catch (SQLException e) {
            add(
                    where,
                    "'" + regex + "' is no regular expression: "
                            + SqlFault.of(e).line(),
                    "Mend 'regex'");
        }
    }

    /** It is looked through as a prepare query is, then bound to the columns where an aggregate or a window has no place. */
    private void condition(String where, String condition) throws SQLException {
        try {
            PrepareQuery.condition(database, where, condition, Set.of(RuleSql.ROWS));
        } catch (InvalidInput e) {
            problems.addAll(e.problems());
            return;
        }
        String sql = "SELECT any_value((" + condition + "\n)) FROM " + RuleSql.ROWS;
        try {
            String type = DuckDbTypes.describe(database, sql).get(0).sqlType();
            if (!type.equals("BOOLEAN")) {
                add(where, "is a " + type + ", not true or false", "Compare it with something");
            }
        } catch (SQLException e) {
            add(where, SqlFault.of(e).line(), "Correct the condition");
        }
    }

    private void add(String where, String what, String cure) {
        problems.add(new Problem(Code.DATA_SQL, where, what, cure));
    }
}
