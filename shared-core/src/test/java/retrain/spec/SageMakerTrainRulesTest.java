package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.problem.InvalidInput;

class SageMakerTrainRulesTest {
    private static final String SPEC = """
            model: m
            task: binary
            target: y
            data: {sources: {rows: rows.csv}, validation: {fraction: 0.1}}
            train:
              xgboost: {rounds: 10}
              sagemaker: {instance: ml.m5.xlarge}
            aws: {role: 'arn:aws:iam::123456789012:role/r', work: 's3://b/w'}
            """;

    @TempDir
    Path base;

    private Spec read(String text) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), text);
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @Test
    void shouldWaitAnHourLongerForSpareInstancesThanTheyTrain() throws IOException {
        SageMakerTrainSpec spot = read(SPEC.replace("xlarge", "xlarge, spot: true, max-time: 2 hours"))
                .train()
                .sagemaker()
                .orElseThrow();

        assertThat(spot.maxWaitSpan()).isEqualTo(Duration.ofHours(3));
        assertThat(spot.keepsCheckpoints()).isTrue();
        assertThat(read(SPEC).train().sagemaker().orElseThrow().keepsCheckpoints())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "role: 'arn:aws:iam::123456789012:role/r', | tags: {}, | needs the role that the job runs as",
                ", work: 's3://b/w' | , tags: {} | needs a place in S3 for the rows and the model",
                "xlarge | xlarge, max-time: 5 weeks | is longer than SageMaker's 28 days",
                "xlarge | xlarge, max-wait: 2 days | is for spare instances",
                "xlarge | xlarge, spot: true, max-wait: 2 hours | is shorter than 'max-time'",
                "xlarge | xlarge, spot: true, keep-alive: 10 minutes | spare ones are not kept",
                "xlarge | xlarge, keep-alive: 2 hours | is longer than SageMaker's hour",
                "xlarge | xlarge, input-mode: pipe | supports no more",
                "xlarge | xlarge, warm-start: [a] | is for SageMaker's tuning",
                "rounds: 10} | rounds: 10}, categories: native | reads numbers alone",
                "rounds: 10} | rounds: 10}, continue-from: champion | trains anew",
                "rounds: 10 | rounds: 10, max_cat_threshold: 3 | SageMaker's XGBoost refuses 'max_cat_threshold'",
                "rounds: 10 | rounds: 10, eval_metric: gamma-nlogli | knows no metric 'gamma-nlogli'",
                "xgboost: {rounds: 10} | script: {command: [a], code: code, serve: [b]} | names no image",
                "rounds: 10} | rounds: 10}, tune: {ranges: {scale_pos_weight: {min: 1, max: 3}}} | is no hyperparameter that SageMaker tunes"
            })
    void shouldRefuseWhatCannotBe(String right, String wrong, String message) throws IOException {
        read(SPEC);
        String text = SPEC.replace(right, wrong.replaceFirst("}, (categories|continue-from|tune)", "}\n  $1"));

        assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidInput.class).hasMessageContaining(message);
    }

    @Test
    void shouldLeaveBayesianSearchToSageMaker() {
        String text = SPEC.replace("  sagemaker: {instance: ml.m5.xlarge}\n", "")
                .replace(
                        "{rounds: 10}",
                        "{rounds: 10}\n  tune: {strategy: bayesian, ranges: {eta: {min: 0.1, max: 0.3}}}");

        assertThatThrownBy(() -> read(text)).hasMessageContaining("is SageMaker's own");
    }
}
