package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.data.Snapshot;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.run.Json;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;
import retrain.train.Calibration;
import retrain.train.ModelArtifact;
import retrain.train.TrainedModel;

/** Calibrated models, trained, kept and scored by the real library. */
class XgboostCalibrationTest {
    /** Noisy rows, on which many deep trees are far too sure of themselves. */
    private static final String ROWS =
            "SELECT a, b, CAST((hash(i * 17 + 3) %% 1000) / 1000.0 < a * 0.6 + 0.1 AS INT) AS y"
                    + " FROM (SELECT i, (hash(i * 31 + 1) %% 1009) / 1009.0 AS a, (hash(i * 31 + 2) %% 1013) / 1013.0 AS b"
                    + " FROM range(%d, %d) t(i))";

    @TempDir
    Path folder;

    private Prepared prepared;

    @BeforeEach
    void prepare() {
        prepared = new Prepared(folder);
    }

    private Path rows(int from, int to) {
        return prepared.table(ROWS.formatted(from, to));
    }

    private Snapshot snapshot(Path validation) {
        return prepared.snapshot("y", rows(0, 1500), Optional.of(validation));
    }

    private static Spec spec(Optional<TrainSpec.Calibration> method, Spec like) {
        TrainSpec t = like.train();
        return like.with(new TrainSpec(
                t.xgboost(), t.script(), t.categories(), t.continueFrom(), t.threads(), method, t.tune()));
    }

    private static Spec spec(TrainSpec.Calibration method) {
        return spec(Optional.of(method), sure());
    }

    private static Spec sure() {
        return Prepared.spec(Task.BINARY, "y", Map.of("rounds", 40, "max_depth", 7));
    }

    private double offBy(ModelArtifact model, Path table) {
        float[] scores = prepared.score(model, table).values();
        float[] labels = new DuckDbRows().numbers(table, "y");
        double[] off = new double[10];
        for (int i = 0; i < scores.length; i++) {
            off[Math.min(9, (int) (scores[i] * 10))] += scores[i] - labels[i];
        }
        double sum = 0;
        for (double o : off) {
            sum += Math.abs(o);
        }
        return sum / scores.length;
    }

    @ParameterizedTest
    @EnumSource(TrainSpec.Calibration.class)
    void shouldMakeTheScoresProbabilitiesAgain(TrainSpec.Calibration method) throws Exception {
        Path validation = rows(2000, 4000);
        Path unseen = rows(5000, 8000);

        TrainedModel plain = prepared.train(sure(), snapshot(validation));
        TrainedModel calibrated = prepared.train(spec(method), snapshot(validation));

        assertThat(offBy(plain.artifact(), unseen)).isGreaterThan(0.1);
        assertThat(offBy(calibrated.artifact(), unseen)).isLessThan(0.05);
        float[] labels = new DuckDbRows().numbers(unseen, "y");
        assertThat(Prepared.auc(prepared.score(calibrated.artifact(), unseen).values(), labels))
                .isCloseTo(Prepared.auc(prepared.score(plain.artifact(), unseen).values(), labels), within(0.01));
    }

    @Test
    void shouldKeepTheCalibrationInTheArchiveAndTellOfIt() throws Exception {
        Path validation = rows(2000, 4000);
        Snapshot snapshot = snapshot(validation);

        TrainedModel model = prepared.train(spec(TrainSpec.Calibration.PLATT), snapshot);

        Path unpacked = folder.resolve("unpacked");
        Archives.unpack(prepared.store.fetch(model.artifact().archive()), unpacked);
        assertThat(Archives.files(unpacked))
                .extracting(f -> Archives.name(unpacked, f))
                .containsExactly("calibration.json", "xgboost-model");
        TrainedModel plain = prepared.train(sure(), snapshot);
        Calibration expected = Calibration.platt(
                prepared.score(plain.artifact(), validation).values(), new DuckDbRows().numbers(validation, "y"));
        assertThat(XgboostCalibration.read(unpacked.resolve("calibration.json"), "m"))
                .isEqualTo(expected);
        TrainedModel.Calibrated told = model.provenance().calibrated().orElseThrow();
        assertThat(told.method()).isEqualTo(TrainSpec.Calibration.PLATT);
        assertThat(told.rows()).isEqualTo(2000);
        assertThat(told.positives()).isBetween(600L, 1000L);
        assertThat(told.validationRows())
                .isEqualTo(snapshot.validation().orElseThrow().digest());
        assertThat(plain.provenance().calibrated()).isEmpty();
        assertThat(Json.read(Json.write(model), TrainedModel.class, "m")).isEqualTo(model);
    }

