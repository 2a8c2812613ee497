package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
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
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.EvaluateStage.Champion;
import retrain.evaluate.Evaluation.Scored;
import retrain.event.Event;
import retrain.local.DuckDbRows;
import retrain.local.FolderStore;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.run.Store;
import retrain.spec.EvaluateSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.ThresholdSpec;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;

/** Thresholds in the stage, with real tables. */
class ThresholdsTest {
    private static final Stage.Job JOB = new Stage.Job(RunId.next(Instant.EPOCH), "evaluate-1");

    private final Path folder;
    private final Rows rows = new DuckDbRows();
    private final List<Event> events = new ArrayList<>();
    private final Store store;
    private final Context context;

    ThresholdsTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = FolderStore.open(folder.resolve("store"));
        this.context = new Context(folder, store, folder.resolve("scratch"), Clock.systemUTC(), events::add);
    }

    /** Rows whose share of class 1 is their score, or something else altogether. */
    private Table table(String name, int count, int step, String label) throws SQLException {
        Path file = folder.resolve(name + ".parquet");
        String select = "SELECT i AS id, (i * " + step + " % 1000) / 1000.0 AS good, (i * 31 % 1000) / 1000.0 AS poor, "
                + label + " AS y FROM range(" + count + ") t(i)";
        try (Connection database =
                        Objects.requireNonNull(new DuckDBDriver().connect("jdbc:duckdb:", new Properties()));
                Statement statement = database.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
        }
        return new Table(store.put(file), count, 1);
    }

    private Table validation() throws SQLException {
        return table("validation", 1000, 7919, "CAST((i * 7919 % 1000) + (i * 31 % 400) > 700 AS INTEGER)");
    }

    private ModelArtifact model(String column) {
        Digest archive = store.put(column.getBytes(StandardCharsets.UTF_8));
        return new ModelArtifact(archive, 1, new ModelFormat.Xgboost(), Task.BINARY, List.of(), List.of());
    }

    private EvaluateStage stage(
            ThresholdSpec rule, Optional<Table> validation, Table holdout, Optional<Champion> champion) {
        EvaluateSpec usual = Given.evaluate(List.of(Metric.RECALL, Metric.PRECISION));
        EvaluateSpec evaluate = new EvaluateSpec(
                usual.metrics(),
                usual.slices(),
                rule,
                usual.quantile(),
                usual.confidence(),
                usual.resamples(),
                usual.horizon(),
                usual.minRows(),
                usual.minPositives(),
                usual.findSlices());
        Spec spec = Given.spec(Task.BINARY, evaluate);
        Snapshot snapshot = new Snapshot(
                "m",
                List.of(),
                rows.schema(store.fetch(holdout.digest())),
                List.of("good", "poor"),
                holdout,
                validation,
                holdout,
                List.of(),
                "holdout: all");
        TrainedModel.Provenance made = new TrainedModel.Provenance(
                Digest.of("s"), Digest.of("t"), "columns 1", Map.of(), 0, 1, Optional.empty());
        TrainedModel trained = new TrainedModel(model("good"), made, List.of(), Map.of());
        return new EvaluateStage(spec, context, snapshot, trained, champion, new ColumnScorer(rows), rows);
    }

    private Evaluation run(ThresholdSpec rule, Table holdout, Optional<Champion> champion) throws SQLException {
        return stage(rule, Optional.of(validation()), holdout, champion).run(JOB);
    }

    private static double metric(Scored scored, Metric metric) {
        return scored.metric(metric.word()).orElseThrow().value().orElseThrow();
    }

    @Test
    void shouldChooseOnTheValidationRowsWhateverTheHoldout() throws Exception {
        Table alike = table("alike", 500, 104_729, "CAST((i * 104729 % 1000) > 600 AS INTEGER)");
        Table other = table("other", 300, 31, "CAST(i % 7 = 0 AS INTEGER)");

        Scored one = run(ThresholdRuleTest.recall(0.8), alike, Optional.empty()).candidate();
        Scored two = run(ThresholdRuleTest.recall(0.8), other, Optional.empty()).candidate();

        assertThat(one.threshold()).isPresent().isEqualTo(two.threshold());
        assertThat(one.threshold().orElseThrow()).isBetween(0.6, 0.7);
        assertThat(metric(one, Metric.RECALL)).isNotEqualTo(metric(two, Metric.RECALL));
    }

    @Test
    void shouldJudgeEachModelAtItsOwnThreshold() throws Exception {
        Table holdout = table("holdout", 1000, 7919, "CAST((i * 7919 % 1000) >= 500 AS INTEGER)");
        Champion champion = new Champion("version 3", model("good"), List.of(), Optional.of(0.75));

        Evaluation evaluation = run(at(0.5), holdout, Optional.of(champion));

        assertThat(evaluation.candidate().threshold()).contains(0.5);
        assertThat(metric(evaluation.candidate(), Metric.RECALL)).isEqualTo(1);
        assertThat(evaluation.champion().orElseThrow().threshold()).contains(0.75);
        assertThat(metric(evaluation.champion().orElseThrow(), Metric.RECALL)).isEqualTo(0.5);
        assertThat(events).noneMatch(Event.Noticed.class::isInstance);
    }

    private static ThresholdSpec at(double score) {
        return new ThresholdSpec(
                Optional.of(score), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void shouldSayWhatItTakesForAChampionOfUnknownThreshold() throws Exception {
        Champion champion = new Champion("version 3", model("poor"), List.of(), Optional.empty());

        Evaluation evaluation = run(ThresholdRuleTest.precision(0.9), validation(), Optional.of(champion));

        assertThat(evaluation.champion().orElseThrow().threshold()).contains(0.5);
        assertThat(events)
                .contains(new Event.Noticed(
                        "the champion (version 3) was registered without a threshold: 0.5 is taken as its own"));
    }

    @Test
    void shouldRefuseARuleWithoutValidationRows() throws Exception {
        EvaluateStage stage = stage(ThresholdRuleTest.recall(0.5), Optional.empty(), validation(), Optional.empty());

        assertThatThrownBy(() -> stage.run(JOB))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("Add 'data.validation'");
    }

    @Test
    void shouldNameTheValidationRowsWhoseTargetIsWrong() throws Exception {
        Table wrong = table("wrong", 10, 31, "CAST(i % 3 AS INTEGER)");
        EvaluateStage stage = stage(ThresholdRuleTest.recall(0.5), Optional.of(wrong), validation(), Optional.empty());

        assertThatThrownBy(() -> stage.run(JOB))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("is neither 0 nor 1 in rows 3, 6, 9 of the validation rows");
    }

    @Test
    void shouldDependOnTheRuleTheValidationRowsAndTheChampionsThreshold() throws Exception {
        Table holdout = table("holdout", 100, 31, "CAST(i % 2 AS INTEGER)");
        Champion champion = new Champion("version 3", model("poor"), List.of(), Optional.of(0.4));
        Champion later = new Champion("version 3", model("poor"), List.of(), Optional.of(0.6));
        EvaluateStage before =
                stage(ThresholdRuleTest.recall(0.5), Optional.of(validation()), holdout, Optional.of(champion));

        assertThat(stage(ThresholdRuleTest.costs(1, 5), Optional.of(holdout), holdout, Optional.of(later))
                        .inputs()
                        .changesSince(before.inputs()))
                .containsExactly(
                        "data: validation rows changed",
                        "model: champion's threshold changed from 0.4 to 0.6",
                        "spec: evaluate.threshold changed");
    }
}
