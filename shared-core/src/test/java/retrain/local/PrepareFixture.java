package retrain.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.Assertions;
import retrain.Specs;
import retrain.data.InspectStage;
import retrain.data.Inspection;
import retrain.data.PrepareStage;
import retrain.data.Snapshot;
import retrain.event.Event;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Context;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.run.Store;
import retrain.spec.AdaptSpec;
import retrain.spec.ConstraintsSpec;
import retrain.spec.DataSpec;
import retrain.spec.PrepareSpec;
import retrain.spec.PromoteSpec;
import retrain.spec.QualitySpec;
import retrain.spec.SchemaSpec;
import retrain.spec.Spec;
import retrain.spec.SplitSpec;
import retrain.spec.SqlText;
import retrain.spec.Task;
import retrain.spec.TrainSpec;

/** A folder with a spec's files, and the spec; runs the real stage with the real engine over a real store. */
final class PrepareFixture {
    final Path base;
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, List<String>> sources = new LinkedHashMap<>();
    private Optional<String> window = Optional.empty();
    private Optional<PrepareSpec> prepare = Optional.empty();
    private Task task = Task.BINARY;
    private String target = "y";
    private Optional<String> time = Optional.empty();
    private List<String> key = List.of();
    private Optional<List<String>> features = Optional.empty();
    private List<String> ignore = List.of();
    private Optional<String> group = Optional.empty();
    private List<String> slices = List.of();
    private SplitSpec holdout = fraction(0.5);
    private Optional<SplitSpec> validation = Optional.empty();
    private SchemaSpec schema = Specs.schema(Map.of());
    private List<QualitySpec> quality = List.of();
    private Optional<ConstraintsSpec> constraints = Optional.empty();
    private String memory = "1GB";
    private int threads = 2;
    private Clock clock = Clock.systemUTC();
    private Runnable onEvent = () -> {};

    PrepareFixture(Path base) {
        this.base = base;
    }

    static SplitSpec fraction(double share) {
        return new SplitSpec(Optional.empty(), Optional.empty(), Optional.of(share));
    }

    static SplitSpec latest(String interval) {
        return new SplitSpec(Optional.of(interval), Optional.empty(), Optional.empty());
    }

    static SplitSpec from(String time) {
        return new SplitSpec(Optional.empty(), Optional.of(time), Optional.empty());
    }

    PrepareFixture file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    PrepareFixture file(String name, byte[] content) throws IOException {
        Path file = base.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return this;
    }

    PrepareFixture zipped(String name, String content) throws IOException {
        Path file = base.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    PrepareFixture parquet(String name, String select) throws SQLException {
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            database.execute("COPY (" + select + ") TO "
                    + SqlText.literal(base.resolve(name).toString()) + " (FORMAT parquet)");
        }
        return this;
    }

    PrepareFixture source(String name, String... patterns) {
        sources.put(name, List.of(patterns));
        return this;
    }

    PrepareFixture window(String length) {
        window = Optional.of(length);
        return this;
    }

    /** A hundred rows: id, x, c, t and a target y of 0 and 1. */
    PrepareFixture rows() throws IOException {
        StringBuilder csv = new StringBuilder("id,x,c,t,y\n");
        for (int i = 0; i < 100; i++) {
            csv.append(i).append(',').append(i * 0.5).append(",c").append(i % 3).append(",2020-01-01T00:");
            csv.append(String.format("%02d:%02dZ,", i / 60, i % 60))
                    .append(i % 2)
                    .append('\n');
        }
        return file("rows.csv", csv.toString()).source("rows", "rows.csv");
    }

    PrepareFixture sql(String sql) throws IOException {
        prepare = Optional.of(new PrepareSpec(Optional.of("prepare.sql"), Optional.empty(), List.of()));
        return file("prepare.sql", sql);
    }

