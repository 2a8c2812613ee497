package retrain.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static retrain.monitor.LiveQuality.Basis.ESTIMATED;
import static retrain.monitor.LiveQuality.Basis.REALISED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Column;
import retrain.evaluate.Realised.Labels;
import retrain.evaluate.Realised.Scores;
import retrain.local.Embedded;
import retrain.monitor.LiveRows.Joined;
import retrain.monitor.LiveRows.Wanted;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.statistic.Resampling.Numbers;

/** Direct loss estimation by XGBoost over real files: the error is larger where x is, and of the group b. */
class LossEstimateTest {
    private static final Spec SPEC = Live.spec(Task.REGRESSION, List.of());
    private static final List<Column> FEATURES =
            List.of(new Column("x", Column.Kind.NUMBER, "DOUBLE"), new Column("g", Column.Kind.CATEGORY, "VARCHAR"));

    @TempDir
    Path folder;

    /** Rows of x and g, the prediction 10 x, and a truth that is off by a normal error whose size is told by both. */
    private Path rows(String name, int rows, long stream, double from, double noise) throws IOException {
        Numbers random = new Numbers(21, stream);
        StringBuilder csv = new StringBuilder("id,x,g,score,y\n");
        for (int row = 0; row < rows; row++) {
            double x = from + (1 - from) * random.uniform();
            boolean b = random.uniform() < 0.5;
            double sum = 0;
            for (int i = 0; i < 12; i++) {
                sum += random.uniform();
            }
            double error = (sum - 6) * noise * (0.2 + 2 * x) * (b ? 2 : 1);
            csv.append(String.format(
                    Locale.ROOT, "%d,%.6f,%s,%.6f,%.6f%n", row, x, b ? "b" : "a", 10 * x, 10 * x + error));
        }
        return Files.writeString(folder.resolve(name + ".csv"), csv);
    }

    private Joined joined(Path csv, boolean labels) {
        Wanted wanted = new Wanted(
                Task.REGRESSION,
                folder,
                List.of(csv),
                labels ? List.of(csv) : List.of(),
                List.of("id"),
                Optional.empty(),
                List.of("score"),
                "y",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                FEATURES,
                List.of("x", "g"),
                Optional.empty(),
                new LiveRows.Variants.Only("v1"),
                "1GB",
                Instant.parse("2024-01-01T00:00:00Z"));
        return Embedded.liveRows().join(wanted, folder.resolve(csv.getFileName() + ".parquet"));
    }

    private LiveReference champion() throws IOException {
        Joined joined = joined(rows("holdout", 6000, 0, 0, 1), true);
        LiveWindow rows = read(joined);
        LiveReference reference = Live.reference(SPEC, rows.labels(), rows.scores());
        return new LiveReference(
                reference.evaluation(), reference.scores(), reference.labels(), holdout(joined.table()));
    }

    /** The features of the holdout are under their own names. */
    private Path holdout(Path joined) {
        Path file = folder.resolve("holdout.parquet");
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("COPY (SELECT feature0 AS x, feature1 AS g FROM '" + joined + "') TO '" + file + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    private static LiveWindow read(Joined joined) {
        return LiveWindow.read(SPEC, Embedded.rows(), joined.table(), joined, List.of(), 0.5);
    }

    @Test
    void shouldEstimateTheErrorOfRowsThatAreHarder() throws IOException {
        LiveMeasure measure = Live.measure(SPEC, Live.live(Live.alarm(Metric.MAE, 0.1)), champion());

        LiveQuality same =
                measure.measure(read(joined(rows("same", 2000, 1, 0, 1), true))).orElseThrow();
        LiveQuality harder = measure.measure(read(joined(rows("harder", 2000, 2, 0.7, 1), true)))
                .orElseThrow();

        assertThat(same.alarm()).isFalse();
        for (LiveQuality quality : List.of(same, harder)) {
            for (Metric metric : List.of(Metric.MAE, Metric.RMSE)) {
                LiveQuality.Level estimate = quality.level(metric, ESTIMATED).orElseThrow();
                assertThat(quality.level(metric, REALISED).orElseThrow().value().orElseThrow())
                        .as(metric.word())
                        .isBetween(estimate.low().orElseThrow(), estimate.high().orElseThrow());
                assertThat(estimate.method()).isEqualTo("direct loss estimation");
            }
        }
        assertThat(harder.level(Metric.MAE, ESTIMATED).orElseThrow().alarm()).isTrue();
        assertThat(harder.level(Metric.MAE, REALISED).orElseThrow().alarm()).isTrue();
        assertThat(harder.level(Metric.R2, ESTIMATED)).isEmpty();
    }

    @Test
    void shouldNotSeeThatLikeRowsBecameHarder() throws IOException {
        LiveMeasure measure = Live.measure(SPEC, Live.live(Live.alarm(Metric.MAE, 0.1)), champion());
        Path csv = rows("drifted", 2000, 3, 0, 2);

        LiveQuality before = measure.measure(read(joined(csv, false))).orElseThrow();
        LiveQuality after = measure.measure(read(joined(csv, true))).orElseThrow();

        assertThat(before.alarm()).isFalse();
        assertThat(before.pending()).isEqualTo(2000);
        assertThat(after.level(Metric.MAE, REALISED).orElseThrow().alarm()).isTrue();
        assertThat(after.level(Metric.MAE, ESTIMATED).orElseThrow().alarm()).isFalse();
        assertThat(after.notes()).contains(LiveMeasure.BLIND);
    }

    @Test
    void shouldSayThatFeaturesAreAbsentAndThatHeldOutRowsAreTooFew() {
        Joined none = new Joined(
                Path.of("joined.parquet"),
                40,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of("x", "g"),
                false,
                List.of());
        Scores scores = new Scores(new float[40], List.of(), 0.5);
        Labels labels = new Labels.Numbers(new float[40]);
        LiveWindow window = new LiveWindow(
                none.table(),
                scores,
                new int[0],
                new Labels.Numbers(new float[0]),
                40,
                0,
                Optional.empty(),
                none,
                List.of());

        LiveQuality quality = Live.measure(SPEC, Live.live(), Live.reference(SPEC, labels, scores))
                .measure(window)
                .orElseThrow();

        assertThat(quality.levels()).isEmpty();
        assertThat(quality.notes())
                .anyMatch(n -> n.startsWith("the quality is not estimated: 40 held-out rows are too few"))
                .anyMatch(n -> n.startsWith("the predictions do not have the features x, g"));
    }

    @Test
    void shouldLearnTheSameBytesAgain() throws IOException {
        LossModel model = Embedded.losses();
        Numbers random = new Numbers(4, 0);
        float[] values = new float[1000];
        float[] loss = new float[500];
        for (int row = 0; row < loss.length; row++) {
            values[2 * row] = (float) random.uniform();
            values[2 * row + 1] = row % 7 == 0 ? Float.NaN : (float) random.uniform();
            loss[row] = values[2 * row];
        }
        Matrix matrix = new Matrix(2, values);

        byte[] fitted = model.fit(matrix, loss, 1);

        assertThat(model.fit(matrix, loss, 1)).isEqualTo(fitted);
        assertThat(model.expect(fitted, matrix)).hasSize(500).doesNotContain(Float.NaN);
        assertThat(model.expect(fitted, new Matrix(2, new float[0]))).isEmpty();
    }
}
