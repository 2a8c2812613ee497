package retrain.spec;

import java.util.List;
import java.util.Optional;

/** A rule that the prepared rows must keep. */
public record QualitySpec(
        @Key(
                doc =
                        "completeness: 'columns' have values; uniqueness: no two rows agree in 'columns'; range: 'columns' are from 'min' to"
                                + " 'max'; set: they are among 'values'; pattern: the whole text matches 'regex'; rows: there are 'min' to 'max' of"
                                + " them; freshness: the newest 'data.time' is within 'within' of now; condition: 'sql' is not false.")
        Check check,

        @Key(doc = "The columns it is about: each for itself, those of uniqueness together.", orElse = "[]")
        List<String> columns,

        @Key(doc = "The least number allowed.") Optional<Double> min,

        @Key(doc = "The greatest number allowed.") Optional<Double> max,

        @Key(doc = "The values allowed, as texts.", orElse = "[]")
        List<String> values,

        @Key(doc = "A regular expression in RE2's syntax.") Optional<String> regex,

        @Key(
                doc = "How old the newest row may be: '2 days', '1 month'.",
                pattern = "[1-9][0-9]* (minute|hour|day|week|month|year)s?")
        Optional<String> within,

        @Key(
                doc =
                        "The time that 'within' goes back from: 2013-09-01 or 2013-09-01T00:00:00Z. Absent: now, to the minute.")
        Optional<String> asOf,

        @Key(doc = "A condition on a row, in DuckDB's SQL: arr_time > dep_time. A row that makes it NULL keeps it.")
        Optional<String> sql,

        @Key(doc = "Only the rows that meet this condition, in DuckDB's SQL.")
        Optional<String> where,

        @Key(doc = "The share of rows that may break the rule.", orElse = "0", min = 0, max = 1)
        double tolerate,

        @Key(
                doc = "block: the run ends before anything is trained; warn: it is told, and that is all.",
                orElse = "block")
        Severity severity) {
    public QualitySpec {
        columns = List.copyOf(columns);
        values = List.copyOf(values);
    }

    /** What is looked at. */
    public enum Check {
        COMPLETENESS,
        UNIQUENESS,
        RANGE,
        SET,
        PATTERN,
        ROWS,
        FRESHNESS,
        CONDITION
    }

    /** What a broken rule does to the run. */
    public enum Severity {
        BLOCK,
        WARN
    }

    /** {@return a rule on a column that others than the user state} */
    public static QualitySpec of(Check check, String column, double tolerate, Severity severity) {
        return new QualitySpec(
                check,
                List.of(column),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                tolerate,
                severity);
    }

    /** {@return the same on other columns} */
    public QualitySpec of(List<String> others) {
        return new QualitySpec(check, others, min, max, values, regex, within, asOf, sql, where, tolerate, severity);
    }

    /** {@return the same between bounds} */
    public QualitySpec between(Optional<Double> least, Optional<Double> greatest) {
        return new QualitySpec(
                check, columns, least, greatest, values, regex, within, asOf, sql, where, tolerate, severity);
    }

    /** {@return the same with other values} */
    public QualitySpec among(List<String> allowed) {
        return new QualitySpec(check, columns, min, max, allowed, regex, within, asOf, sql, where, tolerate, severity);
    }

    /** {@return the same with a condition} */
    public QualitySpec that(String condition) {
        return new QualitySpec(
                check,
                columns,
                min,
                max,
                values,
                regex,
                within,
                asOf,
                Optional.of(condition),
                where,
                tolerate,
                severity);
    }
}
