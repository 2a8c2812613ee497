package retrain.local;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.Schema;
import retrain.evaluate.SliceName;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.Spec;
import retrain.spec.SqlText;
import retrain.spec.Task;

/** The rows that the prepare query gave, in a table of DuckDB; and what can be wrong with them. */
final class PreparedRows {
    /** The table. */
    static final String TABLE = "retrain_prepared";

    /** Beyond this many values a text is no category but a name, and one would train on noise. */
    private static final int MOST_CATEGORIES = 10_000;

    private static final int MOST_SHOWN = 5;

    private final DuckDb database;
    private final Spec spec;
    private final Schema schema;
    private final List<Problem> problems = new ArrayList<>();

    private PreparedRows(DuckDb database, Spec spec, Schema schema, List<Problem> problems) {
        this.database = database;
        this.spec = spec;
        this.schema = schema;
        this.problems.addAll(problems);
    }

    static PreparedRows of(DuckDb database, Spec spec) throws SQLException {
        List<Column> columns = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (DuckDbTypes.Described found : DuckDbTypes.describe(database, "SELECT * FROM " + TABLE)) {
            if (found.name().equals(SparkTask.Prepare.SIDE)) {
                continue;
            }
            DuckDbTypes.kind(found.sqlType())
                    .ifPresentOrElse(
                            kind -> columns.add(new Column(found.name(), kind, found.sqlType())),
                            () -> problems.add(unusable(
                                    found.name(),
                                    "is a " + found.sqlType() + ", which is no number, text or time",
                                    "Leave it out of the prepare query, or take the numbers and texts out of it")));
        }
        return new PreparedRows(database, spec, new Schema(columns), problems);
    }

    Schema schema() {
        return schema;
    }

    Optional<String> time() {
        return spec.data().time();
    }

    /** {@return the columns to train on} */
    List<String> features() {
        if (spec.data().features().isPresent()) {
            return spec.data().features().get();
        }
        Set<String> others = new HashSet<>(spec.data().key());
        others.add(spec.target());
        others.addAll(spec.data().ignore());
        spec.data().group().ifPresent(others::add);
        time().ifPresent(others::add);
        return schema.names().stream().filter(n -> !others.contains(n)).toList();
    }

    /** {@return a column as it is kept: a time that is a text becomes a time} */
    String kept(Column column) {
        boolean text = time().equals(Optional.of(column.name())) && column.kind() == Column.Kind.CATEGORY;
        String name = SqlText.name(column.name());
        return text ? instant(column.name()) + " AS " + name : name;
    }

    /** {@return a time column as an instant; without a zone it is in UTC} */
    static String instant(String column) {
        return "CAST(" + SqlText.name(column) + " AS TIMESTAMPTZ)";
    }

    /**
     * Looks at everything.
     *
     * @throws InvalidInput with all that is wrong with the columns and their values
     */
    void check() throws SQLException {
        check(false);
    }

    /** As {@link #check}, but the rows may all be of one class: they are few, and a model that knows the others goes on with them. */
    void checkBatch() throws SQLException {
        check(true);
    }