    PrepareFixture command(String... command) {
        prepare = Optional.of(new PrepareSpec(Optional.empty(), Optional.of(List.of(command)), List.of()));
        return this;
    }

    PrepareFixture task(Task changed, String column) {
        task = changed;
        target = column;
        return this;
    }

    PrepareFixture time(String column) {
        time = Optional.of(column);
        return this;
    }

    PrepareFixture key(String... columns) {
        key = List.of(columns);
        return this;
    }

    PrepareFixture features(String... columns) {
        features = Optional.of(List.of(columns));
        return this;
    }

    PrepareFixture slices(String... named) {
        slices = List.of(named);
        return this;
    }

    PrepareFixture ignore(String... columns) {
        ignore = List.of(columns);
        return this;
    }

    PrepareFixture group(String column) {
        group = Optional.of(column);
        return this;
    }

    PrepareFixture holdout(SplitSpec split) {
        holdout = split;
        return this;
    }

    PrepareFixture validation(SplitSpec split) {
        validation = Optional.of(split);
        return this;
    }

    PrepareFixture adapt(Map<String, AdaptSpec> columns) {
        schema = Specs.schema(columns);
        return this;
    }

    PrepareFixture quality(QualitySpec... rules) {
        quality = List.of(rules);
        return this;
    }

    PrepareFixture constraints(ConstraintsSpec spec) {
        constraints = Optional.of(spec);
        return this;
    }

    PrepareFixture memory(String limit) {
        memory = limit;
        return this;
    }

    PrepareFixture threads(int number) {
        threads = number;
        return this;
    }

    void onEvent(Runnable action) {
        onEvent = action;
    }

    private void note(Event event) {
        events.add(event);
        onEvent.run();
    }

    Spec spec() {
        return Specs.spec(
                "model",
                task,
                target,
                ".retrain",
                0,
                new DataSpec(
                        sources,
                        Optional.empty(),
                        window,
                        Optional.empty(),
                        Optional.empty(),
                        prepare,
                        time,
                        key,
                        features,
                        ignore,
                        group,
                        schema,
                        quality,
                        constraints,
                        holdout,
                        validation,
                        memory),
                Specs.train(Optional.of(Map.of()), Optional.empty(), TrainSpec.Categories.ORDINAL, Optional.empty(), 0),
                Specs.evaluate(List.of(), slices, 0.5, 0.5),
                List.of(),
                new PromoteSpec(PromoteSpec.Strategy.REPLACE, "deployed"));
    }

    Store store() {
        return FolderStore.open(base.resolve(".retrain"));
    }

    PrepareStage stage() {
        return new PrepareStage(spec(), context(), new DuckDbPreparer(threads));
    }

    Context context() {
        return new Context(base, store(), base.resolve("scratch"), clock, this::note);
    }

    PrepareFixture clock(Clock other) {
        clock = other;
        return this;
    }

    InspectStage inspection(Snapshot snapshot, Optional<InspectStage.Champion> champion) {
        return new InspectStage(spec(), context(), snapshot, champion, new DuckDbInspector());
    }

    /** {@return what is found about the rows, compared with none} */
    Inspection inspect() {
        return inspection(prepare(), Optional.empty())
                .run(new Stage.Job(new RunId("20260101T000000Z-000000"), "inspect-job"));
    }

    Snapshot prepare() {
        return stage().run(new Stage.Job(new RunId("20260101T000000Z-000000"), "prepare-job"));
    }

    /** {@return the lines of all problems that the preparation meets} */
    List<String> problems() {
        try {
            prepare();
        } catch (InvalidInput e) {
            return e.problems().stream().map(Problem::line).toList();
        }
        return Assertions.fail("it was prepared");
    }

    List<String> query(String sql) throws SQLException {
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            return database.texts(sql).stream().map(String::valueOf).toList();
        }
    }

    String table(retrain.data.Table table) {
        return DuckDb.parquet(store().fetch(table.digest()));
    }
}
