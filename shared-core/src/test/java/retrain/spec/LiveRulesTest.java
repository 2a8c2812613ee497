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

class LiveRulesTest {
    private static final String SPEC = """
            model: m
            task: binary
            target: y
            data:
              sources: {rows: rows.csv}
              holdout: {fraction: 0.2}
            train:
              xgboost: {rounds: 10}
            evaluate: {metrics: [auc, log_loss]}
            gates: [{metric: auc, at-least: 0.6}]
            monitor:
              live:
                predictions: p.csv
                labels: l.csv
                key: id
                time: at
                label-time: known
                tolerance: 5 minutes
                label-delay: 7 days
                alarms: [{metric: log_loss, by: 0.01}]
            """;

    @TempDir
    Path base;

    private Spec read(String text) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), text);
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @Test
    void shouldReadWhatIsSaidOfTheLiveModel() throws IOException {
        LiveSpec live = read(SPEC).monitor().live().orElseThrow();

        assertThat(live.predictions()).containsExactly("p.csv");
        assertThat(live.key()).containsExactly("id");
        assertThat(live.alarms()).containsExactly(new LiveAlarmSpec(Metric.LOG_LOSS, 0.01));
        assertThat(live.estimate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "predictions: p.csv|predictions: []|names no file",
                "predictions: p.csv|predictions: 'gs://bucket/capture'|is neither on this machine nor in S3",
                "labels: l.csv|labels: 'https://host/l.csv'|is neither on this machine nor in S3",
                "key: id||no column is named as the key",
                "key: id|key: [id, id]|'id' stands there twice",
                "key: id|key: [y]|cannot be part of the key",
                "time: at|score: y|cannot be the score",
                "time: at|score: [a, b]|the model gives one score a row",
                "time: at||is about the predictions' time, which is not named",
                "label-time: known||is about the labels' time, and no column is named as that",
                "labels: l.csv||is a column of the labels' files, and there are none",
                "metric: log_loss|metric: rmse|is no metric of a binary task",
                "metric: log_loss|metric: brier|the champion promised nothing of it",
                "[{metric: log_loss, by: 0.01}]|[{metric: auc}, {metric: auc}]|'auc' stands there twice",
                "label-delay: 7 days|label-delay: soon|label-delay"
            })
    void shouldRefuseContradictions(String from, String to, String message) {
        String text = to == null ? SPEC.replace("    " + from + "\n", "") : SPEC.replace(from, to);

        assertThat(text).isNotEqualTo(SPEC);
        assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidInput.class).hasMessageContaining(message);
    }
}
