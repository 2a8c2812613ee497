package retrain.local;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import retrain.data.Column;
import retrain.data.ColumnProfile;
import retrain.data.Preparer;
import retrain.data.Schema;
import retrain.data.Snapshot;
import retrain.data.Sources;
import retrain.data.Table;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Digest;
import retrain.spec.Spec;
import retrain.spec.SqlText;

/** One preparation: views, query, checks, split, files, profile. */
class Preparation {
    /** The only source of a preparation whose rows a command wrote. */
    static final String OUTPUT = "output";

    private static final String CREATE = "CREATE TABLE " + PreparedRows.TABLE + " AS ";

    private static final Pattern CAST = Pattern.compile(
            "(?s)CSV Error on Line: (?<line>\\d+)\\R.*?Error when converting (?<what>[^\\n]*).*?file = (?<file>[^\\n]*)");

    private static final Allocation STEPS = Allocation.of("prepare", "rows", "steps", 5);

    private final Preparer.Work work;
    private final Spec spec;
    private final Map<String, List<Path>> files;
    private final DuckDb database;
    private final DuckDb single;
    private final int threads;
    private final Observer observer;
    private int step;

    Preparation(
            Preparer.Work work,
            Map<String, List<Path>> files,
            DuckDb database,
            DuckDb single,
            int threads,
            Observer observer) {
        this.work = work;
        this.spec = work.spec();
        this.files = files;
        this.database = database;
        this.single = single;
        this.threads = threads;
        this.observer = observer;
    }

    Snapshot run() throws SQLException, IOException {
        Path train = work.scratch().resolve("train.parquet");
        Path validation = work.scratch().resolve("validation.parquet");
        Path holdout = work.scratch().resolve("holdout.parquet");
        load(List.of(train, validation, holdout));
        PreparedRows rows = PreparedRows.of(database, spec);
        rows.check();
        RowSplit split = split(rows);
        done();
        Table trained = write(rows, split.train(), train, "training rows");
        Optional<Table> validating = split.validation().isEmpty()
                ? Optional.empty()
                : Optional.of(write(rows, split.validation().get(), validation, "validation rows"));
        done();
        Table held = write(rows, split.holdout(), holdout, "holdout rows");
        done();
        Schema schema = DuckDbTypes.schema(database, train);
        List<ColumnProfile> profile = profile(schema, train, trained.rows());
        done();
        return new Snapshot(
                spec.model(), work.parts(), schema, rows.features(), trained, validating, held, profile, split.text());
    }

    /** {@return the rows, whole and like those of the base} */
    Snapshot batch(Snapshot base) throws SQLException, IOException {
        Path target = work.scratch().resolve("batch.parquet");
        load(List.of(target));
        BatchColumns.fit(database, base.schema(), spec.data().time());
        PreparedRows rows = PreparedRows.of(database, spec);
        rows.checkBatch();
        done();
        Table table = write(rows, "true", target, "batch");
        done();
        Schema schema = DuckDbTypes.schema(database, target);
        List<ColumnProfile> profile = new RowProfile(database, single, target, table.rows()).profile(schema);
        return new Snapshot(
                spec.model(),
                work.parts(),
                schema,
                base.features(),
                table,
                base.validation(),
                table,
                profile,
                "all rows are scored, then learned");
    }

    private void load(List<Path> targets) throws SQLException, IOException {
        configure();
        SourceViews views =
                new SourceViews(database, work.base(), work.partitions().keySet());
        views.create(files);
        views.oddities().forEach(odd -> observer.on(new Event.Noticed(odd)));
        load(query(), views, targets);
        Adaptation.apply(database, spec.data().schema().columns());
        done();
    }

    /** {@return which row is on which side} */
    RowSplit split(PreparedRows rows) throws SQLException {
        return RowSplit.of(rows, spec);
    }

    /** {@return what the training rows hold} */
    List<ColumnProfile> profile(Schema schema, Path train, long rows) throws SQLException {
        return new RowProfile(database, single, train, rows).profile(schema);
    }

    private void done() {
        observer.on(new Event.Progressed(STEPS, ++step, ""));
        if (Thread.currentThread().isInterrupted()) {
            throw Running.cancelled(new InterruptedException());
        }
    }

    private void configure() throws SQLException {
        for (DuckDb each : List.of(database, single)) {
            each.execute("SET errors_as_json = true");
        }
        database.execute("SET enable_progress_bar = true");
        database.execute("SET enable_progress_bar_print = false");
    }

