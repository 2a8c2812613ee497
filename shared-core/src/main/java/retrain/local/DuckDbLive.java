package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.monitor.LiveRows;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.FileTree;
import retrain.spec.SqlText;

/** Joins predictions and labels with DuckDB, in bounded memory: what does not fit spills to the folder of the result. */
final class DuckDbLive implements LiveRows {
    @Override
    public Joined join(Wanted wanted, Path target) {
        return with(wanted.memory(), target, database -> new Joining(database, wanted).run(target));
    }

    @Override
    public void window(Path joined, Optional<Instant> from, Optional<Instant> to, Path target) {
        List<String> bounds = new ArrayList<>();
        from.ifPresent(f -> bounds.add(Columns.TIME + " >= " + instant(f)));
        to.ifPresent(t -> bounds.add(Columns.TIME + " < " + instant(t)));
        String where = bounds.isEmpty() ? "" : " WHERE " + String.join(" AND ", bounds);
        with("1GB", target, database -> {
            copy(database, "SELECT * FROM " + DuckDb.parquet(joined) + where, target);
            return target;
        });
    }

    private static String instant(Instant instant) {
        return "TIMESTAMP "
                + SqlText.literal(instant.toString().replace("T", " ").replace("Z", ""));
    }

    /** What is done on a database. */
    private interface Work<T> {
        T on(DuckDb database) throws SQLException;
    }

