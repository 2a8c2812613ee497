package retrain.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.spec.SqlText;

/**
 * The CSV files of one source: their columns agree by name, and get one type each.
 *
 * <p>The type of a column is guessed file by file. Files without a value in the column have no say. Numbers
 * and times widen to what holds them all. Where some files hold numbers (or times) and others text, the majority of the files
 * decides: text holds numbers too, but a text among numbers is a mistake of its line.
 */
final class CsvSource {
    private static final String TEXT = "VARCHAR";
    private static final int SAMPLE = 2048;
    private static final String FILE = "retrain_file";
    private static final int MOST_MISTAKES = 10;

    /** The share of numbers from which on a text among them looks like a mistake. */
    private static final double MOSTLY = 0.9;

    /** Types, and those that hold what they would round. */
    private static final Map<String, String> WIDER = Map.of("BIGINT", "DOUBLE", "DATE", "TIMESTAMP");

    private final DuckDb database;
    private final List<Named> files;
    private final Map<Named, CsvHeader> headers;
    private Map<String, String> types = Map.of();

    /** Columns of texts that are numbers but for a few, by the names of their files. */
    private final Map<String, List<String>> mixed = new LinkedHashMap<>();

    /** A file and what it is called in messages. */
    record Named(String name, Path path) {
        String literal() {
            return SqlText.literal(path.toAbsolutePath().normalize().toString());
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
     * Finds the types of the columns.
     *
     * @return files in which a line is not like the others
     */
    List<Problem> guess() throws SQLException {
        Map<String, Map<String, String>> sniffed = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Named file : files) {
            try {
                sniffed.put(file.name(), sniff(file));
            } catch (SQLException e) {
                List<Problem> found = mistakes(file, texts(file));
                problems.addAll(found.isEmpty() ? List.of(unreadable(file, e)) : found);
            }
        }
        if (problems.isEmpty()) {
            survey(sniffed);
            Map<String, String> guessed = new LinkedHashMap<>();
            header(files.get(0)).names().forEach(n -> guessed.put(n, widest(votes(n, sniffed))));
            types = guessed;
        }
        return problems;
    }

    private static Map<String, Integer> votes(String column, Map<String, Map<String, String>> sniffed) {
        Map<String, Integer> votes = new TreeMap<>();
        sniffed.values().stream()
                .flatMap(types -> Optional.ofNullable(types.get(column)).stream())
                .forEach(type -> votes.merge(type, 1, Integer::sum));
        return votes;
    }

    private static Problem unreadable(Named file, SQLException e) {
        return new Problem(
                Code.DATA_MALFORMED,
                file.name(),
                SqlFault.of(e).line(),
                "Save the file as UTF-8 CSV with a header line");
    }

    /** {@return the type that each column seems to have by the first rows} */
    private Map<String, String> sniff(Named file) throws SQLException {
        String sql = "SELECT c.name, c.type, coalesce(DateFormat, ''), coalesce(TimestampFormat, '') FROM"
                + " (SELECT unnest(Columns) AS c, DateFormat, TimestampFormat FROM sniff_csv(" + file.literal()
                + ", sample_size = " + SAMPLE + ", " + dialect(file) + "))";
        Map<String, String> found = new LinkedHashMap<>();
        for (@Nullable String[] row : database.rows(sql)) {
            String type = unambiguous(String.valueOf(row[1]), String.valueOf(row[2]), String.valueOf(row[3]));
            found.put(String.valueOf(row[0]), type);
        }
        return found;
    }

