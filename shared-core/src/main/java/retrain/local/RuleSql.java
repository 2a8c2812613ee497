package retrain.local;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import retrain.data.Column;
import retrain.data.Rule;
import retrain.data.Schema;
import retrain.spec.DataSpec;
import retrain.spec.QualitySpec;
import retrain.spec.SqlText;

/**
 * Rules as aggregates. Each is three columns: how many rows it is about, how many of them break it, and an example. A missing value
 * breaks completeness and nothing else, as in a CHECK of SQL.
 */
record RuleSql(Schema schema, DataSpec data, Instant now) {
    /** The view that the rules are about. */
    static final String ROWS = "rows";

    private static final int MOST_SHOWN = 5;

    String measures(Rule rule) {
        QualitySpec spec = rule.spec();
        return switch (spec.check()) {
            case COMPLETENESS -> of(spec, "true", missing(spec), key());
            case RANGE, SET, PATTERN -> of(spec, "NOT (" + missing(spec) + ")", broken(spec), value(spec));
            case CONDITION -> of(spec, "true", "NOT coalesce(((" + spec.sql().orElse("true") + "\n)), true)", key());
            case ROWS -> rows(spec);
            case FRESHNESS -> freshness(spec);
            case UNIQUENESS -> uniqueness(spec);
        };
    }

    private static String where(QualitySpec spec) {
        return spec.where().map(w -> "((" + w + "\n))").orElse("true");
    }

    private static String of(QualitySpec spec, String about, String broken, String example) {
        String rows = where(spec) + " AND " + about;
        return filtered("count(*)", rows) + ", " + filtered("count(*)", rows + " AND (" + broken + ")") + ", "
                + filtered("min(" + example + ")", rows + " AND (" + broken + ")");
    }

    private static String filtered(String aggregate, String condition) {
        return aggregate + " FILTER (WHERE " + condition + ")";
    }

    private String broken(QualitySpec spec) {
        Column column = column(spec.columns().get(0));
        String name = SqlText.name(column.name());
        return switch (spec.check()) {
            case RANGE -> "NOT (" + bounds("CAST(" + name + " AS DOUBLE)", spec) + ")";
            case PATTERN ->
                "NOT regexp_full_match(CAST(" + name + " AS VARCHAR), "
                        + SqlText.literal(spec.regex().orElse("")) + ")";
            default ->
                column.kind() == Column.Kind.NUMBER
                        ? "CAST(" + name + " AS DOUBLE) NOT IN (" + String.join(", ", spec.values()) + ")"
                        : "CAST(" + name + " AS VARCHAR) NOT IN ("
                                + spec.values().stream().map(SqlText::literal).collect(Collectors.joining(", ")) + ")";
        };
    }

    private static String bounds(String value, QualitySpec spec) {
        List<String> bounds = new ArrayList<>();
        spec.min().ifPresent(least -> bounds.add(value + " >= " + number(least)));
        spec.max().ifPresent(greatest -> bounds.add(value + " <= " + number(greatest)));
        return String.join(" AND ", bounds);
    }

    private static String number(double number) {
        return "CAST(" + SqlText.literal(Double.toString(number)) + " AS DOUBLE)";
    }

    private static String rows(QualitySpec spec) {
        String count = filtered("count(*)", where(spec));
        return count + ", CASE WHEN " + bounds(count, spec) + " THEN 0 ELSE 1 END, 'there are ' || " + count;
    }

    private String freshness(QualitySpec spec) {
        String newest = filtered("max(" + PreparedRows.instant(data.time().orElse("")) + ")", where(spec));
        String from = "CAST(" + SqlText.literal(spec.asOf().orElse(now.toString())) + " AS TIMESTAMPTZ)";
        String oldest = from + " - INTERVAL " + SqlText.literal(spec.within().orElse(""));
        return filtered("count(*)", where(spec)) + ", CASE WHEN " + newest + " >= " + oldest
                + " THEN 0 ELSE 1 END, 'the newest is of ' || strftime(" + newest + ", '%Y-%m-%dT%H:%M:%SZ')";
    }

    private String uniqueness(QualitySpec spec) {
        List<String> names = spec.columns().stream().map(SqlText::name).toList();
        String there = spec.columns().stream()
                .map(c -> "NOT (" + missing(column(c)) + ")")
                .collect(Collectors.joining(" AND "));
        String rows = where(spec) + " AND " + there;
        String list = String.join(", ", names);
        String twice = "(SELECT " + list + ", count(*) AS retrain_n FROM " + ROWS + " WHERE " + rows + " GROUP BY "
                + list + " HAVING count(*) > 1)";
        return filtered("count(*)", rows) + ", (SELECT coalesce(sum(retrain_n), 0) FROM " + twice + "), (SELECT min("
                + shown(spec.columns()) + " || ' (' || retrain_n || ' rows)') FROM " + twice + ")";
    }

    private String missing(QualitySpec spec) {
        return missing(column(spec.columns().get(0)));
    }

    private static String missing(Column column) {
        String name = SqlText.name(column.name());
        return name + " IS NULL" + (DuckDbInspector.isFloating(column) ? " OR isnan(" + name + ")" : "");
    }

    private Column column(String name) {
        return schema.find(name).orElseThrow();
    }

    private String value(QualitySpec spec) {
        Set<String> columns = new LinkedHashSet<>(spec.columns());
        columns.addAll(keys());
        return shown(List.copyOf(columns));
    }

    private String key() {
        return shown(keys());
    }

    /** {@return what a row is told by: its key; without one its time and first columns} */
    private List<String> keys() {
        if (!data.key().isEmpty()) {
            return data.key();
        }
        Set<String> columns = new LinkedHashSet<>();
        data.time().ifPresent(columns::add);
        schema.names().stream().limit(MOST_SHOWN).forEach(columns::add);
        return List.copyOf(columns);
    }

    private static String shown(List<String> columns) {
        return columns.stream()
                .map(c -> SqlText.literal(c + "=") + " || coalesce(CAST(" + SqlText.name(c) + " AS VARCHAR), '')")
                .collect(Collectors.joining(" || ', ' || "));
    }
}
