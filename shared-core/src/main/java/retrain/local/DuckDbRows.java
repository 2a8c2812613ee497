package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.Rows;
import retrain.data.Schema;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.FileTree;
import retrain.spec.SqlText;

/** Reads and writes Parquet files with DuckDB. */
public final class DuckDbRows implements Rows {
    private static final String WRITER_MEMORY = "1GB";

    @Override
    public float[] numbers(Path table, String column) {
        float[] values = new float[rows(table)];
        int at = 0;
        try (DuckDbColumns columns = DuckDbColumns.of(table, List.of(column))) {
            while (columns.next()) {
                if (columns.isText(0)) {
                    throw new IllegalArgumentException("column '" + column + "' of " + table + " is not of numbers");
                }
                columns.numbers(0, values, at, 1);
                at += columns.rows();
            }
        }
        return values;
    }

    @Override
    public Codes codes(Path table, String column) {
        int[] code = new int[rows(table)];
        Map<String, Integer> found = new HashMap<>();
        String select = "SELECT CAST(" + SqlText.name(column) + " AS VARCHAR) FROM " + DuckDb.parquet(table);
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading());
                DuckDbColumns columns = DuckDbColumns.select(database, table.toString(), select)) {
            for (int at = 0; columns.next(); at += columns.rows()) {
                for (int row = 0; row < columns.rows(); row++) {
                    String value = columns.text(0, row);
                    code[at + row] = value == null ? -1 : found.computeIfAbsent(value, v -> found.size());
                }
            }
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(table.toString(), e);
        }
        return sorted(found, code);
    }

    /** Codes in the order of the values instead of that of their appearance. */
    private static Codes sorted(Map<String, Integer> found, int[] code) {
        List<String> values =
                found.keySet().stream().sorted(DuckDbRows::byCodePoint).toList();
        int[] place = new int[values.size()];
        for (int i = 0; i < place.length; i++) {
            place[found.getOrDefault(values.get(i), -1)] = i;
        }
        Arrays.setAll(code, i -> code[i] < 0 ? -1 : place[code[i]]);
        return new Codes(values, code);
    }

    /** The order of UTF-8 bytes, which is DuckDB's; that of {@link String#compareTo} differs beyond the basic plane. */
    private static int byCodePoint(String a, String b) {
        return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    static int rows(Path table) {
        String select = "SELECT CAST(count(*) AS DOUBLE) FROM " + DuckDb.parquet(table);
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading());
                DuckDbColumns columns = DuckDbColumns.select(database, table.toString(), select)) {
            columns.next();
            return Math.toIntExact((long) columns.number(0, 0));
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(table.toString(), e);
        }
    }

    @Override
    public List<String> sorted(Path table, String column) {
        String name = SqlText.name(column);
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            return database.texts("SELECT CAST(v AS VARCHAR) FROM (SELECT DISTINCT " + name + " AS v FROM "
                    + DuckDb.parquet(table) + " WHERE " + name + " IS NOT NULL) ORDER BY v");
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(table.toString(), e);
        }
    }

    @Override
    public long known(Path table, List<Path> others, List<String> columns) {
        String digest = hash(columns);
        String union = others.stream()
                .map(o -> "SELECT " + digest + " FROM " + DuckDb.parquet(o))
                .collect(Collectors.joining(" UNION ALL "));
        String select = "SELECT CAST(count(*) AS DOUBLE) FROM " + DuckDb.parquet(table) + " WHERE " + digest + " IN ("
                + union + ")";
        DuckDb.Settings settings = new DuckDb.Settings(Optional.empty(), WRITER_MEMORY, DuckDb.Settings.cores());
        try (DuckDb database = DuckDb.open(settings);
                DuckDbColumns found = DuckDbColumns.select(database, table.toString(), select)) {
            found.next();
            return (long) found.number(0, 0);
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(table.toString(), e);
        }
    }

    /** {@return the expression of a row's hash by the texts of some columns} */
    static String hash(List<String> columns) {
        return columns.stream()
                .map(c -> "CAST(" + SqlText.name(c) + " AS VARCHAR)")
                .collect(Collectors.joining(", ", "hash(", ")"));
    }

    /** Sums of MD5 values do not depend on the order; two halves of it make 128 bits, as many as are in one value. */
    @Override
    public Changes changes(List<Path> before, List<Path> after, List<String> key, List<String> compared, Path scratch) {
        String by = text(key.isEmpty() ? compared : key);
        String values = text(compared);
        String rows = Stream.concat(
                        before.stream()
                                .map(t -> "SELECT 0 AS side, " + by + " AS k, " + values + " AS v FROM "
                                        + DuckDb.parquet(t)),
                        after.stream()
                                .map(t -> "SELECT 1 AS side, " + by + " AS k, " + values + " AS v FROM "
                                        + DuckDb.parquet(t)))
                .collect(Collectors.joining(" UNION ALL "));
        // 128 bits of a row and its key, so that the state of a row has one size, and can be spilled.
        String state = "SELECT count(*) FILTER (side = 0) AS a, count(*) FILTER (side = 1) AS b,"
                + " bit_xor(hash(v)) FILTER (side = 0) IS DISTINCT FROM bit_xor(hash(v)) FILTER (side = 1) AS other"
                + " FROM (" + rows + ") GROUP BY md5_number(k)";
        String sums = "SELECT coalesce(sum(greatest(b - a, 0)), 0), coalesce(sum(greatest(a - b, 0)), 0),"
                + " coalesce(sum(least(a, b)) FILTER (other AND a = b), 0) FROM (" + state + ")";
        String where = (after.isEmpty() ? before : after).get(0).toString();
        Path spill = scratch.resolve("changes-" + UUID.randomUUID());
        DuckDb.Settings settings = new DuckDb.Settings(Optional.of(spill), WRITER_MEMORY, DuckDb.Settings.cores());
        try (DuckDb database = DuckDb.open(settings)) {
            @Nullable String[] row = database.rows(sums).get(0);
            return new Changes(whole(row[0]), whole(row[1]), whole(row[2]));
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(where, e);
        } finally {
            remove(spill, spill);
        }
    }

    private static long whole(@Nullable String number) {
        return Long.parseLong(Objects.requireNonNull(number));
    }

    /** The columns' values in one text, in which no value runs into the next. */
    private static String text(List<String> columns) {
        return columns.stream()
                .map(c -> "CAST(" + SqlText.name(c) + " AS VARCHAR)")
                .map(c -> "coalesce(length(" + c + ") || ':' || " + c + ", '-')")
                .collect(Collectors.joining(" || "));
    }

    /** Sums of MD5 values do not depend on the order; two halves of it make 128 bits, as many as are in one value. */
    @Override
    public Digest digest(Path table, List<String> columns) {
        String row = text(columns);
        String sums =
                "SELECT count(*) || ' ' || sum(md5_number_lower(r)) || ' ' || sum(md5_number_upper(r)) FROM (SELECT "
                        + row + " AS r FROM " + DuckDb.parquet(table) + ")";
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            return Digest.of(columns + " " + database.texts(sums).get(0));
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(table.toString(), e);
        }
    }

    @Override
    public Schema schema(Path table) {
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            return DuckDbTypes.schema(database, table);
        } catch (SQLException e) {
            throw DuckDbColumns.unreadable(table.toString(), e);
        }
    }

    @Override
    public void as(Path table, List<Column> columns, Path target) {
        Schema there = schema(table);
        String cast = columns.stream()
                .map(c -> "TRY_CAST(CAST("
                        + (there.find(c.name()).isPresent() ? SqlText.name(c.name()) : "NULL") + " AS VARCHAR) AS "
                        + c.sqlType() + ") AS " + SqlText.name(c.name()))
                .collect(Collectors.joining(", "));
        Set<String> changed = columns.stream().map(Column::name).collect(Collectors.toSet());
        String kept = there.names().stream()
                .filter(n -> !changed.contains(n))
                .map(n -> SqlText.name(n) + ", ")
                .collect(Collectors.joining());
        write(target, database -> "SELECT " + kept + cast + " FROM " + DuckDb.parquet(table));
    }

    @Override
    public void head(Path table, long rows, Path target) {
        write(target, database -> "SELECT * FROM " + DuckDb.parquet(table) + " LIMIT " + rows);
    }

    @Override
    public void union(List<Path> tables, Path target) {
        String all = tables.stream()
                .map(t -> "SELECT * FROM " + DuckDb.parquet(t))
                .collect(Collectors.joining(" UNION ALL BY NAME "));
        write(target, database -> all);
    }

    @Override
    public void writeWith(Path table, List<String> columns, List<Scored> scores, Path target) {
        String list = Stream.concat(
                        columns.stream().map(c -> "t." + SqlText.name(c)),
                        IntStream.range(0, scores.size())
                                .mapToObj(i -> "s.s" + i + " AS "
                                        + SqlText.name(scores.get(i).name())))
                .collect(Collectors.joining(", "));
        int rows = rows(table);
        for (Scored score : scores) {
            if (score.values().length != rows) {
                throw new IllegalArgumentException(
                        score.values().length + " scores '" + score.name() + "' for " + rows + " rows");
            }
        }
        write(target, database -> {
            if (scores.isEmpty()) {
                return "SELECT " + list + " FROM " + DuckDb.parquet(table) + " t";
            }
            load(database, scores, rows);
            return "SELECT " + list + " FROM " + DuckDb.parquet(table) + " t POSITIONAL JOIN s";
        });
    }

    private static void load(DuckDb database, List<Scored> scores, int rows) throws SQLException {
        String definitions = IntStream.range(0, scores.size())
                .mapToObj(i -> "s" + i + " FLOAT")
                .collect(Collectors.joining(", "));
        database.execute("CREATE TABLE s (" + definitions + ")");
        try (DuckDBAppender appender = database.connection().createAppender("s")) {
            for (int row = 0; row < rows; row++) {
                appender.beginRow();
                for (Scored score : scores) {
                    appender.append(score.values()[row]);
                }
                appender.endRow();
            }
        }
    }

    /** Makes the query that gives the rows. */
    interface Query {
        String on(DuckDb database) throws SQLException;
    }

    /** Writes beside the target and moves, so that the target is whole or absent; one thread, so that its bytes are always the same. */
    static void write(Path target, Query query) {
        Path file = target.toAbsolutePath();
        @Nullable Path folder = null;
        try {
            Files.createDirectories(file.getParent());
            folder = Files.createTempDirectory(file.getParent(), ".writing-");
            Path part = folder.resolve("rows.parquet");
            DuckDb.Settings settings = new DuckDb.Settings(Optional.of(folder.resolve("spill")), WRITER_MEMORY, 1);
            try (DuckDb database = DuckDb.open(settings)) {
                database.execute("COPY (" + query.on(database) + ") TO " + SqlText.literal(part.toString())
                        + " (FORMAT parquet, COMPRESSION zstd)");
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | SQLException e) {
            throw unwritable(target, e);
        } finally {
            remove(folder, target);
        }
    }

    private static void remove(@Nullable Path folder, Path target) {
        if (folder == null) {
            return;
        }
        try {
            FileTree.remove(folder);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    private static BackendFailure unwritable(Path target, Exception cause) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        target.toString(),
                        "cannot be written (" + cause.getMessage() + ")",
                        "Free space or grant access there, then go on with the run"),
                cause);
    }
}
