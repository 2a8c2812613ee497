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

class AbRulesTest {
    private static final String LIVE =
            "{predictions: capture/, labels: labels.csv, key: event_id, time: inference_time}";

    @TempDir
    Path base;

    private Spec read(String promote, String live) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: rows.csv}, key: [id]}
                train: {xgboost: {rounds: 10}}
                promote: %s
                monitor: {live: %s}
                """.formatted(promote, live));
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @Test
    void shouldReadATest() throws IOException {
        PromoteSpec promote = read(
                        "{strategy: ab, ab: {share: 0.05, ramp: [0.2, 0.5], metric: log_loss, by: -0.01,"
                                + " guards: [{metric: accuracy, by: 0.02}], at-end: keep}}",
                        LIVE)
                .promote();

        AbSpec ab = promote.ab().orElseThrow();
        assertThat(promote.challengerShare()).contains(0.05);
        assertThat(ab.compared(Task.BINARY)).isEqualTo(Metric.LOG_LOSS);
        assertThat(ab.after(0.05)).contains(0.2);
        assertThat(ab.after(0.2)).contains(0.5);
        assertThat(ab.after(0.5)).isEmpty();
        assertThat(ab.guards().get(0).by()).isEqualTo(0.02);
        assertThat(ab.atEnd()).isEqualTo(AbSpec.AtEnd.KEEP);
    }

    @Test
    void shouldTakeTheDefaultsThatAreDocumented() throws IOException {
        AbSpec read = read("{strategy: ab, ab: {}}", LIVE).promote().ab().orElseThrow();

        assertThat(read).isEqualTo(AbSpec.usual());
        assertThat(read.compared(Task.BINARY)).isEqualTo(Metric.BRIER);
        assertThat(read.compared(Task.MULTICLASS)).isEqualTo(Metric.ACCURACY);
        assertThat(read.compared(Task.REGRESSION)).isEqualTo(Metric.MAE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{ab: {}} | is about a challenger, and the strategy makes none",
                "{strategy: ab, ab: {metric: auc}} | 'auc' is no mean over rows",
                "{strategy: ab, ab: {metric: mae}} | 'mae' is no metric of a binary task",
                "{strategy: ab, ab: {share: 0.3, ramp: [0.2]}} | must be more than 0.3",
                "{strategy: ab, ab: {ramp: [0.5, 1.0]}} | must be more than 0.5",
                "{strategy: ab, ab: {guards: [{metric: brier}, {metric: brier}]}} | 'brier' stands there twice",
                "{strategy: ab, ab: {unit: v, variant: v}} | are the same column"
            })
    void shouldSayWhatIsWrong(String promote, String what) {
        assertThatThrownBy(() -> read(promote, LIVE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(what);
    }

    @Test
    void shouldAskForOutcomesAndTheirTime() {
        String ab = "{strategy: ab, ab: {}}";
        assertThatThrownBy(() -> read(ab, "{predictions: capture/}")).hasMessageContaining("has nothing to decide by");
        assertThatThrownBy(() -> read(ab, "{predictions: capture/, labels: l.csv, key: event_id}"))
                .hasMessageContaining("names no time");
    }

    @Test
    void shouldSayAllMistakesAtOnce() {
        assertThatThrownBy(() -> read(
                        "{strategy: ab, ab: {metric: auc, ramp: [0.05], guards: [{metric: f1}]}}",
                        "{predictions: capture/}"))
                .isInstanceOfSatisfying(
                        InvalidInput.class, e -> assertThat(e.problems()).hasSize(4));
    }
}
