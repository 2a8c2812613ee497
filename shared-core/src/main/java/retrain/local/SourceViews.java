package retrain.local;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.data.SourceFormat;
import retrain.data.Sources;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.SqlText;

/** Makes a view of each source's files, or says what is wrong with the files. */
final class SourceViews {
    private final DuckDb database;
    private final Path base;
    private final Set<String> partitioned;
    private final Map<String, CsvSource> csvBySource = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    SourceViews(DuckDb database, Path base) {
        this(database, base, Set.of());
    }

    /** @param partitioned the sources some of whose columns are in the paths of their files: {@code year=2013/}, as texts */
    SourceViews(DuckDb database, Path base, Set<String> partitioned) {
        this.database = database;
        this.base = base;
        this.partitioned = partitioned;
    }

    private String hive(String source) {
        return partitioned.contains(source)
                ? "hive_partitioning = true, hive_types_autocast = false"
                : "hive_partitioning = false";
    }

    /**
     * Makes the views.
     *
     * @throws InvalidInput with everything that is wrong with the files' first lines, columns and types
     */
    void create(Map<String, List<Path>> sources) throws SQLException {
        Map<String, Path> zipped = new LinkedHashMap<>();
        sources.values()
                .forEach(files -> files.stream()
                        .filter(SourceFormat::isGzipped)
                        .forEach(f -> zipped.put(Sources.name(base, f), f)));
        problems.addAll(GzipCheck.check(zipped));
        throwIfAny();
        for (Map.Entry<String, List<Path>> source : sources.entrySet()) {
            SourceFormat format = SourceFormat.of(source.getValue().get(0)).orElse(SourceFormat.CSV);
            switch (format) {
                case CSV -> csv(source.getKey(), source.getValue());
                case PARQUET -> parquet(source.getKey(), source.getValue());
                case JSON -> json(source.getKey(), source.getValue());
            }
        }
        throwIfAny();
        for (Map.Entry<String, CsvSource> csv : csvBySource.entrySet()) {
            problems.addAll(csv.getValue().guess());
        }
        throwIfAny();
        for (Map.Entry<String, CsvSource> csv : csvBySource.entrySet()) {
            view(csv.getKey(), csv.getValue().query(hive(csv.getKey())));
        }
    }

    /** {@return what is odd about the files and no mistake for sure, a sentence each} */
    List<String> oddities() throws SQLException {
        List<String> oddities = new ArrayList<>();
        for (CsvSource csv : csvBySource.values()) {
            oddities.addAll(csv.textsAmongNumbers());
        }
        return oddities;
    }

    /** {@return the sources as another engine has to read them: with the types that they have here} */
    List<SparkTask.Source> forSpark(Map<String, List<Path>> sources) throws SQLException, IOException {
        for (String source : partitioned) {
            throw new InvalidInput(
                    Code.DATA_UNUSABLE,
                    "data.sources." + source,
                    "is partitioned, and 'spark' reads no columns from the paths of files",
                    "Take prepare out of spark.stages, or prepare with 'glue'");
        }
        List<SparkTask.Source> all = new ArrayList<>();
        for (Map.Entry<String, List<Path>> source : sources.entrySet()) {
            @Nullable CsvSource csv = csvBySource.get(source.getKey());
            all.add(new SparkTask.Source(
                    source.getKey(),
                    csv != null ? csv.forSpark() : SparkFiles.of(database, source.getKey(), source.getValue())));
        }
        return all;
    }

    /** Says why the files could not be read to their ends: throws {@link InvalidInput} with the lines that are wrong, if there are any. */
    void mistakes() throws SQLException {
        for (CsvSource csv : csvBySource.values()) {
            problems.addAll(csv.mistakes());
        }
        throwIfAny();
    }

    private void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private void view(String source, String query) throws SQLException {
        database.execute("CREATE OR REPLACE VIEW " + SqlText.name(source) + " AS " + query);
    }

    private void csv(String source, List<Path> files) {
        Map<CsvSource.Named, CsvHeader> headers = new LinkedHashMap<>();
        for (Path file : files) {
            String name = Sources.name(base, file);
            try {
                headers.put(new CsvSource.Named(name, file), CsvHeader.read(file));
            } catch (CsvHeader.Malformed | IOException e) {
                problems.add(new Problem(
                        Code.DATA_MALFORMED,
                        name + ":1",
                        String.valueOf(e.getMessage()),
                        "Save the file as UTF-8 CSV with the names of the columns in the first line"));
            }
        }
        if (headers.size() == files.size()) {
            CsvSource csv = new CsvSource(database, headers);
            problems.addAll(csv.disagreements());
            csvBySource.put(source, csv);
        }
    }

    private void parquet(String source, List<Path> files) throws SQLException {
        Map<String, String> first = new LinkedHashMap<>();
        for (Path file : files) {
            String name = Sources.name(base, file);
            try {
                Map<String, String> columns = new LinkedHashMap<>();
                DuckDbTypes.describe(database, "SELECT * FROM " + DuckDb.parquet(file))
                        .forEach(c -> columns.put(c.name(), c.sqlType()));
                if (first.isEmpty()) {
                    first.putAll(columns);
                }
                compare(name, Sources.name(base, files.get(0)), first, columns);
            } catch (SQLException e) {
                problems.add(new Problem(
                        Code.DATA_MALFORMED, name, SqlFault.of(e).line(), "Fetch or write the Parquet file again"));
            }
        }
        if (problems.isEmpty()) {
            view(source, "SELECT * FROM read_parquet(" + list(files) + ", union_by_name = true, " + hive(source) + ")");
        }
    }

    private void compare(String name, String firstName, Map<String, String> first, Map<String, String> columns) {
        TreeSet<String> odd = new TreeSet<>(first.keySet());
        odd.addAll(columns.keySet());
        odd.removeIf(c -> first.containsKey(c) && columns.containsKey(c));
        if (!odd.isEmpty()) {
            problems.add(new Problem(
                    Code.DATA_MALFORMED,
                    name,
                    "has other columns than " + firstName + ": only one of them has " + odd,
                    "Give all files of a source the same columns, or make them two sources"));
        }
    }

    /** The types are taken from all records, once. */
    private void json(String source, List<Path> files) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        String guessed =
                "read_json(" + list(files) + ", union_by_name = true, sample_size = -1, hive_partitioning = false";
        try {
            DuckDbTypes.describe(database, "SELECT * FROM " + guessed + ")")
                    .forEach(c -> columns.put(c.name(), c.sqlType()));
        } catch (SQLException e) {
            String line = SqlFault.of(e).line().replace(base.toAbsolutePath().normalize() + "/", "");
            problems.add(new Problem(
                    Code.DATA_MALFORMED,
                    "data.sources." + source,
                    line,
                    "Write one whole JSON object a line, all with the same keys"));
            return;
        }
        String struct = columns.entrySet().stream()
                .map(c -> SqlText.literal(c.getKey()) + ": " + SqlText.literal(c.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
        view(source, "SELECT * FROM read_json(" + list(files) + ", columns = " + struct + ", " + hive(source) + ")");
    }

    private static String list(List<Path> files) {
        return files.stream()
                .map(f -> SqlText.literal(f.toAbsolutePath().normalize().toString()))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
