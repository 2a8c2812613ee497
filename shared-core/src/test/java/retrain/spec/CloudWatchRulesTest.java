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

class CloudWatchRulesTest {
    @TempDir
    private Path base;

    private CloudWatchSpec read(String cloudwatch) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: rows.csv}}
                train: {xgboost: {rounds: 10}}
                aws: {kms-key: alias/flights}
                history:
                  cloudwatch: %s
                """.formatted(cloudwatch.replace("\n", " ")));
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "")
                .history()
                .cloudwatch()
                .orElseThrow();
    }

    @Test
    void shouldTellMetricsAloneUnlessMoreIsAskedFor() throws IOException {
        CloudWatchSpec cloudwatch = read("{}");

        assertThat(cloudwatch.namespace()).isEqualTo("Retrain");
        assertThat(cloudwatch.logs()).isEmpty();
        assertThat(cloudwatch.dashboard()).isEmpty();
        assertThat(cloudwatch.alarms()).isEmpty();
    }

    @Test
    void shouldNameAlarmsByWhatTheyWatch() throws IOException {
        assertThat(read("""
                        {alarms: [{metric: auc, below: 0.65}, {metric: auc, basis: estimated, below: 0.65},
                         {metric: log_loss, of: candidate, above: 1}, {metric: DriftedColumns, above: 3},
                         {metric: RunDuration, missing: 2 days}]}""").alarms())
                .extracting(CloudWatchSpec.CloudWatchAlarmSpec::title)
                .containsExactly(
                        "live-realised-auc-below",
                        "live-estimated-auc-below",
                        "candidate-log_loss-above",
                        "DriftedColumns-above",
                        "RunDuration-missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{logs: /retrain} | CloudWatch Logs takes nothing else",
                "{retention: 30} | is about logs",
                "{retention: 31} | 31 is no time that CloudWatch Logs has",
                "{namespace: AWS/SageMaker} | namespace",
                "{notify: [mail], alarms: [{metric: Due, above: 0}]} | [mail] is no topic of SNS",
                "{notify: ['arn:aws:sns:eu-west-1:123456789012:t']} | and there are none",
                "{alarms: [{metric: auc}]} | says when it rings nowhere",
                "{alarms: [{metric: auc, below: 0.6, above: 0.7}]} | says when it rings twice",
                "{alarms: [{metric: rmse, above: 1}]} | neither a metric of the task",
                "{alarms: [{metric: RunRejekted, above: 0}]} | Did you mean 'RunRejected'?",
                "{alarms: [{metric: Due, of: candidate, above: 0}]} | Due has none",
                "{alarms: [{metric: auc, of: champion, basis: estimated, below: 0.6}]} | is about the live model",
                "{alarms: [{metric: Due, missing: 8 days}]} | Write '7 days' at most",
                "{alarms: [{metric: auc, below: 0.6}, {metric: auc, below: 0.7}]} | is there twice"
            })
    void shouldRefuse(String cloudwatch, String what) {
        assertThatThrownBy(() -> read(cloudwatch))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(what);
    }
}
