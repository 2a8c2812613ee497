package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Specs;
import retrain.data.ColumnProfile;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.Evaluation.WorstSlice;
import retrain.event.Event;
import retrain.local.DuckDbRows;
import retrain.local.FolderStore;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.run.Store;
import retrain.spec.DataSpec;
import retrain.spec.EvaluateSpec;
import retrain.spec.FindSlicesSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;

/** The search for slices in the stage, on rows of a file. The scores are bad where the origin is o1 and the number in [3000, 4000). */
class FindSlicesTest {
    private static final Stage.Job JOB = new Stage.Job(RunId.next(Instant.EPOCH), "evaluate-1");
    private static final int COUNT = 12_000;
    private static final String ROWS = """
            SELECT i AS id, CAST(u1 < p AS INTEGER) AS y, CASE WHEN bad THEN 1 - p ELSE p END AS score,
              1 - (CASE WHEN bad THEN 1 - p ELSE p END) AS other, origin, number, month, flag, customer, step,
              TIMESTAMP '2020-01-01' + to_days(CAST(i AS INTEGER)) AS at, CASE WHEN i % 6 = 0 THEN NULL ELSE 1.5 END AS gap,
              't' || i AS tail
            FROM (SELECT *, origin = 'o1' AND number >= 3000 AND number < 4000 AS bad, 0.1 + 0.8 * u2 AS p FROM (
              SELECT i, hash(i) % 100003 / 100003.0 AS u1, hash(i + 1000000) % 100003 / 100003.0 AS u2,
                'o' || (hash(i + 2000000) % 3) AS origin, hash(i + 3000000) % 10000 AS number,
                hash(i + 4000000) % 4 + 1 AS month, hash(i + 5000000) % 2 = 0 AS flag, hash(i + 6000000) % 900 AS customer,
                i // 2 AS step
              FROM range(12000) t(i)))""";

    private final Path folder;
    private final Rows rows = new DuckDbRows();
    private final List<Event> events = new ArrayList<>();
    private final Store store;
    private final Context context;

    FindSlicesTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = FolderStore.open(folder.resolve("store"));
        this.context = new Context(folder, store, folder.resolve("scratch"), Clock.systemUTC(), events::add);
    }

    private Snapshot snapshot(String... features) throws SQLException {
        Path file = folder.resolve("holdout.parquet");
        try (Connection database =
                        Objects.requireNonNull(new DuckDBDriver().connect("jdbc:duckdb:", new Properties()));
                Statement statement = database.createStatement()) {
            statement.execute("COPY (" + ROWS + ") TO '" + file + "' (FORMAT parquet)");
        }
        Table holdout = new Table(store.put(file), COUNT, 1);
        ColumnProfile tail =
                new ColumnProfile("tail", 0, COUNT, Optional.empty(), Optional.empty(), List.of(), List.of());
        return new Snapshot(
                "m",
                List.of(),
                rows.schema(file),
                List.of(features),
                holdout,
                Optional.empty(),
                holdout,
                List.of(tail),
                "holdout: all");
    }

    private static FindSlicesSpec find(String... columns) {
        return new FindSlicesSpec(List.of(columns), 2, 200, 0.05, 10);
    }

    private static Spec spec(
            Task task, Optional<FindSlicesSpec> find, Optional<String> group, Optional<Integer> horizon) {
        EvaluateSpec some = Given.evaluate(List.of());
        EvaluateSpec evaluate = new EvaluateSpec(
                some.metrics(),
                some.slices(),
                some.threshold(),
                some.quantile(),
                some.confidence(),
                200,
                horizon,
                some.minRows(),
                some.minPositives(),
                find);
        Spec any = Given.spec(task, evaluate);
        DataSpec data = any.data();
        return Specs.spec(
                any.model(),
                task,
                task == Task.REGRESSION ? "u" : any.target(),
                any.store(),
                0,
                new DataSpec(
                        data.sources(),
                        data.version(),
                        data.window(),
                        data.keep(),
                        data.cold(),
                        data.prepare(),
                        horizon.map(h -> "step"),
                        data.key(),
                        data.features(),
                        data.ignore(),
                        group,
                        data.schema(),
                        data.quality(),
                        data.constraints(),
                        data.holdout(),
                        data.validation(),
                        data.memory()),
                any.train(),
                evaluate,
                any.gates(),
                any.promote());
    }

    private static Spec spec(FindSlicesSpec find) {
        return spec(Task.BINARY, Optional.of(find), Optional.empty(), Optional.empty());
    }

    private EvaluateStage stage(Spec spec, Snapshot snapshot, String scores, List<String> classes) {
        Digest archive = store.put(scores.getBytes(StandardCharsets.UTF_8));
        ModelArtifact model = new ModelArtifact(archive, 1, new ModelFormat.Xgboost(), spec.task(), List.of(), classes);
        TrainedModel.Provenance made = new TrainedModel.Provenance(
                Digest.of("s"), Digest.of("t"), "columns 1", Map.of(), 0, 1, Optional.empty());
        return new EvaluateStage(
                spec,
                context,
                snapshot,
                new TrainedModel(model, made, List.of(), Map.of()),
                Optional.empty(),
                new ColumnScorer(rows),
                rows);
    }

    private List<WorstSlice> worst(Spec spec, String... features) throws SQLException {
        return stage(spec, snapshot(features), "score", List.of()).run(JOB).worstSlices();
    }

    private List<String> notices() {
        return events.stream()
                .filter(Event.Noticed.class::isInstance)
                .map(e -> ((Event.Noticed) e).message())
                .toList();
    }

    @Test
    void shouldFindTheWorstSliceAmongTheFeatures() throws Exception {
        List<WorstSlice> worst = worst(spec(find()), "origin", "number", "month", "flag", "gap");

        assertThat(worst).first().satisfies(slice -> {
            assertThat(slice.slice()).matches("origin=o1 and number in \\[(28|29|30)\\d\\d, (38|39|40)\\d\\d\\)");
            assertThat(slice.rows()).isBetween(300L, 500L);
            assertThat(slice.positives()).isBetween(1L, slice.rows() - 1);
            assertThat(slice.loss()).isGreaterThan(slice.rest() + 0.2);
            assertThat(slice.interval().low()).isPositive();
        });
        assertThat(worst)
                .extracting(WorstSlice::slice)
                .allSatisfy(slice -> assertThat(slice).containsPattern("origin=o1|number in"));
        assertThat(notices()).singleElement().asString().contains("slices by 5 columns");
    }

    @Test
    void shouldSearchInTheLossesOfSeveralClasses() throws Exception {
        Spec spec = spec(Task.MULTICLASS, Optional.of(find("origin", "number")), Optional.empty(), Optional.empty());

        List<WorstSlice> several = stage(spec, snapshot(), "score\nother", List.of("1", "0"))
                .run(JOB)
                .worstSlices();
        List<WorstSlice> two = worst(spec(find("origin", "number")));

        assertThat(several).hasSameSizeAs(two).first().satisfies(slice -> {
            assertThat(slice.slice()).isEqualTo(two.get(0).slice());
            assertThat(slice.positives()).isZero();
        });
    }

    @Test
    void shouldNameSlicesAsGatesDo() throws Exception {
        Snapshot snapshot = snapshot();
        Path holdout = store.fetch(snapshot.holdout().digest());
        FindSlicesSpec find = find("month", "flag", "gap");

        List<SearchColumn> columns = new SearchColumns(spec(find), find, snapshot)
                .read(RowLosses.of(new double[COUNT]), rows, holdout, notice -> {});

        assertThat(columns).hasSize(3);
        for (SearchColumn column : columns) {
            for (String slice : column.slices()) {
                SliceName name = SliceName.parse(slice);
                Selection named = new Slicer(rows.codes(holdout, name.column()))
                        .slices(Set.of(name.value().orElseThrow()), 0)
                        .parts()
                        .get(0)
                        .rows();
                int value = column.slices().indexOf(slice) + 1;
                assertThat(named.size()).as(slice).isPositive();
                assertThat(Arrays.stream(named.toArray())).allMatch(row -> column.value()[row] == value);
            }
        }
        assertThat(columns.get(2).slices()).contains("gap=1.5", "gap=(missing)");
    }

    @Test
    void shouldRefuseAllColumnsThatCannotBeSearchedAtOnceAndEarly() throws Exception {
        FindSlicesSpec find = find("orign", "id", "at", "tail", "customer", "origin", "number");
        Spec spec = spec(Task.BINARY, Optional.of(find), Optional.of("customer"), Optional.empty());
        Snapshot snapshot = snapshot();

        List<Problem> problems = EvaluateStage.problems(spec, snapshot);

        assertThat(problems)
                .extracting(Problem::where)
                .containsExactly(
                        "evaluate.find-slices.columns[0]",
                        "evaluate.find-slices.columns[1]",
                        "evaluate.find-slices.columns[2]",
                        "evaluate.find-slices.columns[3]",
                        "evaluate.find-slices.columns[4]");
        assertThat(problems)
                .extracting(Problem::what)
                .satisfiesExactly(
                        what -> assertThat(what).contains("have no column 'orign', they have id, y, score"),
                        what -> assertThat(what).isEqualTo("'id' is the key, which is another one in every row"),
                        what -> assertThat(what).isEqualTo("'at' is a time"),
                        what -> assertThat(what).contains("'tail' has about 12,000 values, too many to slice by"),
                        what -> assertThat(what).startsWith("'customer' is the group"));
        EvaluateStage stage = stage(spec, snapshot, "score", List.of());
        assertThatThrownBy(() -> stage.run(JOB)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void shouldLeaveOutFeaturesThatCannotBeSearchedAndSaySo() throws Exception {
        worst(spec(find()), "tail", "origin");

        assertThat(notices())
                .satisfiesExactly(
                        notice -> assertThat(notice)
                                .startsWith(
                                        "evaluate.find-slices leaves out a feature: column 'tail' has about 12,000"),
                        notice -> assertThat(notice).contains("slices by 1 column;"));
    }

    @Test
    void shouldBeSearchedAnewOnlyIfTheSearchChanges() throws Exception {
        Snapshot snapshot = snapshot("origin");
        EvaluateStage without = stage(
                spec(Task.BINARY, Optional.empty(), Optional.empty(), Optional.empty()), snapshot, "score", List.of());
        EvaluateStage with = stage(spec(find("origin")), snapshot, "score", List.of());

        assertThat(with.inputs().changesSince(without.inputs())).containsExactly("spec: evaluate.find-slices is new");
        assertThat(stage(spec(find("month")), snapshot, "score", List.of())
                        .inputs()
                        .changesSince(with.inputs()))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("spec: evaluate.find-slices changed");
        assertThat(without.run(JOB).worstSlices()).isEmpty();
    }

    @Test
    void shouldCountGroupsAndBlocksOfASeriesInsteadOfRows() throws Exception {
        FindSlicesSpec find = find("origin", "number");
        List<WorstSlice> plain = worst(spec(find));

        List<WorstSlice> groups =
                worst(spec(Task.BINARY, Optional.of(find), Optional.of("customer"), Optional.empty()));
        List<WorstSlice> series = worst(spec(Task.BINARY, Optional.of(find), Optional.empty(), Optional.of(3)));

        assertThat(groups)
                .first()
                .extracting(WorstSlice::slice)
                .isEqualTo(plain.get(0).slice());
        assertThat(series)
                .first()
                .extracting(WorstSlice::slice)
                .isEqualTo(plain.get(0).slice());
        assertThat(groups.get(0).loss()).isEqualTo(plain.get(0).loss(), within(1e-9));
        assertThat(groups.get(0).interval()).isNotEqualTo(plain.get(0).interval());
        assertThat(series.get(0).interval()).isNotEqualTo(groups.get(0).interval());
    }
}
