package retrain.local;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import retrain.data.ColumnProfile;
import retrain.data.Preparer;
import retrain.data.Schema;
import retrain.event.Observer;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.DataSpec;

/**
 * A preparation whose query, split and profile are made by Spark. It leaves the rows as Parquet parts, which DuckDB
 * reads; from there all is as embedded: the same checks, the same order, the same writer, so that the same rows are the same bytes.
 */
final class SparkPreparation extends Preparation {
    private final Preparer.Work work;
    private final Map<String, List<Path>> files;
    private final DuckDb database;
    private final Observer observer;
    private final SparkSubmit spark;
    private SparkAnswer.@Nullable Prepared prepared;

    SparkPreparation(
            Preparer.Work work,
            Map<String, List<Path>> files,
            DuckDb database,
            DuckDb single,
            int threads,
            Observer observer,
            SparkSubmit spark) {
        super(work, files, database, single, threads, observer);
        this.work = work;
        this.files = files;
        this.database = database;
        this.observer = observer;
        this.spark = spark;
    }

    @Override
    void load(PrepareQuery query, SourceViews views, List<Path> outputs) throws SQLException, IOException {
        Path rows = work.scratch().resolve("rows").toAbsolutePath().normalize();
        prepared = submit(query, views, rows);
        Running.run(
                database,
                "CREATE TABLE " + PreparedRows.TABLE + " AS SELECT * FROM " + SparkOutput.parquet(rows),
                percent -> {});
        database.confine(outputs);
    }

    /** A value that has not the type of its column is told by DuckDB with its line. */
    private SparkAnswer.Prepared submit(PrepareQuery query, SourceViews views, Path rows)
            throws SQLException, IOException {
        DataSpec data = work.spec().data();
        SparkTask task = new SparkTask.Prepare(
                views.forSpark(files),
                query.file(),
                query.sql(),
                data.time(),
                data.group().map(List::of).orElse(data.key()),
                data.holdout(),
                data.validation(),
                rows.toString());
        try {
            return spark.run("prepare", Code.DATA_SQL, task, work.scratch(), observer, () -> false)
                    .prepared()
                    .orElseThrow();
        } catch (InvalidInput e) {
            if (e.problems().stream().allMatch(p -> p.code() == Code.DATA_SQL)) {
                views.mistakes();
            }
            throw e;
        }
    }

    @Override
    RowSplit split(PreparedRows rows) throws SQLException {
        return RowSplit.given(rows, work.spec(), made().split());
    }

    @Override
    List<ColumnProfile> profile(Schema schema, Path train, long rows) throws SQLException {
        boolean adapted = !work.spec().data().schema().columns().isEmpty();
        return adapted ? super.profile(schema, train, rows) : made().profile();
    }

    private SparkAnswer.Prepared made() {
        return Objects.requireNonNull(prepared);
    }
}
