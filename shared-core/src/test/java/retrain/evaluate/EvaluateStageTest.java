package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Specs;
import retrain.data.ColumnProfile;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.EvaluateStage.Champion;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Slice;
import retrain.event.Event;
import retrain.local.DuckDbRows;
import retrain.local.FolderStore;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.run.Store;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;

class EvaluateStageTest {
    private static final Stage.Job JOB = new Stage.Job(RunId.next(Instant.EPOCH), "evaluate-1");
    private static final String ROWS = """
            SELECT i AS id, (i * 7919 % 1000) / 1000.0 AS good, (i * 104729 % 1000) / 1000.0 AS poor,
              (i * 7919 % 1000) / 1000.0 + 2 AS wild, 1 - (i * 7919 % 1000) / 1000.0 AS bad,
              CAST((i * 7919 % 1000) + (i * 31 % 400) > 700 AS INTEGER) AS y,
              CASE WHEN i % 5 = 0 THEN NULL ELSE 'o' || (i % 3) END AS origin, 'v' || (i % 200) AS many, i % 3 AS kind
            FROM range(2000) t(i)""";

    private final Path folder;
    private final Rows rows = new DuckDbRows();
    private final List<Event> events = new ArrayList<>();
    private final Store store;
    private final Context context;

    EvaluateStageTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = FolderStore.open(folder.resolve("store"));
        this.context = new Context(folder, store, folder.resolve("scratch"), Clock.systemUTC(), events::add);
    }

    private Snapshot snapshot() throws SQLException {
        Path file = folder.resolve("holdout.parquet");
        try (Connection database =
                        Objects.requireNonNull(new DuckDBDriver().connect("jdbc:duckdb:", new Properties()));
                Statement statement = database.createStatement()) {
            statement.execute("COPY (" + ROWS + ") TO '" + file + "' (FORMAT parquet)");
        }
        Table holdout = new Table(store.put(file), 2000, 1);
        ColumnProfile profile =
                new ColumnProfile("good", 0, 20_000, Optional.empty(), Optional.empty(), List.of(), List.of());
        return new Snapshot(
                "m",
                List.of(),
                rows.schema(file),
                List.of("good", "poor"),
                holdout,
                Optional.empty(),
                holdout,
                List.of(profile),
                "holdout: all");
    }

    private ModelArtifact model(Task task, String columns, List<String> classes, Feature... features) {
        Digest archive = store.put(columns.getBytes(StandardCharsets.UTF_8));
        return new ModelArtifact(archive, 1, new ModelFormat.Xgboost(), task, List.of(features), classes);
    }

    private ModelArtifact model(String column, Feature... features) {
        return model(Task.BINARY, column, List.of(), features);
    }

    private static Feature number(String name) {
        return new Feature(name, false, List.of());
    }

    private EvaluateStage stage(Spec spec, ModelArtifact candidate, Optional<ModelArtifact> champion)
            throws SQLException {
        TrainedModel.Provenance made = new TrainedModel.Provenance(
                Digest.of("s"), Digest.of("t"), "columns 1", Map.of(), 0, 1, Optional.empty());
        return new EvaluateStage(
                spec,
                context,
                snapshot(),
                new TrainedModel(candidate, made, List.of(), Map.of()),
                champion.map(c -> new Champion("version 3", c, List.of(), Optional.empty())),
                new ColumnScorer(rows),
                rows);
    }

    private static Spec binary(String... slices) {
        return Given.spec(Task.BINARY, Given.evaluate(List.of(), slices));
    }

    private static double value(List<MetricValue> metrics, Metric metric) {
        return metrics.stream()
                .filter(m -> m.metric().equals(metric.word()))
                .findFirst()
                .flatMap(MetricValue::value)
                .orElseThrow();
    }

    @Test
    void shouldMeasureCandidateAndChampionOnTheSameRows() throws Exception {
        EvaluateStage stage = stage(binary("origin"), model("good"), Optional.of(model("poor")));

        Evaluation evaluation = stage.run(JOB);

        Evaluation.Scored champion = evaluation.champion().orElseThrow();
        assertThat(evaluation.rows()).isEqualTo(2000);
        assertThat(evaluation.candidate().name()).isEqualTo("candidate");
        assertThat(champion.name()).isEqualTo("version 3");
        assertThat(value(evaluation.candidate().metrics(), Metric.AUC)).isGreaterThan(0.9);
        assertThat(value(champion.metrics(), Metric.AUC)).isBetween(0.4, 0.6);
        assertThat(stage.summary(evaluation))
                .matches("auc 0\\.9\\d* \\(champion 0\\.\\d+\\), pr_auc .*, log_loss .* on 2,000 rows");
    }

    @Test
    void shouldMeasureEachSliceAndMissRowsInNone() throws Exception {
        Evaluation evaluation = stage(binary("origin"), model("good"), Optional.of(model("poor")))
                .run(JOB);

        assertThat(evaluation.slices()).extracting(Slice::value).containsExactly("o0", "o1", "o2", "(missing)");
        assertThat(evaluation.slices().stream().mapToLong(Slice::rows).sum()).isEqualTo(2000);
        assertThat(evaluation.slices().stream().mapToLong(Slice::positives).sum())
                .isEqualTo(evaluation.positives());
        assertThat(evaluation.slices())
                .allSatisfy(s ->
                        assertThat(value(s.candidate(), Metric.AUC)).isGreaterThan(value(s.champion(), Metric.AUC)));
    }

    @Test
    void shouldSliceByTheGatesSlicesAndComputeTheGatesMetrics() throws Exception {
        Spec spec = Given.spec(
                Task.BINARY,
                Given.evaluate(List.of(Metric.BRIER)),
                Given.on("origin=o1", Given.atLeast(Metric.AUC, 0.5)),
                Given.on("origin=gone", Given.atLeast(Metric.AUC, 0.5)));

        Evaluation evaluation = stage(spec, model("good"), Optional.empty()).run(JOB);

        assertThat(evaluation.candidate().metrics())
                .extracting(MetricValue::metric)
                .containsExactly("brier", "auc");
        assertThat(evaluation.slices()).extracting(Slice::value).containsExactly("o1", "gone");
        assertThat(evaluation.slices().get(1).candidate())
                .extracting(MetricValue::reason)
                .containsOnly("there are no rows");
        assertThat(evaluation.slices().get(0).champion()).isEmpty();
    }

    @Test
    void shouldLimitTheSlicesOfAColumnAndSayWhatIsLeftOut() throws Exception {
        Evaluation evaluation = stage(binary("many", "origin"), model("good"), Optional.of(model("poor")))
                .run(JOB);

        List<Slice> many = evaluation.slices().stream()
                .filter(s -> s.column().equals("many"))
                .toList();
        assertThat(many).hasSize(25);
        assertThat(many.get(24).value()).isEqualTo("(176 other values)");
        assertThat(many.stream().mapToLong(Slice::rows).sum()).isEqualTo(2000);
        assertThat(events)
                .contains(new Event.Noticed(
                        "many has 200 values: 24 are slices of their own, the other 176 are one slice"));
        assertThat(Json.write(evaluation).length).isLessThan(100_000);
    }

    @Test
    void shouldKeepKeyLabelSlicesAndScoresOfEveryRow() throws Exception {
        Evaluation evaluation = stage(binary("origin"), model("good"), Optional.of(model("poor")))
                .run(JOB);
        Path predictions = store.fetch(evaluation.predictions());

        assertThat(rows.schema(predictions).names()).containsExactly("id", "origin", "y", "candidate", "champion");
        BinarySample again =
                Samples.binary(rows.numbers(predictions, "y"), rows.numbers(predictions, "candidate"), 0.5);
        assertThat(again.measure(Metric.of(Task.BINARY)))
                .extracting(MetricValue::metric, MetricValue::value)
                .isEqualTo(evaluation.candidate().metrics().stream()
                        .map(m -> tuple(m.metric(), m.value()))
                        .toList());
    }

    @Test
    void shouldComeToTheSameRecordAgainAndLeaveNothingBehind() throws Exception {
        EvaluateStage stage = stage(binary("origin"), model("good"), Optional.of(model("poor")));
        Files.createDirectories(folder.resolve("scratch/evaluate-1/candidate"));
        Files.writeString(folder.resolve("scratch/evaluate-1/candidate/half.done"), "");

        assertThat(stage.run(JOB)).isEqualTo(stage.run(JOB));
        assertThat(folder.resolve("scratch/evaluate-1")).doesNotExist();
    }

    @Test
    void shouldEvaluateSeveralClasses() throws Exception {
        Spec spec = Given.spec(Task.MULTICLASS, Given.evaluate(List.of(), "kind"));
        ModelArtifact candidate = model(Task.MULTICLASS, "good\nbad", List.of("1", "0"));
        ModelArtifact champion = model(Task.MULTICLASS, "bad\ngood", List.of("1", "0"));

        Evaluation evaluation = stage(spec, candidate, Optional.of(champion)).run(JOB);

        assertThat(evaluation.candidate().curves().classes()).containsExactly("0", "1");
        assertThat(value(evaluation.candidate().metrics(), Metric.ACCURACY)).isGreaterThan(0.8);
        assertThat(value(evaluation.champion().orElseThrow().metrics(), Metric.ACCURACY))
                .isLessThan(0.2);
        assertThat(rows.schema(store.fetch(evaluation.predictions())).names())
                .containsExactly("id", "kind", "y", "candidate_1", "candidate_0", "champion_1", "champion_0");
        assertThat(evaluation.positives()).isZero();
    }

    @Test
    void shouldEvaluateNumbers() throws Exception {
        Spec spec = Given.spec(Task.REGRESSION, Specs.evaluate(List.of(), List.of("origin=o1"), 0.5, 0.9));

        Evaluation evaluation = stage(spec, model(Task.REGRESSION, "good", List.of()), Optional.empty())
                .run(JOB);

        assertThat(evaluation.candidate().metrics())
                .extracting(MetricValue::metric)
                .contains("rmse", "r2", "pinball");
        assertThat(value(evaluation.candidate().metrics(), Metric.RMSE)).isCloseTo(0.36, within(0.1));
        assertThat(evaluation.candidate().curves().scores()).hasSize(1);
        assertThat(evaluation.slices()).extracting(Slice::value).containsExactly("o1");
    }

    @Test
    void shouldRefuseAChampionThatReadsColumnsThatAreGone() throws Exception {
        ModelArtifact champion = model("poor", number("poor"), number("gone"), number("origin"));

        EvaluateStage stage = stage(binary(), model("good"), Optional.of(champion));

        assertThatThrownBy(() -> stage.run(JOB)).isInstanceOfSatisfying(InvalidInput.class, e -> {
            assertThat(e.problems()).extracting(p -> p.code()).containsOnly(Code.CHAMPION_INCOMPATIBLE);
            assertThat(e.problems())
                    .extracting(p -> p.line())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith("champion (version 3): cannot score the newly prepared rows: it reads"
                                            + " column 'gone', which they do not have. Let the prepare query"),
                            line -> assertThat(line)
                                    .contains("it reads column 'origin' as number, and it now is VARCHAR"));
        });
    }

    @Test
    void shouldRefuseAChampionOfAnotherTask() throws Exception {
        ModelArtifact champion = model(Task.REGRESSION, "poor", List.of());

        assertThatThrownBy(() ->
                        stage(binary(), model("good"), Optional.of(champion)).run(JOB))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("it is a regression model and the task is binary");
    }

    @Test
    void shouldSayThatItIsTheChampionThatCannotScore() throws Exception {
        assertThatThrownBy(() -> stage(binary(), model("good"), Optional.of(model("refused")))
                        .run(JOB))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("champion (version 3): cannot score the newly prepared rows: column 'x': is odd")
                .hasMessageContaining("CHAMPION_INCOMPATIBLE");
        assertThatThrownBy(() ->
                        stage(binary(), model("refused"), Optional.empty()).run(JOB))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("DATA_UNUSABLE");
    }

    @Test
    void shouldRefuseScoresThatAreNoProbabilities() throws Exception {
        assertThatThrownBy(
                        () -> stage(binary(), model("wild"), Optional.empty()).run(JOB))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "candidate: gave scores that are no probabilities for rows 1, 2, 3, 4, 5 and 1,995 more");
    }

    @Test
    void shouldRefuseATargetThatIsNotOfTheTask() throws Exception {
        Spec spec = Given.spec(Task.BINARY, Given.evaluate(List.of()));
        Spec kinds = Specs.spec(
                "m",
                Task.BINARY,
                "kind",
                spec.store(),
                0,
                spec.data(),
                spec.train(),
                spec.evaluate(),
                List.of(),
                spec.promote());

        assertThatThrownBy(() -> stage(kinds, model("good"), Optional.empty()).run(JOB))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "target 'kind': is neither 0 nor 1 in rows 3, 6, 9, 12, 15 and 661 more of the holdout");
    }

    @Test
    void shouldRefuseAllImpossibleSlicesAtOnce() throws Exception {
        Spec spec = Given.spec(
                Task.BINARY,
                Given.evaluate(List.of(), "orign", "good"),
                Given.on("airport=JFK", Given.atLeast(Metric.AUC, 0.5)));

        assertThatThrownBy(() -> stage(spec, model("good"), Optional.empty()).run(JOB))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems())
                                .extracting(p -> p.where())
                                .containsExactly("evaluate.slices[0]", "evaluate.slices[1]", "gates[0].slice"))
                .hasMessageContaining("the prepared rows have no column 'orign', they have id, good")
                .hasMessageContaining("column 'good' has about 20,000 values, too many to slice by");
    }

    @Test
    void shouldDependOnRowsModelsAndTheSpecOfTheEvaluation() throws Exception {
        Inputs inputs = stage(binary("origin"), model("good"), Optional.of(model("poor")))
                .inputs();

        assertThat(stage(binary("origin"), model("good"), Optional.of(model("poor")))
                        .inputs())
                .isEqualTo(inputs);
        assertThat(stage(binary("origin"), model("bad"), Optional.of(model("poor")))
                        .inputs()
                        .changesSince(inputs))
                .containsExactly("model: candidate changed", "model: candidate's form changed");
        assertThat(stage(binary("origin"), model("good"), Optional.empty())
                        .inputs()
                        .changesSince(inputs))
                .contains("model: champion is gone");
        assertThat(stage(binary("many"), model("good"), Optional.of(model("poor")))
                        .inputs()
                        .changesSince(inputs))
                .containsExactly("spec: evaluate.slices changed from origin to many");
        assertThat(stage(
                                Given.spec(Task.BINARY, Specs.evaluate(List.of(), List.of("origin"), 0.3, 0.5)),
                                model("good"),
                                Optional.of(model("poor")))
                        .inputs()
                        .changesSince(inputs))
                .containsExactly("spec: evaluate.threshold changed from 0.5 to 0.3");
    }

    /** Evaluations are kept in the store for ever: this one must stay readable, and be written in the same way. */
    @Test
    void shouldReadAndWriteTheGoldenEvaluation() throws IOException {
        byte[] golden;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/evaluate/evaluation.json"))) {
            golden = in.readAllBytes();
        }

        Evaluation evaluation = Json.read(golden, Evaluation.class, "evaluation.json");

        assertThat(evaluation.task()).isEqualTo(Task.BINARY);
        assertThat(evaluation.candidate().metric("auc").flatMap(MetricValue::value))
                .contains(1.0);
        assertThat(evaluation.slices().get(0).candidate().get(0).reason()).isEqualTo("all rows are of class 0");
        assertThat(evaluation.worstSlices().get(0).slice()).isEqualTo("carrier=EV and dep_min in [900, 1140)");
        assertThat(new String(Json.pretty(evaluation), StandardCharsets.UTF_8))
                .isEqualTo(new String(golden, StandardCharsets.UTF_8));
    }
}
