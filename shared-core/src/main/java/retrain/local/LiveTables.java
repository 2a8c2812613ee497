package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.monitor.LiveRows.Columns;
import retrain.monitor.LiveRows.Variants;
import retrain.monitor.LiveRows.Wanted;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.SqlText;
import retrain.spec.Task;

/**
 * The predictions and labels as tables of one form: {@code p} with a number {@code n}, the key {@code k}, the time {@code tm}, scores and
 * features; {@code l} with the key, the time and the label {@code v}. Whatever cannot be of that form is a mistake, told with its count.
 */
final class LiveTables {
    private static final String PREDICTIONS = "predictions";
    private static final String LABELS = "labels";
    private static final String TEXT = "VARCHAR";

    private final DuckDb database;
    private final Wanted wanted;
    private final CaptureFiles capture;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Column> features = new ArrayList<>();
    private boolean grouped;

    LiveTables(DuckDb database, Wanted wanted) {
        this.database = database;
        this.wanted = wanted;
        this.capture = new CaptureFiles(database, wanted.base());
    }

    void create() throws SQLException {
        Map<String, List<Path>> files = new LinkedHashMap<>();
        if (CaptureFiles.isCapture(wanted.predictions())) {
            capture.predictions(
                    PREDICTIONS,
                    wanted.predictions(),
                    wanted.score(),
                    wanted.capturedFeatures(),
                    wanted.variants() instanceof Variants.Only only ? Optional.of(only.name()) : Optional.empty());
        } else {
            files.put(PREDICTIONS, wanted.predictions());
        }
        if (CaptureFiles.isGroundTruth(wanted.labels())) {
            capture.labels(LABELS, wanted.labels(), wanted.label());
        } else if (!wanted.labels().isEmpty()) {
            files.put(LABELS, wanted.labels());
        }
        SourceViews views = new SourceViews(database, wanted.base());
        views.create(files);
        try {
            load();
        } catch (SQLException e) {
            views.mistakes();
            throw e;
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    /** {@return which features the predictions have} */
    List<Column> features() {
        return features;
    }

    boolean grouped() {
        return grouped;
    }

    List<String> notes() {
        return capture.notes();
    }

    private void load() throws SQLException {
        Map<String, String> predictions = types(PREDICTIONS);
        Map<String, String> labels = wanted.labels().isEmpty() ? Map.of() : types(LABELS);
        present(PREDICTIONS, predictions, wanted.key(), wanted.labels().isEmpty() ? "" : "key");
        present(PREDICTIONS, predictions, wanted.time().stream().toList(), "time");
        present(PREDICTIONS, predictions, wanted.score(), "score");
        if (wanted.variants() instanceof Variants.All all) {
            column(predictions, all.unit(), "promote.ab.unit");
            column(predictions, all.variant(), "promote.ab.variant");
        }
        if (!wanted.labels().isEmpty()) {
            present(LABELS, labels, wanted.key(), "key");
            present(LABELS, labels, List.of(wanted.label()), "label");
            present(LABELS, labels, wanted.labelTime().stream().toList(), "label-time");
        }
        if (!problems.isEmpty()) {
            return;
        }
        predictions(predictions);
        if (!wanted.labels().isEmpty()) {
            labels(labels);
        }
    }

    /** Reads the columns that are needed, before anything is made of them: a cast of a view's column would be of the file's text. */
    private void read(String view, Map<String, String> types, Set<String> columns) throws SQLException {
        String list =
                columns.stream().filter(types::containsKey).map(SqlText::name).collect(Collectors.joining(", "));
        database.execute("CREATE TEMP TABLE " + rows(view) + " AS SELECT " + list + " FROM " + view);
    }

    private static String rows(String view) {
        return "read_" + view;
    }

    private Map<String, String> types(String view) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        DuckDbTypes.describe(database, "SELECT * FROM " + view).forEach(c -> types.put(c.name(), c.sqlType()));
        return types;
    }

    /** @param key of the spec; empty: it is no mistake if a column is absent */
    private void present(String view, Map<String, String> types, List<String> columns, String key) {
        for (String column : columns) {
            if (!types.containsKey(column) && !key.isEmpty()) {
                problems.add(new Problem(
                        Code.DATA_UNUSABLE,
                        "monitor.live." + view,
                        "have no column '" + column + "' (" + key + "), only " + String.join(", ", types.keySet()),
                        "Name another column under 'monitor.live." + key + "', or write it into the files"));
            }
        }
    }

    private void column(Map<String, String> types, String column, String key) {
        if (!types.containsKey(column)) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    "monitor.live." + PREDICTIONS,
                    "have no column '" + column + "' (" + key + "), only " + String.join(", ", types.keySet()),
                    "Name another column under '" + key + "', or write it into the files"));
        }
    }

    private void predictions(Map<String, String> types) throws SQLException {
        Set<String> needed = new LinkedHashSet<>(wanted.key());
        if (wanted.variants() instanceof Variants.All all) {
            needed.add(all.unit());
            needed.add(all.variant());
        }
        needed.addAll(wanted.score());
        wanted.time().ifPresent(needed::add);
        wanted.group().ifPresent(needed::add);
        wanted.features().forEach(f -> needed.add(f.name()));
        read(PREDICTIONS, types, needed);
        List<String> columns = new ArrayList<>();
        columns.add("row_number() OVER () AS n");
        columns.add(key(types) + " AS k");
        columns.add(wanted.time().map(t -> time(t, types)).orElse("CAST(NULL AS TIMESTAMP)") + " AS tm");
        List<String> scores = wanted.score();
        for (int i = 0; i < scores.size(); i++) {
            columns.add(number(scores.get(i), types) + " AS " + Columns.score(i));
            numbers(PREDICTIONS, scores.get(i), types, "score");
        }
        for (Column feature : wanted.features()) {
            if (types.containsKey(feature.name())) {
                boolean text = feature.kind() == Column.Kind.CATEGORY;
                String value =
                        text ? "CAST(" + SqlText.name(feature.name()) + " AS VARCHAR)" : number(feature.name(), types);
                columns.add(value + " AS " + Columns.feature(features.size()));
                features.add(feature);
            }
        }
        grouped = wanted.group().map(types::containsKey).orElse(false);
        if (grouped) {
            columns.add("CAST(" + SqlText.name(wanted.group().orElseThrow()) + " AS VARCHAR) AS " + Columns.GROUP);
        }
        if (wanted.time().isPresent()) {
            times(PREDICTIONS, wanted.time().get(), types, "time");
        }
        if (wanted.variants() instanceof Variants.All all) {
            columns.add("CAST(" + SqlText.name(all.unit()) + " AS VARCHAR) AS " + Columns.UNIT);
            columns.add("CAST(" + SqlText.name(all.variant()) + " AS VARCHAR) AS " + Columns.VARIANT);
        }
        table("p", columns, PREDICTIONS);
    }

    private void labels(Map<String, String> types) throws SQLException {
        String label = wanted.label();
        Set<String> needed = new LinkedHashSet<>(wanted.key());
        needed.add(label);
        wanted.labelTime().ifPresent(needed::add);
        read(LABELS, types, needed);
        boolean text = wanted.task() == Task.MULTICLASS;
        String value = text ? "CAST(" + SqlText.name(label) + " AS VARCHAR)" : label(label, types);
        List<String> columns = new ArrayList<>();
        columns.add(key(types) + " AS k");
        columns.add(wanted.labelTime().map(t -> time(t, types)).orElse("CAST(NULL AS TIMESTAMP)") + " AS tm");
        columns.add(value + " AS v");
        if (!text) {
            numbers(LABELS, label, types, "label");
        }
        if (wanted.labelTime().isPresent()) {
            times(LABELS, wanted.labelTime().get(), types, "label-time");
        }
        table("l", columns, LABELS);
        if (wanted.task() == Task.BINARY) {
            wrong(LABELS, "l", "v IS NOT NULL AND v NOT IN (0, 1)", "v", "label", "neither 0 nor 1");
        } else if (wanted.task() == Task.REGRESSION) {
            wrong(LABELS, "l", "abs(v) > 3.4e38", "v", "label", "no number that a float can hold");
        }
    }

    private void table(String name, List<String> columns, String from) throws SQLException {
        if (problems.isEmpty()) {
            database.execute(
                    "CREATE TEMP TABLE " + name + " AS SELECT " + String.join(", ", columns) + " FROM " + rows(from));
        }
    }

    /** Values are equal if their texts are; a key of which a part is missing is none. */
    private String key(Map<String, String> types) {
        if (wanted.key().isEmpty() || !types.keySet().containsAll(wanted.key())) {
            return "CAST(NULL AS VARCHAR)";
        }
        return wanted.key().stream()
                .map(c -> "CAST(" + SqlText.name(c) + " AS VARCHAR)")
                .map(c -> "length(" + c + ") || ':' || " + c)
                .collect(Collectors.joining(" || "));
    }

    /** NaN is missing, too. */
    private static String number(String column, Map<String, String> types) {
        String value = isText(column, types)
                ? "TRY_CAST(" + SqlText.name(column) + " AS DOUBLE)"
                : "CAST(" + SqlText.name(column) + " AS DOUBLE)";
        return "CASE WHEN isnan(" + value + ") THEN NULL ELSE " + value + " END";
    }

    private String label(String column, Map<String, String> types) {
        String value = number(column, types);
        return wanted.task() == Task.BINARY && isText(column, types)
                ? "coalesce(" + value + ", CASE lower(" + SqlText.name(column)
                        + ") WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)"
                : value;
    }

    /** In UTC; a text without an offset is in UTC. */
    private static String time(String column, Map<String, String> types) {
        String name = SqlText.name(column);
        return isText(column, types)
                ? "CAST(TRY_CAST(" + name + " AS TIMESTAMPTZ) AS TIMESTAMP)"
                : "CAST(" + name + " AS TIMESTAMP)";
    }

    private static boolean isText(String column, Map<String, String> types) {
        return types.getOrDefault(column, TEXT).equals(TEXT);
    }

    private void numbers(String view, String column, Map<String, String> types, String key) throws SQLException {
        Optional<Column.Kind> kind = DuckDbTypes.kind(types.getOrDefault(column, TEXT));
        if (isText(column, types)) {
            String value =
                    key.equals("label") ? label(column, types) : "TRY_CAST(" + SqlText.name(column) + " AS DOUBLE)";
            String unread = SqlText.name(column) + " IS NOT NULL AND lower(" + SqlText.name(column) + ") <> 'nan' AND "
                    + value + " IS NULL";
            wrong(view, rows(view), unread, SqlText.name(column), key, "no number");
        } else if (kind.isEmpty() || kind.get() == Column.Kind.TIME || kind.get() == Column.Kind.CATEGORY) {
            kind(view, column, types, key, "numbers");
        }
    }

    private void times(String view, String column, Map<String, String> types, String key) throws SQLException {
        if (isText(column, types)) {
            String unread = SqlText.name(column) + " IS NOT NULL AND " + time(column, types) + " IS NULL";
            wrong(view, rows(view), unread, SqlText.name(column), key, "no time");
        } else if (DuckDbTypes.kind(types.getOrDefault(column, TEXT)).orElse(Column.Kind.NUMBER) != Column.Kind.TIME) {
            kind(view, column, types, key, "times");
        }
    }

    private void kind(String view, String column, Map<String, String> types, String key, String wished) {
        problems.add(new Problem(
                Code.DATA_UNUSABLE,
                "monitor.live." + view,
                "the column '" + column + "' (" + key + ") is of the type " + types.get(column) + ", not of " + wished,
                "Write " + wished + " into it, or name another column under 'monitor.live." + key + "'"));
    }

    private void wrong(String view, String from, String condition, String value, String key, String what)
            throws SQLException {
        if (!problems.isEmpty()) {
            return;
        }
        @Nullable
        String[] found = database.rows(
                        "SELECT count(*), min(CAST(" + value + " AS VARCHAR)) FROM " + from + " WHERE " + condition)
                .get(0);
        if (!"0".equals(found[0])) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    "monitor.live." + view,
                    "the " + key + " of " + found[0] + " rows is " + what + ", such as '" + found[1] + "'",
                    "Mend these rows, or leave them out"));
        }
    }
}
