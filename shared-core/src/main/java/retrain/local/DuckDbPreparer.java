package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.data.Preparer;
import retrain.data.RowMaker;
import retrain.data.Snapshot;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** Prepares rows with DuckDB. Loading this class loads nothing of DuckDB, so that a run that changes nothing stays quick. */
public final class DuckDbPreparer implements Preparer {
    /** A test holds it equal to the version of the library. */
    static final String ENGINE = "duckdb v2.0.0";

    private final int threads;
    private final Optional<SparkSubmit> spark;
    private final Optional<RowMaker> maker;

    public DuckDbPreparer() {
        this(Runtime.getRuntime().availableProcessors());
    }

    DuckDbPreparer(int threads) {
        this(threads, Optional.empty(), Optional.empty());
    }

    /**
     * @param spark runs the query, if it is there
     * @param maker makes the rows elsewhere, if it is there
     */
    DuckDbPreparer(int threads, Optional<SparkSubmit> spark, Optional<RowMaker> maker) {
        this.threads = threads;
        this.spark = spark;
        this.maker = maker;
    }

    @Override
    public String engine() {
        String before = maker.isPresent()
                ? maker.get().engine() + ", "
                : spark.map(s -> s.name() + ", ").orElse("");
        return before + ENGINE;
    }

    @Override
    public Map<String, String> facts() {
        return maker.isPresent() ? maker.get().facts() : Map.of();
    }

    @Override
    public boolean readsElsewhere() {
        return maker.isPresent();
    }

    @Override
    public Snapshot prepare(Work work, Observer observer) {
        return prepare(work, observer, Preparation::run);
    }

    @Override
    public Snapshot prepareBatch(Work work, Snapshot base, Observer observer) {
        return prepare(work, observer, preparation -> preparation.batch(base));
    }

    /** What a preparation is asked for. */
    @FunctionalInterface
    private interface Asked {
        Snapshot of(Preparation preparation) throws SQLException, IOException;
    }

    private Snapshot prepare(Work work, Observer observer, Asked asked) {
        try {
            Map<String, List<Path>> files = work.files();
            Optional<List<String>> command = work.spec().data().prepare().flatMap(p -> p.command());
            if (maker.isPresent()) {
                files = Map.of(Preparation.OUTPUT, maker.get().make(work, observer));
            } else if (command.isPresent()) {
                files = Map.of(Preparation.OUTPUT, new PrepareCommand(work, command.get(), observer).run());
            }
            return prepare(work, files, observer, asked);
        } catch (IOException e) {
            throw unusable(work, String.valueOf(e), e);
        }
    }

    private Snapshot prepare(Work work, Map<String, List<Path>> files, Observer observer, Asked asked)
            throws IOException {
        Path spill = Files.createDirectories(work.scratch().resolve("spill"));
        String memory = work.spec().data().memory();
        try (DuckDb database = DuckDb.open(new DuckDb.Settings(Optional.of(spill), memory, threads));
                DuckDb single = DuckDb.open(new DuckDb.Settings(Optional.of(spill), memory, 1))) {
            Preparation preparation = spark.isPresent()
                    ? new SparkPreparation(work, files, database, single, threads, observer, spark.get())
                    : new Preparation(work, files, database, single, threads, observer);
            return asked.of(preparation);
        } catch (SQLException e) {
            SqlFault fault = SqlFault.of(e);
            // A streamed query that runs out of memory says no more than this.
            boolean invalid = fault.message().contains("Invalid result set");
            if (invalid || fault.type().startsWith("Out of Memory")) {
                throw new InvalidInput(
                        Code.DATA_UNUSABLE,
                        "data.memory",
                        memory + " do not suffice (" + fault.line() + ")",
                        "Allow more");
            }
            throw unusable(work, fault.line(), e);
        }
    }

    private static BackendFailure unusable(Work work, String what, Exception cause) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        work.scratch().toString(),
                        "the rows could not be prepared there (" + what + ")",
                        "See that the disk has space and grants access, then go on with the run"),
                cause);
    }
}
