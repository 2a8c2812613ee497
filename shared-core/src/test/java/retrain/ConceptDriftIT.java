package retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Rows;
import retrain.evaluate.Scorer;
import retrain.local.Embedded;
import retrain.monitor.LiveQuality;
import retrain.monitor.LiveQuality.Basis;
import retrain.monitor.Monitoring;
import retrain.registry.ModelVersion;
import retrain.registry.Registry;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.Store;
import retrain.spec.Metric;
import retrain.spec.SpecReader;

/**
 * What a row means changes in April, while the rows look as they did: nobody can see it before the labels come. Then it is seen, and
 * exactly one retrain follows.
 */
class ConceptDriftIT {
    private static final int ROWS = 2000;

    @TempDir
    Path project;

    private Instant now = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void shouldRetrainOnceWhenLabelsShowWhatNoEstimateCouldSee() throws Exception {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: "rows-{yyyy-MM}.csv"}
                  window: 1 month
                  time: at
                  key: [id]
                  holdout: {fraction: 0.3}
                train: {xgboost: {rounds: 20, max_depth: 2}, threads: 1}
                evaluate: {metrics: [auc]}
                gates: [{metric: auc, at-least: 0.6}]
                monitor:
                  window: 1 month
                  live: {predictions: live/*.parquet, labels: labels/*.csv, time: at}
                triggers:
                  performance: [{metric: auc, worse-than: promotion, by: 0.05, basis: any}]
                """);
        rows("rows-2026-03.csv", 3, 1);
        assertThat(execute(Command.RUN, Map.of()).kind()).isEqualTo(Outcome.Kind.PROMOTED);

        predict("04");
        assertThat(runIfDue().kind()).as("before the labels").isEqualTo(Outcome.Kind.NOT_DUE);
        LiveQuality blind = quality();
        assertThat(blind.level(Metric.AUC, Basis.REALISED)).isEmpty();
        LiveQuality.Level estimate = blind.level(Metric.AUC, Basis.ESTIMATED).orElseThrow();
        assertThat(estimate.alarm()).isFalse();
        assertThat(estimate.value().orElseThrow()).isCloseTo(estimate.promised().orElseThrow(), within(0.04));
        assertThat(blind.notes()).anyMatch(n -> n.contains("concept drift"));

        rows("rows-2026-04.csv", 4, -1);
        labels("04");
        Outcome due = runIfDue();

        assertThat(due.kind()).as(due.summary()).isEqualTo(Outcome.Kind.PROMOTED);
        LiveQuality seen = quality();
        assertThat(seen.level(Metric.AUC, Basis.REALISED).orElseThrow().alarm()).isTrue();
        assertThat(seen.level(Metric.AUC, Basis.REALISED).orElseThrow().value().orElseThrow())
                .isLessThan(0.4);
        assertThat(seen.level(Metric.AUC, Basis.ESTIMATED).orElseThrow().alarm())
                .as("the estimate beside the truth")
                .isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(runIfDue().kind()).as("afterwards").isEqualTo(Outcome.Kind.NOT_DUE);
        }
        assertThat(registry().versions()).extracting(ModelVersion::number).containsExactly(1, 2);
    }

    private Outcome runIfDue() {
        return execute(Command.RUN, Map.of(Option.IF_DUE, "true", Option.INTENT, "schedule"));
    }

    private Outcome execute(Command command, Map<Option, String> more) {
        Map<Option, String> options = new HashMap<>(more);
        now = now.plusSeconds(60);
        Ports ports = OtherPorts.at(Clock.fixed(now, ZoneOffset.UTC));
        return new Retrain(event -> {}, ports)
                .execute(new Request(command, options, project, project.resolve("out"), "test"));
    }

    private Store store() {
        return Embedded.store(project.resolve(".retrain"));
    }

    private Registry registry() {
        return new Registry(store(), "small", Clock.systemUTC());
    }

    /** {@return what the newest look has found in its newest window} */
    private LiveQuality quality() {
        Store store = store();
        List<Monitoring> looks = Ledger.runs(store).stream()
                .map(run -> Ledger.open(store, run).done("monitor"))
                .flatMap(Optional::stream)
                .map(done -> Json.read(store.get(done.output()), Monitoring.class, "monitoring"))
                .filter(m -> !m.windows().isEmpty())
                .toList();
        Monitoring last = looks.get(looks.size() - 1);
        return last.windows().get(last.windows().size() - 1).live().orElseThrow();
    }

    /** @param sign of what x says of the label */
    private void rows(String file, int month, int sign) throws IOException {
        Files.writeString(project.resolve(file), text(month, sign));
    }

    private static String text(int month, int sign) {
        Random random = new Random(month);
        StringBuilder rows = new StringBuilder("id,at,x,y,late\n");
        for (int i = 0; i < ROWS; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            int late = sign * x + 0.5 * random.nextGaussian() > 0 ? 1 : 0;
            String at = String.format(Locale.ROOT, "2026-%02d-%02dT%02d:00:00Z", month, 1 + i * 28 / ROWS, i % 24);
            rows.append(String.format(Locale.ROOT, "%d-%d,%s,%.4f,%.4f,%d%n", month, i, at, x, y, late));
        }
        return rows.toString();
    }

    /** The champion predicts the rows of a month as it would have done in production. */
    private void predict(String month) throws IOException, SQLException {
        Path csv = Files.writeString(project.resolve("features.csv"), text(Integer.parseInt(month), -1));
        Path table = project.resolve("features.parquet");
        try (Connection database = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement statement = database.createStatement()) {
            statement.execute("COPY (SELECT * FROM read_csv('" + csv + "')) TO '" + table + "' (FORMAT parquet)");
        }
        ModelVersion champion = registry().champion().orElseThrow();
        Path scratch = Files.createDirectories(project.resolve("scratch"));
        Scorer.Scores scores = Embedded.scorer(
                        SpecReader.read(project.resolve("retrain.yaml"), Optional.empty(), ""), project, store())
                .score(champion.artifact(), store().fetch(champion.artifact().archive()), table, scratch, event -> {});
        Embedded.rows()
                .writeWith(
                        table,
                        List.of("id", "at"),
                        List.of(new Rows.Scored("score", scores.values())),
                        project.resolve("live/2026-" + month + ".parquet"));
    }

    private void labels(String month) throws IOException {
        Files.createDirectories(project.resolve("labels"));
        Files.copy(project.resolve("rows-2026-" + month + ".csv"), project.resolve("labels/2026-" + month + ".csv"));
    }
}