    private static <T> T with(String memory, Path target, Work<T> work) {
        Path folder = target.toAbsolutePath().getParent();
        try {
            Path spill = Files.createTempDirectory(Files.createDirectories(folder), ".spill-");
            try (DuckDb database =
                    DuckDb.open(new DuckDb.Settings(Optional.of(spill), memory, DuckDb.Settings.cores()))) {
                database.execute("SET errors_as_json = true");
                return work.on(database);
            } finally {
                FileTree.remove(spill);
            }
        } catch (IOException | SQLException e) {
            String what = e instanceof SQLException s ? SqlFault.of(s).line() : String.valueOf(e.getMessage());
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            "monitor.live",
                            "predictions and labels cannot be joined (" + what + ")",
                            "See that the files are whole, and that memory and disk are free"),
                    e);
        }
    }

    private static void copy(DuckDb database, String select, Path target) throws SQLException {
        database.execute("COPY (" + select + ") TO "
                + SqlText.literal(target.toAbsolutePath().toString()) + " (FORMAT parquet, COMPRESSION zstd)");
    }

    /** One joining. */
    private static final class Joining {
        private final DuckDb database;
        private final Wanted wanted;
        private final LiveTables tables;
        private final List<String> notes = new ArrayList<>();
        private final boolean byTime;

        Joining(DuckDb database, Wanted wanted) {
            this.database = database;
            this.wanted = wanted;
            this.tables = new LiveTables(database, wanted);
            this.byTime = wanted.tolerance().isPresent();
        }

        Joined run(Path target) throws SQLException {
            tables.create();
            notes.addAll(tables.notes());
            predictions();
            labels();
            join();
            copy(database, "SELECT * EXCLUDE (k, n) FROM joined ORDER BY time NULLS FIRST, k NULLS FIRST, n", target);
            @Nullable
            String[] span = database.rows("SELECT count(*), min(time), max(time) FROM joined")
                    .get(0);
            List<String> there = tables.features().stream().map(Column::name).toList();
            return new Joined(
                    target,
                    Long.parseLong(String.valueOf(span[0])),
                    instantOf(span[1]),
                    instantOf(span[2]),
                    tables.features(),
                    wanted.features().stream()
                            .map(Column::name)
                            .filter(name -> !there.contains(name))
                            .toList(),
                    tables.grouped(),
                    notes);
        }

        private static Optional<Instant> instantOf(@Nullable String time) {
            return time == null ? Optional.empty() : Optional.of(Instant.parse(time.replace(' ', 'T') + "Z"));
        }

        /** The latest prediction of a key counts; with a tolerance, of a key and time. */
        private void predictions() throws SQLException {
            String noScore = IntStream.range(0, wanted.score().size())
                    .mapToObj(i -> Columns.score(i) + " IS NULL")
                    .collect(Collectors.joining(" OR "));
            note("SELECT count(*) FROM p WHERE " + noScore, "%,d predictions have no score, and are left out");
            if (wanted.time().isPresent()) {
                note("SELECT count(*) FROM p WHERE tm IS NULL", "%,d predictions have no time, and are in no window");
            }
            if (!wanted.labels().isEmpty()) {
                note(
                        "SELECT count(*) FROM p WHERE k IS NULL",
                        "%,d predictions have no key, so that no label finds them");
            }
            String same = (byTime ? "k, tm" : "k")
                    + (wanted.variants() instanceof Variants.All ? ", " + Columns.VARIANT : "");
            database.execute(
                    "CREATE TEMP TABLE once AS SELECT *, CASE WHEN k IS NULL THEN 0 ELSE count(*) OVER (PARTITION BY "
                            + same
                            + ") - 1 END AS repeated FROM p WHERE NOT (" + noScore
                            + ") QUALIFY k IS NULL OR row_number() OVER (PARTITION BY " + same
                            + " ORDER BY tm DESC NULLS LAST, n DESC) = 1");
        }

        /** Equal labels of a key are one; of different ones none counts. */
        private void labels() throws SQLException {
            if (wanted.labels().isEmpty()) {
                database.execute("CREATE TEMP TABLE l (k VARCHAR, tm TIMESTAMP, v DOUBLE)");
            }
            String now = instant(wanted.now());
            note("SELECT count(*) FROM l WHERE k IS NULL", "%,d labels have no key, and are left out");
            note(
                    "SELECT count(*) FROM l WHERE k IS NOT NULL AND v IS NULL",
                    "%,d labels are empty: their predictions count as not labelled");
            note(
                    "SELECT count(*) FROM l WHERE k IS NOT NULL AND v IS NOT NULL AND tm > " + now,
                    "%,d labels are of a time that has not come yet, and are left out: a clock is wrong somewhere");
            if (byTime) {
                note(
                        "SELECT count(*) FROM l WHERE k IS NOT NULL AND v IS NOT NULL AND tm IS NULL",
                        "%,d labels have no time, and are left out");
            }
            String same = byTime ? "k, tm" : "k";
            database.execute("CREATE TEMP TABLE u AS SELECT " + same
                    + ", min(v) AS v, count(DISTINCT v) AS d, count(*) AS c, min(tm) AS first FROM l"
                    + " WHERE k IS NOT NULL AND v IS NOT NULL AND (tm IS NULL OR tm <= " + now + ")"
                    + (byTime ? " AND tm IS NOT NULL" : "") + " GROUP BY " + same);
            note(
                    "SELECT coalesce(sum(c - 1), 0) FROM u WHERE d = 1",
                    "%,d labels came again with the same value: they count once");
            note(
                    "SELECT count(*) FROM u WHERE d > 1",
                    "%,d keys have labels that contradict one another: none of them counts");
            note(
                    "SELECT count(*) FROM u WHERE k NOT IN (SELECT k FROM once WHERE k IS NOT NULL)",
                    "%,d labels are of keys that no prediction has");
        }

        private void join() throws SQLException {
            if (byTime) {
                String within = "INTERVAL " + SqlText.literal(wanted.tolerance().orElseThrow());
                database.execute(
                        "CREATE TEMP TABLE m AS SELECT once.n, u.k, u.tm, u.v, u.d, u.first FROM once JOIN u ON once.k = u.k"
                                + " AND u.tm BETWEEN once.tm - " + within + " AND once.tm + " + within
                                + " QUALIFY row_number() OVER (PARTITION BY once.n"
                                + " ORDER BY abs(epoch_us(u.tm) - epoch_us(once.tm)), u.tm) = 1");
                note(
                        "SELECT count(*) FROM u WHERE k IN (SELECT k FROM once) AND (k, tm) NOT IN (SELECT (k, tm) FROM m)",
                        "%,d labels are of no prediction within the tolerance, or of one that has a nearer label");
            } else {
                database.execute(
                        "CREATE TEMP TABLE m AS SELECT once.n, u.v, u.d, u.first FROM once JOIN u ON once.k = u.k");
            }
            if (wanted.labelTime().isPresent() && !byTime) {
                note(
                        "SELECT count(*) FROM m JOIN once ON m.n = once.n WHERE m.first < once.tm",
                        "%,d labels are older than their predictions: a clock is wrong somewhere, or the label was known before");
            }
            String late = wanted.labelDelay()
                    .map(d -> "once.tm + INTERVAL " + SqlText.literal(d) + " <= " + instant(wanted.now()))
                    .orElse("false");
            database.execute("CREATE TEMP TABLE joined AS SELECT once.tm AS time, once.* EXCLUDE (tm),"
                    + " CASE WHEN m.d = 1 THEN m.v END AS label,"
                    + " CASE WHEN m.d = 1 THEN " + Columns.LABELLED + " WHEN " + late + " THEN " + Columns.OVERDUE
                    + " ELSE " + Columns.PENDING + " END AS state,"
                    + " CASE WHEN m.d > 1 THEN 1 ELSE 0 END AS contradicted,"
                    + " CASE WHEN once.tm > " + instant(wanted.now()) + " THEN 1 ELSE 0 END AS future"
                    + " FROM once LEFT JOIN m ON once.n = m.n");
        }

        private void note(String count, String sentence) throws SQLException {
            long found = Long.parseLong(String.valueOf(database.texts(count).get(0)));
            if (found > 0) {
                notes.add(String.format(Locale.ROOT, sentence, found));
            }
        }
    }
}