    private void check(boolean batch) throws SQLException {
        if (count("SELECT count(*) FROM " + TABLE) == 0) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    "data.prepare",
                    "gives no rows",
                    "See that its joins and conditions keep rows"));
            throw new InvalidInput(problems);
        }
        names();
        target(batch);
        time().flatMap(schema::find).ifPresent(this::time);
        key();
        group();
        for (String feature : features()) {
            Optional<Column> column = schema.find(feature);
            if (column.isPresent()) {
                feature(column.get());
            }
        }
        if (features().isEmpty()) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    "data.features",
                    "there is no column to train on",
                    "Select more columns in the prepare query"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private void names() {
        exists("target", spec.target());
        time().ifPresent(t -> exists("data.time", t));
        spec.data().key().forEach(k -> exists("data.key", k));
        spec.data().group().ifPresent(g -> exists("data.group", g));
        spec.data().ignore().forEach(i -> exists("data.ignore", i));
        spec.data().features().ifPresent(f -> f.forEach(n -> exists("data.features", n)));
        spec.evaluate()
                .slices()
                .forEach(s -> exists("evaluate.slices", SliceName.parse(s).column()));
        if (features().contains(spec.target())) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    "data.features",
                    "names the target '" + spec.target() + "'",
                    "Take it out of the features"));
        }
        if (new LinkedHashSet<>(features()).size() < features().size()) {
            problems.add(
                    new Problem(Code.DATA_UNUSABLE, "data.features", "names a column twice", "Name each feature once"));
        }
    }

    private void exists(String key, String column) {
        if (schema.find(column).isEmpty()) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    key,
                    "the prepared rows have no column '" + column + "'",
                    "Name one of " + schema.names().stream().limit(40).collect(Collectors.joining(", "))
                            + ", or select it in the prepare query"));
        }
    }

    private static Problem unusable(String column, String what, String cure) {
        return new Problem(Code.DATA_UNUSABLE, "column '" + column + "'", what, cure);
    }

    private void target(boolean batch) throws SQLException {
        Optional<Column> found = schema.find(spec.target());
        if (found.isEmpty()) {
            return;
        }
        Column target = found.get();
        String name = SqlText.name(target.name());
        long missing = count("SELECT count(*) FROM " + TABLE + " WHERE " + missing(target));
        if (missing > 0) {
            problems.add(unusable(
                    target.name(),
                    "is the target, and has no value in " + missing + " rows",
                    "Leave such rows out: WHERE " + target.name() + " IS NOT NULL"));
        }
        boolean number = target.kind() == Column.Kind.NUMBER;
        if (target.kind() == Column.Kind.TIME || (spec.task() == Task.REGRESSION && !number)) {
            problems.add(unusable(
                    target.name(),
                    "is a " + target.sqlType() + ", which the task cannot predict",
                    "Make a number of it in the prepare query, or correct 'task'"));
            return;
        }
        List<String> values = texts("SELECT DISTINCT CAST(" + name + " AS VARCHAR) FROM " + TABLE + " WHERE NOT ("
                + missing(target) + ") ORDER BY 1 LIMIT " + (MOST_SHOWN + 1));
        if (values.size() == 1 && !batch) {
            problems.add(unusable(
                    target.name(),
                    "is the target, and is " + values.get(0) + " in all rows",
                    "See that the prepare query keeps rows of every outcome"));
        } else if (spec.task() == Task.BINARY) {
            binary(target, name, values);
        }
        if (number && count(infinite(name)) > 0) {
            infinity(target, count(infinite(name)));
        }
    }

    private void binary(Column target, String name, List<String> values) throws SQLException {
        String other = "SELECT count(*) FROM " + TABLE + " WHERE CAST(" + name + " AS DOUBLE) NOT IN (0, 1)";
        boolean wrong =
                target.kind() == Column.Kind.CATEGORY || (target.kind() == Column.Kind.NUMBER && count(other) > 0);
        if (wrong) {
            String shown = values.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
            problems.add(unusable(
                    target.name(),
                    "is the target of a binary task, and holds " + shown + (values.size() > MOST_SHOWN ? ", ..." : ""),
                    "Make it 0 and 1, or false and true, in the prepare query; or write 'task: "
                            + (target.kind() == Column.Kind.NUMBER && values.size() > MOST_SHOWN
                                    ? "regression"
                                    : "multiclass")
                            + "'"));
        }
    }

    private static String missing(Column column) {
        String name = SqlText.name(column.name());
        boolean floating = column.sqlType().equals("DOUBLE") || column.sqlType().equals("FLOAT");
        return name + " IS NULL" + (floating ? " OR isnan(" + name + ")" : "");
    }

    private void time(Column time) {
        String name = SqlText.name(time.name());
        try {
            long missing = count("SELECT count(*) FROM " + TABLE + " WHERE " + name + " IS NULL");
            if (missing > 0) {
                problems.add(unusable(
                        time.name(),
                        "is the time, and has no value in " + missing + " rows",
                        "Leave such rows out: WHERE " + time.name() + " IS NOT NULL"));
            }
            if (time.kind() == Column.Kind.CATEGORY) {
                unparsed(time, name);
            } else if (time.kind() != Column.Kind.TIME) {
                problems.add(unusable(
                        time.name(),
                        "is the time, but is a " + time.sqlType(),
                        "Make a time of it in the prepare query: to_timestamp(" + time.name()
                                + ") if it counts seconds since 1970"));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void unparsed(Column time, String name) throws SQLException {
        String wrong =
                " FROM " + TABLE + " WHERE " + name + " IS NOT NULL AND TRY_CAST(" + name + " AS TIMESTAMPTZ) IS NULL";
        long rows = count("SELECT count(*)" + wrong);
        if (rows > 0) {
            problems.add(unusable(
                    time.name(),
                    "is the time, and is not one in " + rows + " rows, such as '"
                            + texts("SELECT min(" + name + ")" + wrong).get(0) + "'",
                    "Parse it in the prepare query: strptime(" + time.name() + ", '%d/%m/%Y %H:%M')"));
        }
    }

    private void key() throws SQLException {
        List<String> key = spec.data().key();
        if (key.isEmpty() || key.stream().anyMatch(k -> schema.find(k).isEmpty())) {
            return;
        }
        String list = key.stream().map(SqlText::name).collect(Collectors.joining(", "));
        missing("data.key", key);
        String twice =
                "SELECT " + list + ", count(*) AS n FROM " + TABLE + " GROUP BY " + list + " HAVING count(*) > 1";
        long keys = count("SELECT count(*) FROM (" + twice + ")");
        if (keys > 0) {
            @Nullable
            String[] example = database.rows("SELECT * FROM (" + twice + ") ORDER BY " + list + " LIMIT 1")
                    .get(0);
            StringBuilder shown = new StringBuilder();
            for (int i = 0; i < key.size(); i++) {
                shown.append(i == 0 ? "" : ", ").append(key.get(i)).append('=').append(example[i]);
            }
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    "data.key",
                    keys + " keys are those of several rows, such as " + shown + " (" + example[key.size()] + " rows)",
                    "Add the column that tells the rows apart to data.key, or keep one of them: SELECT DISTINCT ON ("
                            + list + ")"));
        }
    }

    private void group() throws SQLException {
        Optional<String> group = spec.data().group();
        if (group.flatMap(schema::find).isPresent()) {
            missing("data.group", List.of(group.get()));
        }
    }

    private void missing(String key, List<String> columns) throws SQLException {
        String anyNull = columns.stream().map(c -> SqlText.name(c) + " IS NULL").collect(Collectors.joining(" OR "));
        long missing = count("SELECT count(*) FROM " + TABLE + " WHERE " + anyNull);
        if (missing > 0) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    key,
                    "has no value in " + missing + " rows",
                    "Leave such rows out in the prepare query, or choose columns that are always there"));
        }
    }

    private void feature(Column feature) throws SQLException {
        String name = SqlText.name(feature.name());
        if (feature.kind() == Column.Kind.TIME) {
            problems.add(
                    unusable(
                            feature.name(),
                            "is a time, which cannot be trained on",
                            "Take numbers out of it in the prepare query (hour(...), dayofweek(...)), or name it under data.ignore"));
        } else if (feature.kind() == Column.Kind.NUMBER) {
            long rows = count(infinite(name));
            if (rows > 0) {
                infinity(feature, rows);
            }
        } else if (feature.kind() == Column.Kind.CATEGORY) {
            long about = count("SELECT approx_count_distinct(" + name + ") FROM " + TABLE);
            long values =
                    about > MOST_CATEGORIES / 2 ? count("SELECT count(DISTINCT " + name + ") FROM " + TABLE) : about;
            if (values > MOST_CATEGORIES) {
                problems.add(unusable(
                        feature.name(),
                        "is a text with " + values + " values, more than the " + MOST_CATEGORIES
                                + " that can be trained on",
                        "Name it under data.key or data.ignore, or group its values in the prepare query"));
            }
        }
    }

    /** Trainers compute in single precision: what does not fit there is infinite to them. */
    private static String infinite(String name) {
        return "SELECT count(*) FROM " + TABLE + " WHERE abs(CAST(" + name + " AS DOUBLE)) > " + Float.MAX_VALUE
                + " AND NOT isnan(CAST(" + name + " AS DOUBLE))";
    }

    private void infinity(Column column, long rows) {
        problems.add(
                unusable(
                        column.name(),
                        "is infinite, or beyond " + Float.MAX_VALUE + ", in " + rows + " rows",
                        "Make it missing in the prepare query: CASE WHEN isfinite(x) THEN x END; or mend the division by zero"));
    }

    long count(String sql) throws SQLException {
        return Long.parseLong(Objects.requireNonNull(database.texts(sql).get(0)));
    }

    List<String> texts(String sql) throws SQLException {
        return database.texts(sql).stream().map(String::valueOf).toList();
    }
}