    @Test
    void shouldGiveTheSameBytesAgain() throws Exception {
        Snapshot snapshot = snapshot(rows(2000, 3000));

        assertThat(prepared.train(spec(TrainSpec.Calibration.ISOTONIC), snapshot)
                        .artifact())
                .isEqualTo(prepared.train(spec(TrainSpec.Calibration.ISOTONIC), snapshot)
                        .artifact());
    }

    /** The trees of the champion go on, and not its calibration: that is fitted anew. */
    @Test
    void shouldContinueFromTheTreesOfACalibratedChampion() throws Exception {
        Snapshot snapshot = snapshot(rows(2000, 4000));
        ModelArtifact plain = prepared.train(sure(), snapshot).artifact();
        ModelArtifact calibrated =
                prepared.train(spec(TrainSpec.Calibration.PLATT), snapshot).artifact();
        Spec more = Prepared.continuing(Task.BINARY, "y", Map.of("rounds", 5, "max_depth", 7));

        assertThat(prepared.train(more, snapshot, Optional.of(calibrated)).artifact())
                .isEqualTo(prepared.train(more, snapshot, Optional.of(plain)).artifact());
        Spec anew = spec(Optional.of(TrainSpec.Calibration.ISOTONIC), more);
        assertThat(prepared.train(anew, snapshot, Optional.of(calibrated)).artifact())
                .isEqualTo(prepared.train(anew, snapshot, Optional.of(plain)).artifact());
    }

    @Test
    void shouldRefuseValidationRowsOfOneClass() {
        Path ones = prepared.table("SELECT a, b, 1 AS y FROM (" + ROWS.formatted(2000, 2100) + ")");

        assertThatThrownBy(() -> prepared.train(spec(TrainSpec.Calibration.PLATT), snapshot(ones)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("all validation rows are of class 1");
    }

    @Test
    void shouldRefuseASnapshotWithoutValidationRows() {
        Snapshot snapshot = prepared.snapshot("y", rows(0, 500), Optional.empty());

        assertThatThrownBy(() -> prepared.train(spec(TrainSpec.Calibration.PLATT), snapshot))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the snapshot has none");
    }

    @Test
    void shouldSayThatTheOrderIsTurnedRound() {
        List<Event> events = new ArrayList<>();

        XgboostCalibration.fit(
                TrainSpec.Calibration.PLATT,
                new float[] {0.1f, 0.2f, 0.8f, 0.9f},
                new float[] {1, 1, 0, 0},
                events::add);

        assertThat(events).singleElement().asString().contains("turns the order of the scores round");
    }

    /** Calibrations are kept in archives for ever: this form must stay readable, and be written in the same way. */
    @ParameterizedTest
    @EnumSource(TrainSpec.Calibration.class)
    void shouldReadAndWriteTheGoldenForm(TrainSpec.Calibration method) throws Exception {
        Path golden = Path.of("src/test/resources/calibration/" + Json.word(method) + ".json");

        Calibration read = XgboostCalibration.read(golden, "golden");

        assertThat(read.probability(0.4)).isCloseTo(0.3, within(0.05));
        Path written = folder.resolve("calibration.json");
        XgboostCalibration.write(read, written);
        assertThat(written).hasSameTextualContentAs(golden);
    }

    @Test
    void shouldRefuseACalibrationThatIsNewerOrDamaged() throws Exception {
        Path file = folder.resolve("calibration.json");
        Files.writeString(
                file, "{\"format\": 2, \"calibration\": {\"type\": \"Platt\", \"slope\": 1, \"intercept\": 0}}");
        assertThatThrownBy(() -> XgboostCalibration.read(file, "model x"))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("model x: was calibrated by a newer Retrain");
        Files.writeString(
                file,
                "{\"format\": 1, \"calibration\": {\"type\": \"Isotonic\", \"scores\": [0.5, 0.2], \"probabilities\": [0, 1]}}");
        assertThatThrownBy(() -> XgboostCalibration.read(file, "model x")).isInstanceOf(BackendFailure.class);
    }
}
