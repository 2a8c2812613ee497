package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.problem.InvalidInput;

class TriggerRulesTest {
    @TempDir
    Path base;

    private Spec read(String triggers) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: rows.csv}, time: at}
                train: {xgboost: {rounds: 10}}
                gates: [{metric: auc, at-least: 0.6}]
                monitor: {window: 1 day, windows: 5, live: {predictions: live.csv}}
                triggers: %s
                """.formatted(triggers));
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @Test
    void shouldReadEveryTrigger() throws IOException {
        TriggersSpec triggers = read("{schedule: {cron: 0 2 * * MON-FRI, zone: Europe/Berlin, jitter: 30 minutes},"
                        + " off-peak: {from: 22:00, to: 06:00, zone: Europe/Berlin, except: [performance, drift]},"
                        + " new-data: {rows: 1000, parts: 2, bytes: 100MB, share: 0.1},"
                        + " drift: {columns: [x, z], at-least: 2, windows: 2 of 3},"
                        + " performance: [{metric: auc, at-least: 0.6}, {metric: log_loss, worse-than: promotion, by: 0.02,"
                        + " basis: realised, windows: 3 of 5}], schema: true, age: 3 months, code: true, cooldown: 1 day}")
                .triggers();

        assertThat(triggers.schedule().orElseThrow().jitter()).contains("30 minutes");
        assertThat(triggers.offPeak().orElseThrow().from()).isEqualTo("22:00");
        assertThat(triggers.newData().orElseThrow().size()).contains(100_000_000L);
        assertThat(triggers.performance().get(1).basis()).isEqualTo(TriggersSpec.Basis.REALISED);
        assertThat(triggers.needMonitoring()).isTrue();
        assertThat(triggers.needRows()).isTrue();
        assertThat(triggers.isEmpty()).isFalse();
    }

    @Test
    void shouldTakeNewDataOrCodeIfThereAreNone() throws IOException {
        TriggersSpec triggers = read("{cooldown: 1 day}").triggers();

        assertThat(triggers.isEmpty()).isTrue();
        assertThat(triggers.orDefault().newData().orElseThrow().parts()).contains(1);
        assertThat(triggers.orDefault().code()).isTrue();
        assertThat(triggers.orDefault().cooldown()).contains("1 day");
        assertThat(triggers.orDefault().needRows()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10B | 10",
                "2 KB | 2000",
                "2KiB | 2048",
                "3MiB | 3145728",
                "1GB | 1000000000",
                "1TiB | 1099511627776"
            })
    void shouldReadSizes(String text, long bytes) throws IOException {
        assertThat(read("{new-data: {bytes: " + text + "}}")
                        .triggers()
                        .newData()
                        .orElseThrow()
                        .size())
                .contains(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{schedule: {cron: 0 0 30 2 *}} | '0 0 30 2 *' never comes",
                "{schedule: {cron: 0 0 * *}} | has 4 fields",
                "{schedule: {cron: 0 0 * * *, zone: Europe/Berln}} | 'Europe/Berln' is no time zone",
                "{off-peak: {from: 06:00, to: 06:00}} | ends when it begins",
                "{off-peak: {from: 22:00, to: 06:00, zone: Mars}} | 'Mars' is no time zone",
                "{off-peak: {from: 22:00, to: 06:00, except: [code, code]}} | 'code' stands there twice",
                "{new-data: {}} | has none of the keys rows, parts, bytes, share",
                "{drift: {columns: [x], at-least: 2}} | is 2, and only 1 column is named",
                "{drift: {columns: [x, x]}} | 'x' stands there twice",
                "{drift: {windows: 3 of 2}} | '3 of 2' can never be",
                "{drift: {windows: 3 of 6}} | asks for 6 windows",
                "{performance: [{metric: rmse, at-most: 1}]} | 'rmse' is no metric of a binary task",
                "{performance: [{metric: auc}]} | has none of the keys at-least, at-most, worse-than",
                "{performance: [{metric: auc, at-least: 0.6, worse-than: promotion, by: 0.1}]} | which exclude each other",
                "{performance: [{metric: auc, at-most: 0.6}]} | higher is better for 'auc'",
                "{performance: [{metric: brier, at-least: 0.6}]} | lower is better for 'brier'",
                "{performance: [{metric: auc, worse-than: promotion}]} | says 'worse-than' without a margin",
                "{performance: [{metric: auc, at-least: 0.6, by: 0.1}]} | 'by' is the margin of 'worse-than'",
                "{manual: true, code: true} | other triggers stand beside it"
            })
    void shouldRefuse(String triggers, String what) {
        assertThatThrownBy(() -> read(triggers))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("retrain.yaml:8")
                .hasMessageContaining(what);
    }

    @Test
    void shouldAskForPredictionsAndForWindows() throws IOException {
        Path config = base.resolve("retrain.yaml");
        read("{drift: {windows: 2 of 3}, performance: [{metric: auc, at-least: 0.6}]}");

        Files.writeString(config, Files.readString(config).replaceFirst("(?m)^monitor:.*\\n", ""));

        assertThatThrownBy(() -> SpecReader.read(config, Optional.empty(), ""))
                .hasMessageContaining("nothing says where they are")
                .hasMessageContaining("there is only one as long as 'monitor.window' is absent");
    }
}