    private PrepareQuery query() throws SQLException, IOException {
        Optional<String> file = spec.data().prepare().flatMap(p -> p.sql());
        if (file.isEmpty()) {
            String only = files.keySet().iterator().next();
            return new PrepareQuery("data.sources", "SELECT * FROM " + SqlText.name(only), false);
        }
        return PrepareQuery.read(database, work.base(), file.get(), new LinkedHashSet<>(files.keySet()));
    }

    /**
     * Runs the query, so that its rows are the relation {@link PreparedRows#TABLE}; from now on no file but these can be opened. The
     * statement begins as the query does but for the words before it, so that positions can be told.
     *
     * @param outputs the files that the rows will be written to
     */
    void load(PrepareQuery query, SourceViews views, List<Path> outputs) throws SQLException, IOException {
        database.execute("SET threads = " + (query.ordered() ? 1 : threads));
        List<Path> allowed = new ArrayList<>(outputs);
        files.values().forEach(allowed::addAll);
        database.confine(allowed);
        try {
            Running.run(database, CREATE + query.sql(), percent("reads the sources"));
        } catch (SQLException e) {
            SqlFault fault = SqlFault.of(e);
            if (isOfFiles(fault)) {
                views.mistakes();
            }
            throw refused(query, fault, e);
        }
    }

    private static boolean isOfFiles(SqlFault fault) {
        return fault.message().contains("CSV Error") || fault.message().contains("CSV file");
    }

    private DoubleConsumer percent(String what) {
        Allocation part = STEPS.child(what, "percent", 100);
        return percent -> observer.on(new Event.Progressed(part, (long) Math.min(100, percent), ""));
    }

    private SQLException refused(PrepareQuery query, SqlFault fault, SQLException thrown) {
        boolean ours = fault.type().startsWith("Out of Memory")
                || fault.type().equals("IO")
                || fault.type().isEmpty();
        if (ours) {
            return thrown;
        }
        String place = fault.offset()
                .map(o -> SqlFault.place(query.file(), query.sql(), o - CREATE.length()))
                .orElse(query.file());
        if (isOfFiles(fault)) {
            // The files are right, so it is a cast of the query, which DuckDB does while it reads the file.
            throw new InvalidInput(
                    Code.DATA_SQL, place, "a cast fails: " + castFault(fault), "Correct the query, or use TRY_CAST");
        }
        boolean json = fault.message().contains("JSON") && fault.message().contains("in file");
        throw new InvalidInput(
                json ? Code.DATA_MALFORMED : Code.DATA_SQL,
                place,
                fault.line(),
                json ? "Correct the file that DuckDB names" : "Correct the query");
    }

    /** DuckDB's message has twenty lines more, of advice for others. */
    private String castFault(SqlFault fault) {
        Matcher matcher = CAST.matcher(fault.message());
        if (!matcher.find()) {
            return fault.line();
        }
        return Sources.name(work.base(), Path.of(matcher.group("file"))) + ":" + matcher.group("line") + ": "
                + SqlFault.oneLine(matcher.group("what"));
    }

    /** In a total order: by time, by key, and without a key by all columns, so that the same rows give the same bytes. */
    private Table write(PreparedRows rows, String condition, Path target, String what) throws SQLException {
        List<Column> columns = rows.schema().columns();
        String list = columns.stream().map(rows::kept).collect(Collectors.joining(", "));
        Set<String> order = new LinkedHashSet<>();
        rows.time().ifPresent(t -> order.add(PreparedRows.instant(t)));
        spec.data().key().forEach(k -> order.add(SqlText.name(k)));
        if (spec.data().key().isEmpty()) {
            rows.schema().names().forEach(n -> order.add(SqlText.name(n)));
        }
        Running.run(
                database,
                "COPY (SELECT " + list + " FROM " + PreparedRows.TABLE + " WHERE " + condition + " ORDER BY "
                        + String.join(", ", order) + ") TO "
                        + SqlText.literal(target.toAbsolutePath().normalize().toString())
                        + " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)",
                percent("writes the " + what));
        long count = rows.count("SELECT count(*) FROM " + DuckDb.parquet(target));
        Digest digest = work.store().put(target);
        return new Table(digest, count, target.toFile().length());
    }
}
