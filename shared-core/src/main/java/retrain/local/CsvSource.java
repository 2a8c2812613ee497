package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.problem.Code;
import retrain.problem.Problem;

/**
 * The CSV files of one source: their columns agree by name, and get one type each.
 *
 * <p>The type of a column is guessed file by file from the first rows. Files without a value in the column have no say. Numbers
 * and times widen to what holds them all. Where some files hold numbers (or times) and others text, the majority of the files
 * decides: text holds numbers too, but a text among numbers is a mistake of its line.
 */
final class CsvSource {
    private static final String TEXT = "VARCHAR";
    private static final int SAMPLE = 20480;
    private static final int MOST_MISTAKES = 10;

    /** Types, and those that hold what they would round. */
    private static final Map<String, String> WIDER = Map.of("BIGINT", "DOUBLE", "DATE", "TIMESTAMP");

    private final DuckDb database;
    private final List<Named> files;
    private final Map<Named, CsvHeader> headers;
    private Map<String, String> types = Map.of();

    /** A file and what it is called in messages. */
    record Named(String name, Path path) {
        String literal() {
            return DuckDb.literal(path.toAbsolutePath().normalize().toString());
        }
    }

    CsvSource(DuckDb database, Map<Named, CsvHeader> headers) {
        this.database = database;
        this.headers = new LinkedHashMap<>(headers);
        this.files = List.copyOf(headers.keySet());
    }

    /** {@return what does not agree between the first lines of the files} */
    List<Problem> disagreements() {
        List<Problem> problems = new ArrayList<>();
        Named first = files.get(0);
        for (Named file : files) {
            lacking(file, first, problems);
            lacking(first, file, problems);
        }
        return problems;
    }

    private void lacking(Named file, Named other, List<Problem> problems) {
        header(file)
                .lacks(header(other))
                .ifPresent(column -> problems.add(new Problem(
                        Code.DATA_MALFORMED,
                        file.name() + ":1",
                        "has no column '" + column + "', which " + other.name() + " has",
                        "Give all files of a source the same columns, or make them two sources")));
    }

    private CsvHeader header(Named file) {
        return Objects.requireNonNull(headers.get(file));
    }

