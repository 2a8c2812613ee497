package retrain.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.SourceFormat;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.SpecDraft;
import retrain.spec.SqlText;

/** Looks at a data file for the draft of a spec, with the types that the prepare query will meet. */
public final class DuckDbFacts {
    private static final int MOST_ROWS = 200_000;
    private static final int FEW = 20;
    private static final int MOST_TWINS = 40;
    private static final int ROWS_FOR_TWINS = 20;

    private final DuckDb database;

    private DuckDbFacts(DuckDb database) {
        this.database = database;
    }

    /**
     * Looks at a file: csv, csv.gz, parquet or json. Of a long one only the first 200,000 rows count.
     *
     * @throws InvalidInput if the file is absent, empty, of an unknown format, or cannot be parsed
     */
    public static SpecDraft.Facts of(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (!Files.isRegularFile(absolute)) {
            throw new InvalidInput(
                    Code.DATA_MISSING,
                    file.toString(),
                    "there is no such file",
                    "Name a data file with -Dretrain.data");
        }
        if (SourceFormat.of(absolute).isEmpty()) {
            throw new InvalidInput(
                    Code.DATA_MISSING,
                    file.toString(),
                    "its format is not known",
                    "Name a file that ends in csv, csv.gz, parquet or json");
        }
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            return new DuckDbFacts(database).look(absolute);
        } catch (SQLException e) {
            throw new InvalidInput(
                    Code.DATA_MALFORMED,
                    file.toString(),
                    SqlFault.of(e).line(),
                    "See that the file is whole and of the format that its name says");
        }
    }

    private SpecDraft.Facts look(Path file) throws SQLException {
        Path base = file.getParent() == null ? file : file.getParent();
        SourceViews views = new SourceViews(database, base);
        views.create(Map.of("rows", List.of(file)));
        try {
            database.execute("CREATE TEMP TABLE retrain_seen AS SELECT * FROM rows LIMIT " + (MOST_ROWS + 1));
        } catch (SQLException e) {
            views.mistakes();
            throw e;
        }
        long there = number("SELECT count(*) FROM retrain_seen");
        database.execute("CREATE TEMP VIEW retrain_facts AS SELECT * FROM retrain_seen LIMIT " + MOST_ROWS);
        List<SpecDraft.Column> columns = new ArrayList<>();
        for (DuckDbTypes.Described column : DuckDbTypes.describe(database, "SELECT * FROM retrain_facts")) {
            columns.add(column(column));
        }
        long rows = Math.min(there, MOST_ROWS);
        return new SpecDraft.Facts(rows, there <= MOST_ROWS, rows < ROWS_FOR_TWINS ? columns : twins(columns));
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(String.valueOf(database.texts(sql).get(0)));
    }

    private SpecDraft.Column column(DuckDbTypes.Described column) throws SQLException {
        SpecDraft.Kind kind =
                DuckDbTypes.kind(column.sqlType()).map(DuckDbFacts::kind).orElse(SpecDraft.Kind.OTHER);
        String name = SqlText.name(column.name());
        boolean floating = column.sqlType().equals("DOUBLE") || column.sqlType().equals("FLOAT");
        String there = floating ? name + " IS NOT NULL AND NOT isnan(" + name + ")" : name + " IS NOT NULL";
        boolean isNumber = kind == SpecDraft.Kind.NUMBER;
        String wholes = isNumber ? "coalesce(bool_and(" + name + " = floor(" + name + ")), false)" : "false";
        @Nullable
        String[] found = database.rows("SELECT (SELECT count(*) FROM retrain_facts) - count(*), count(DISTINCT " + name
                        + "), " + wholes + " FROM retrain_facts WHERE " + there)
                .get(0);
        long distinct = Long.parseLong(String.valueOf(found[1]));
        long[] times = kind == SpecDraft.Kind.TIME && distinct > 0 ? times(name) : new long[] {0, 0};
        return new SpecDraft.Column(
                column.name(),
                kind,
                floating,
                "true".equals(found[2]),
                Long.parseLong(String.valueOf(found[0])),
                distinct,
                distinct > FEW || kind == SpecDraft.Kind.OTHER ? List.of() : values(name, there),
                List.of(),
                times[0],
                times[1]);
    }

    private static SpecDraft.Kind kind(Column.Kind kind) {
        return switch (kind) {
            case NUMBER -> SpecDraft.Kind.NUMBER;
            case BOOLEAN -> SpecDraft.Kind.BOOLEAN;
            case CATEGORY -> SpecDraft.Kind.TEXT;
            case TIME -> SpecDraft.Kind.TIME;
        };
    }

    private List<String> values(String name, String there) throws SQLException {
        return database
                .texts("SELECT DISTINCT CAST(" + name + " AS VARCHAR) AS v FROM retrain_facts WHERE " + there
                        + " ORDER BY v")
                .stream()
                .map(String::valueOf)
                .toList();
    }

    /** {@return the seconds from the first time to the last, and from the fourth fifth to the last} */
    private long[] times(String name) throws SQLException {
        String seconds = "epoch(CAST(" + name + " AS TIMESTAMP))";
        @Nullable
        String[] found = database.rows("SELECT CAST(ceil(max(s) - min(s)) AS BIGINT),"
                        + " CAST(ceil(max(s) - quantile_disc(s, 0.8)) AS BIGINT)"
                        + " FROM (SELECT " + seconds + " AS s FROM retrain_facts WHERE isfinite(" + name + "))")
                .get(0);
        return found[0] == null || found[1] == null
                ? new long[] {0, 0}
                : new long[] {Long.parseLong(found[0]), Long.parseLong(found[1])};
    }

    /** Columns of few values that go one to one: one of them as the target makes the other an answer, not a feature. */
    private List<SpecDraft.Column> twins(List<SpecDraft.Column> columns) throws SQLException {
        List<SpecDraft.Column> few = columns.stream()
                .filter(c -> c.distinct() >= 2 && !c.values().isEmpty())
                .limit(MOST_TWINS)
                .toList();
        Map<String, List<String>> twins = new LinkedHashMap<>();
        for (SpecDraft.Column a : few) {
            List<SpecDraft.Column> same = few.stream()
                    .filter(b -> !b.equals(a) && b.distinct() == a.distinct())
                    .toList();
            if (same.isEmpty()) {
                continue;
            }
            String counts = same.stream()
                    .map(b -> "count(DISTINCT (" + SqlText.name(a.name()) + ", " + SqlText.name(b.name())
                            + ")) FILTER (" + SqlText.name(a.name()) + " IS NOT NULL AND " + SqlText.name(b.name())
                            + " IS NOT NULL)")
                    .collect(Collectors.joining(", "));
            @Nullable
            String[] pairs =
                    database.rows("SELECT " + counts + " FROM retrain_facts").get(0);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < pairs.length; i++) {
                if (String.valueOf(a.distinct()).equals(pairs[i])) {
                    names.add(same.get(i).name());
                }
            }
            twins.put(a.name(), names);
        }
        return columns.stream()
                .map(c -> new SpecDraft.Column(
                        c.name(),
                        c.kind(),
                        c.floating(),
                        c.whole(),
                        c.missing(),
                        c.distinct(),
                        c.values(),
                        twins.getOrDefault(c.name(), List.of()),
                        c.spanSeconds(),
                        c.lastFifthSeconds()))
                .toList();
    }
}
