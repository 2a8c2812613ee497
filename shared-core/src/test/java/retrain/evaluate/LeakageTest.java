package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Specs;
import retrain.data.Table;
import retrain.evaluate.EvaluateStage.Ancestor;
import retrain.evaluate.EvaluateStage.Champion;
import retrain.evaluate.Evaluation.Leak;
import retrain.event.Event;
import retrain.local.DuckDbRows;
import retrain.local.FolderStore;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Store;
import retrain.spec.DataSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

class LeakageTest {
    private static final String COLUMNS = "i AS id, i % 7 AS a, CASE WHEN i % 3 = 0 THEN NULL ELSE 'x' || i END AS b";

    private final Path folder;
    private final Store store;
    private final List<Event> events = new ArrayList<>();
    private final Context context;

    LeakageTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = FolderStore.open(folder.resolve("store"));
        this.context = new Context(folder, store, folder.resolve("scratch"), Clock.systemUTC(), events::add);
    }

    private Table table(String select) throws SQLException {
        Path file = folder.resolve(Digest.of(select).brief() + ".parquet");
        try (Connection database =
                        Objects.requireNonNull(new DuckDBDriver().connect("jdbc:duckdb:", new Properties()));
                Statement statement = database.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
        }
        return new Table(store.put(file), 1, 1);
    }

    private static Spec spec(List<String> key, Optional<String> time) {
        Spec any = Given.spec(Task.BINARY, Given.evaluate(List.of()));
        DataSpec data = any.data();
        return Specs.spec(
                any.model(),
                any.task(),
                any.target(),
                any.store(),
                0,
                Specs.data(
                        data.sources(),
                        data.prepare(),
                        time,
                        key,
                        data.features(),
                        data.ignore(),
                        data.holdout(),
                        data.validation(),
                        data.memory()),
                any.train(),
                any.evaluate(),
                any.gates(),
                any.promote());
    }

    private Optional<Leak> leak(Spec spec, Table holdout, int rows, Ancestor... line) {
        ModelArtifact model =
                new ModelArtifact(Digest.of("m"), 1, new ModelFormat.Xgboost(), Task.BINARY, List.of(), List.of());
        return new Leakage(spec, context, new DuckDbRows())
                .of(
                        new Champion("version 3", model, List.of(line), Optional.empty()),
                        store.fetch(holdout.digest()),
                        rows);
    }

    @Test
    void shouldTellTheShareOfRowsThatTheChampionKnows() throws Exception {
        Table holdout = table("SELECT " + COLUMNS + " FROM range(900, 1000) t(i)");
        Table train = table("SELECT " + COLUMNS + " FROM range(0, 925) t(i)");
        Table validation = table("SELECT " + COLUMNS + " FROM range(990, 1000) t(i)");

        assertThat(leak(
                        spec(List.of("id"), Optional.empty()),
                        holdout,
                        100,
                        new Ancestor("version 3", train, Optional.empty())))
                .contains(new Leak("version 3", 25, 0.25));
        assertThat(leak(
                        spec(List.of(), Optional.empty()),
                        holdout,
                        100,
                        new Ancestor("version 3", train, Optional.of(validation))))
                .contains(new Leak("version 3", 35, 0.35));
    }

    @Test
    void shouldFindNoLeakWhereTheRowsAreOthers() throws Exception {
        Table holdout = table("SELECT " + COLUMNS + " FROM range(900, 1000) t(i)");
        Table train = table("SELECT " + COLUMNS + " FROM range(0, 900) t(i)");

        assertThat(leak(
                        spec(List.of(), Optional.empty()),
                        holdout,
                        100,
                        new Ancestor("version 3", train, Optional.empty())))
                .contains(new Leak("version 3", 0, 0));
        assertThat(events).isEmpty();
    }

    @Test
    void shouldNotTakeACustomersLaterRowForTheSameRow() throws Exception {
        Table holdout = table("SELECT i % 10 AS customer, i AS day, 1 AS y FROM range(900, 1000) t(i)");
        Table train = table("SELECT i % 10 AS customer, i AS day, 1 AS y FROM range(0, 900) t(i)");

        assertThat(leak(
                        spec(List.of("customer"), Optional.of("day")),
                        holdout,
                        100,
                        new Ancestor("version 3", train, Optional.empty())))
                .contains(new Leak("version 3", 0, 0));
    }

    @Test
    void shouldLookAtTheModelsThatTheChampionWasMadeFrom() throws Exception {
        Table holdout = table("SELECT " + COLUMNS + " FROM range(900, 1000) t(i)");
        Table own = table("SELECT " + COLUMNS + " FROM range(500, 900) t(i)");
        Table base = table("SELECT CAST(i AS SMALLINT) AS id, i AS other FROM range(0, 910) t(i)");

        assertThat(leak(
                        spec(List.of("id"), Optional.empty()),
                        holdout,
                        100,
                        new Ancestor("version 3", own, Optional.empty()),
                        new Ancestor("version 1", base, Optional.empty())))
                .contains(new Leak("version 1", 10, 0.1));
    }

    @Test
    void shouldSayThatItCannotTellIfTheTrainingRowsAreGone() throws Exception {
        Table holdout = table("SELECT " + COLUMNS + " FROM range(900, 1000) t(i)");
        Table gone = new Table(Digest.of("gone".getBytes(StandardCharsets.UTF_8)), 1, 1);

        assertThat(leak(
                        spec(List.of(), Optional.empty()),
                        holdout,
                        100,
                        new Ancestor("version 2", gone, Optional.empty())))
                .isEmpty();
        assertThat(events.toString()).contains("the training rows of version 2 are not kept any more");
    }
}