    /**
     * Guesses the types of the columns.
     *
     * @return files in which a line is not like the others
     */
    List<Problem> guess() throws SQLException {
        Map<String, Map<String, Integer>> votes = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Named file : files) {
            try {
                sniff(file)
                        .forEach((column, type) -> votes.computeIfAbsent(column, c -> new TreeMap<>())
                                .merge(type, 1, Integer::sum));
            } catch (SQLException e) {
                List<Problem> found = mistakes(file, texts(file));
                problems.addAll(found.isEmpty() ? List.of(unreadable(file, e)) : found);
            }
        }
        Map<String, String> guessed = new LinkedHashMap<>();
        header(files.get(0)).names().forEach(n -> guessed.put(n, widest(votes.getOrDefault(n, Map.of()))));
        types = guessed;
        return problems;
    }

    private static Problem unreadable(Named file, SQLException e) {
        return new Problem(
                Code.DATA_MALFORMED,
                file.name(),
                SqlFault.of(e).line(),
                "Save the file as UTF-8 CSV with a header line");
    }

    /** {@return the type of each column that has a value} */
    private Map<String, String> sniff(Named file) throws SQLException {
        String sql =
                "SELECT c.name, c.type, coalesce(DateFormat, ''), coalesce(TimestampFormat, '') FROM (SELECT unnest(Columns) AS c,"
                        + " DateFormat, TimestampFormat FROM sniff_csv(" + file.literal() + ", sample_size = " + SAMPLE
                        + ", "
                        + dialect(file) + "))";
        Map<String, String> found = new LinkedHashMap<>();
        List<String> empty = new ArrayList<>();
        for (@Nullable String[] row : database.rows(sql)) {
            String type = unambiguous(String.valueOf(row[1]), String.valueOf(row[2]), String.valueOf(row[3]));
            found.put(String.valueOf(row[0]), type);
            if (type.equals(TEXT)) {
                empty.add(String.valueOf(row[0]));
            }
        }
        if (files.size() > 1 && !empty.isEmpty()) {
            // Without a value every column looks like text.
            String counts =
                    empty.stream().map(c -> "count(" + DuckDb.name(c) + ")").collect(Collectors.joining(", "));
            @Nullable
            String[] values = database.rows(
                            "SELECT " + counts + " FROM " + scan(List.of(file), texts(file), ", ignore_errors = true"))
                    .get(0);
            for (int i = 0; i < values.length; i++) {
                if ("0".equals(values[i])) {
                    found.remove(empty.get(i));
                }
            }
        }
        return found;
    }

    /** Dates are taken as such only in ISO 8601: whether 01/02 is in January or in February is not guessed. */
    private static String unambiguous(String type, String dates, String times) {
        boolean odd = type.equals("DATE")
                ? !Set.of("", "%Y-%m-%d").contains(dates)
                : type.startsWith("TIME") && !times.isEmpty() && !times.startsWith("%Y-%m-%d");
        return odd ? TEXT : type;
    }

    private static String widest(Map<String, Integer> votes) {
        int texts = votes.getOrDefault(TEXT, 0);
        int all = votes.values().stream().mapToInt(Integer::intValue).sum();
        if (all == 0 || texts * 2 >= all) {
            return TEXT;
        }
        return votes.keySet().stream()
                .filter(t -> !t.equals(TEXT))
                .reduce(CsvSource::wider)
                .orElse(TEXT);
    }

    private static String wider(String a, String b) {
        if (a.equals(b)) {
            return a;
        }
        for (List<String> chain : List.of(
                List.of("BIGINT", "HUGEINT", "DOUBLE"), List.of("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"))) {
            if (chain.contains(a) && chain.contains(b)) {
                return chain.get(Math.max(chain.indexOf(a), chain.indexOf(b)));
            }
        }
        return TEXT;
    }

    /**
     * Looks at all rows whether a column that looked like whole numbers has fractions, or one of dates has times of the day: DuckDB would
     * round them without a word.
     */
    void widen() throws SQLException {
        List<String> narrow = types.entrySet().stream()
                .filter(t -> WIDER.containsKey(t.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (narrow.isEmpty()) {
            return;
        }
        String tests = narrow.stream()
                .map(c -> DuckDb.name(c))
                .map(c -> "bool_or(contains(" + c + ", '.') OR contains(" + c + ", 'e') OR contains(" + c
                        + ", 'E') OR contains(" + c + ", ':'))")
                .collect(Collectors.joining(", "));
        String all = alike().stream()
                .map(g -> "SELECT * FROM " + scan(g, texts(g.get(0)), ", ignore_errors = true"))
                .collect(Collectors.joining(" UNION ALL BY NAME "));
        @Nullable
        String[] found =
                database.rows("SELECT " + tests + " FROM (" + all + ")").get(0);
        Map<String, String> widened = new LinkedHashMap<>(types);
        for (int i = 0; i < found.length; i++) {
            if ("true".equals(found[i])) {
                widened.computeIfPresent(narrow.get(i), (c, type) -> WIDER.getOrDefault(type, type));
            }
        }
        types = widened;
    }

    /** {@return a query that gives all rows} */
    String query() {
        return alike().stream()
                .map(group -> "SELECT * FROM " + scan(group, typed(group.get(0)), ""))
                .collect(Collectors.joining(" UNION ALL BY NAME "));
    }

    /** {@return the files in groups of the same first line} */
    private List<List<Named>> alike() {
        Map<String, List<Named>> groups = new LinkedHashMap<>();
        files.forEach(f -> groups.computeIfAbsent(header(f).toString(), h -> new ArrayList<>())
                .add(f));
        return List.copyOf(groups.values());
    }

    /** {@return the lines that cannot be read, the first ones of each file} */
    List<Problem> mistakes() throws SQLException {
        List<Problem> problems = new ArrayList<>();
        for (Named file : files) {
            problems.addAll(mistakes(file, typed(file)));
        }
        return problems;
    }

    private List<Problem> mistakes(Named file, Map<String, String> columns) throws SQLException {
        database.execute("DROP TABLE IF EXISTS reject_errors");
        database.execute("DROP TABLE IF EXISTS reject_scans");
        database.rows("SELECT count(COLUMNS(*)) FROM "
                + scan(List.of(file), columns, ", store_rejects = true, rejects_limit = " + MOST_MISTAKES));
        List<Problem> problems = new ArrayList<>();
        Set<String> lines = new HashSet<>();
        String errors = "SELECT line, error_type, error_message FROM reject_errors ORDER BY line, column_idx";
        for (@Nullable String[] row : database.rows(errors)) {
            // A line that is too short is reported for every column it lacks.
            if (!"MISSING COLUMNS".equals(row[1]) || lines.add(String.valueOf(row[0]))) {
                problems.add(mistake(file, row));
            }
        }
        return problems;
    }

    private static Problem mistake(Named file, @Nullable String[] row) {
        String kind = String.valueOf(row[1]);
        String cure =
                switch (kind) {
                    case "CAST" -> "Correct the value, or leave it empty if it is missing";
                    case "INVALID ENCODING", "INVALID UNICODE" -> "Save the file as UTF-8 (iconv -f latin1 -t utf8)";
                    case "UNQUOTED VALUE" -> "Close the quote, and double quotes within a value";
                    default -> "Give the line as many values as the header has names";
                };
        return new Problem(
                Code.DATA_MALFORMED, file.name() + ":" + row[0], SqlFault.oneLine(String.valueOf(row[2])), cure);
    }

    private Map<String, String> texts(Named file) {
        Map<String, String> columns = new LinkedHashMap<>();
        header(file).names().forEach(n -> columns.put(n, TEXT));
        return columns;
    }

    private Map<String, String> typed(Named file) {
        Map<String, String> columns = new LinkedHashMap<>();
        header(file).names().forEach(n -> columns.put(n, types.getOrDefault(n, TEXT)));
        return columns;
    }

    private String scan(List<Named> group, Map<String, String> columns, String more) {
        String list = group.stream().map(Named::literal).collect(Collectors.joining(", ", "[", "]"));
        String struct = columns.entrySet().stream()
                .map(c -> DuckDb.literal(c.getKey()) + ": " + DuckDb.literal(c.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
        return "read_csv(" + list + ", auto_detect = false, columns = " + struct + ", " + dialect(group.get(0)) + more
                + ")";
    }

    private String dialect(Named file) {
        return "delim = " + DuckDb.literal(String.valueOf(header(file).delimiter()))
                + ", quote = '\"', escape = '\"', comment = '', skip = 0, header = true, hive_partitioning = false";
    }
}