    /**
     * Looks at all rows, once, for what the first ones do not show. Whole numbers that turn out to have fractions, and dates with times
     * of the day: DuckDB would round them without a word. And texts: without a value every column looks like one.
     */
    private void survey(Map<String, Map<String, String>> sniffed) throws SQLException {
        for (List<Named> group : alike()) {
            List<String> columns = header(group.get(0)).names();
            String tests = columns.stream()
                    .map(SqlText::name)
                    .map(c -> "count(" + c + "), count(TRY_CAST(" + c + " AS DOUBLE)), bool_or(contains(" + c
                            + ", '.') OR contains(" + c + ", 'e') OR contains(" + c + ", 'E') OR contains(" + c
                            + ", ':'))")
                    .collect(Collectors.joining(", "));
            String scan = scan(group, texts(group.get(0)), ", ignore_errors = true, filename = '" + FILE + "'");
            Map<String, String> names = new TreeMap<>();
            group.forEach(f -> names.put(f.path().toAbsolutePath().normalize().toString(), f.name()));
            for (@Nullable
            String[] row : database.rows("SELECT " + FILE + ", " + tests + " FROM " + scan + " GROUP BY " + FILE)) {
                Map<String, String> found =
                        sniffed.getOrDefault(names.getOrDefault(String.valueOf(row[0]), ""), new TreeMap<>());
                for (int i = 0; i < columns.size(); i++) {
                    correct(found, columns.get(i), row, 1 + 3 * i);
                    if (isMixed(found.get(columns.get(i)), row, 1 + 3 * i)) {
                        mixed.computeIfAbsent(names.getOrDefault(String.valueOf(row[0]), ""), f -> new ArrayList<>())
                                .add(columns.get(i));
                    }
                }
            }
        }
    }

    private static void correct(Map<String, String> found, String column, @Nullable String[] row, int at) {
        String type = found.getOrDefault(column, TEXT);
        if ("0".equals(row[at])) {
            found.remove(column);
        } else if (type.equals(TEXT) && Objects.equals(row[at], row[at + 1])) {
            found.put(column, "DOUBLE");
        } else if ("true".equals(row[at + 2])) {
            found.put(column, WIDER.getOrDefault(type, type));
        }
    }

    private static boolean isMixed(@Nullable String type, @Nullable String[] row, int at) {
        long values = Long.parseLong(Objects.requireNonNull(row[at]));
        long numbers = Long.parseLong(Objects.requireNonNull(row[at + 1]));
        return TEXT.equals(type) && numbers >= MOSTLY * values;
    }

    /** {@return for each column that is taken as text though it holds numbers but for a few, the first place that it is text for} */
    List<String> textsAmongNumbers() throws SQLException {
        List<String> notices = new ArrayList<>();
        for (Named file : files) {
            for (String column : mixed.getOrDefault(file.name(), List.of())) {
                if (TEXT.equals(types.get(column))) {
                    Map<String, String> asNumber = texts(file);
                    asNumber.put(column, "DOUBLE");
                    mistakes(file, asNumber).stream()
                            .findFirst()
                            .ifPresent(first -> notices.add("column '" + column
                                    + "' is taken as text, though almost all its values are numbers: " + first.where()
                                    + ": " + first.what()));
                }
            }
        }
        return notices;
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

    /** {@return a query that gives all rows} */
    String query(String hive) {
        return alike().stream()
                .map(group -> "SELECT * FROM " + scan(group, typed(group.get(0)), "", hive))
                .collect(Collectors.joining(" UNION ALL BY NAME "));
    }

    /** {@return the files as another engine has to read them} */
    List<SparkTask.Files> forSpark() {
        return alike().stream()
                .map(group -> new SparkTask.Files(
                        "csv",
                        group.stream()
                                .map(f -> f.path().toAbsolutePath().normalize().toString())
                                .toList(),
                        String.valueOf(header(group.get(0)).delimiter()),
                        header(group.get(0)).names().stream()
                                .map(n -> new SparkTask.Typed(n, types.getOrDefault(n, TEXT)))
                                .toList()))
                .toList();
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
        return scan(group, columns, more, "hive_partitioning = false");
    }

    private String scan(List<Named> group, Map<String, String> columns, String more, String hive) {
        String list = group.stream().map(Named::literal).collect(Collectors.joining(", ", "[", "]"));
        String struct = columns.entrySet().stream()
                .map(c -> SqlText.literal(c.getKey()) + ": " + SqlText.literal(c.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
        return "read_csv(" + list + ", auto_detect = false, columns = " + struct + ", " + dialect(group.get(0)) + ", "
                + hive + more + ")";
    }

    private String dialect(Named file) {
        return "delim = " + SqlText.literal(String.valueOf(header(file).delimiter()))
                + ", quote = '\"', escape = '\"', comment = '', skip = 0, header = true";
    }
}
