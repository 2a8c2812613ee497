package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
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

class EndpointRulesTest {
    private static final String SPEC = """
            model: flight_delay
            task: binary
            target: y
            data: {sources: {rows: rows.csv}}
            train: {xgboost: {rounds: 10}}
            aws: {role: 'arn:aws:iam::123456789012:role/retrain'}
            promote: {strategy: replace, endpoint: {}}
            """;

    @TempDir
    Path base;

    private Spec read(String text) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), text);
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @Test
    void shouldNameTheEndpointAfterTheModel() throws IOException {
        Spec spec = read(SPEC);

        assertThat(spec.promote().endpoint().orElseThrow().nameFor(spec.model()))
                .isEqualTo("flight-delay");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "strategy: replace, endpoint: {} | strategy: canary | only an endpoint of SageMaker moves its traffic",
                "endpoint: {} | endpoint: {canary: {size: 10}} | goes with 'strategy: canary'",
                "endpoint: {} | endpoint: {linear: {step: 10}} | goes with 'strategy: linear'",
                "endpoint: {} | endpoint: {alarms: {errors: 0.1}} | is about a move of the traffic",
                "endpoint: {} | endpoint: {termination-wait: 60} | is about a move of the traffic",
                "endpoint: {} | endpoint: {max-execution: 600} | is about a move of the traffic",
                "replace, endpoint: {} | canary, endpoint: {alarms: {}} | names no alarm",
                "replace, endpoint: {} | canary, endpoint: {alarms: {names: [a, a]}} | stands there twice",
                "replace, endpoint: {} | canary, endpoint: {alarms: {quality: {metric: auc, at-most: 1}}} | higher is better",
                "replace, endpoint: {} | canary, endpoint: {alarms: {quality: {metric: auc}}} | has none of the keys at-least",
                "endpoint: {} | endpoint: {serverless: {memory: 1500}} | Write 1024, 2048",
                "endpoint: {} | endpoint: {serverless: {}, volume: 30} | is serverless",
                "endpoint: {} | endpoint: {serverless: {}, data-capture: {}} | is serverless",
                "replace, endpoint: {} | ab, endpoint: {serverless: {}} | is serverless",
                "endpoint: {} | endpoint: {autoscaling: {min: 3, max: 2, target: 1}} | is more than 'max'",
                "endpoint: {} | endpoint: {autoscaling: {min: 2, max: 4, target: 1}} | allows 2 to 4",
                "rounds: 10} | rounds: 10}, calibrate: platt | cannot serve a model with 'train.calibrate'",
                "xgboost: {rounds: 10} | script: {command: [a], code: code, serve: [b]} | has no image",
                "aws: | #aws: | needs a role",
                "promote: | evaluate: {sagemaker: {}}\\npromote: | has none of the keys transform, endpoint",
                "promote: | evaluate: {sagemaker: {transform: {}, endpoint: a}}\\npromote: | exclude each other",
                "promote: | evaluate: {sagemaker: {transform: {max-concurrent: 20}}}\\npromote: | more than 100 MB",
                "promote: | spark: {}\\nevaluate: {sagemaker: {transform: {}}}\\npromote: | 'spark.stages' names evaluate",
                "promote: {strategy: replace, endpoint: {}} | evaluate: {sagemaker: {transform: {}, champion: endpoint}} | names none"
            })
    void shouldRefuseWhatCannotBe(String right, String wrong, String message) {
        assertThatThrownBy(() -> read(SPEC.replace(right, wrong.replace("\\n", "\n"))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldTellAllMistakesAtOnce() {
        assertThatThrownBy(() -> read(SPEC.replace(
                        "endpoint: {}",
                        "endpoint: {canary: {}, linear: {}, serverless: {}, volume: 5, termination-wait: 9}")))
                .isInstanceOfSatisfying(
                        InvalidInput.class, e -> assertThat(e.problems()).hasSize(4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "replace, endpoint: {} | linear, endpoint: {linear: {step: 20, wait: 60}, alarms: {latency: 200}}",
                "replace, endpoint: {} | blue_green, endpoint: {termination-wait: 600, max-execution: 3600}",
                "replace, endpoint: {} | shadow, endpoint: {instances: 2}",
                "endpoint: {} | endpoint: {image: 1.dkr.ecr.us-east-1.amazonaws.com/a:1, environment: {A: b}, check: endpoint}",
                "promote: | evaluate: {sagemaker: {endpoint: {name: flights, parallel: 8}, champion: endpoint}}\\npromote:"
            })
    void shouldTakeWhatGoesTogether(String right, String other) {
        assertThatCode(() -> read(SPEC.replace(right, other.replace("\\n", "\n"))))
                .doesNotThrowAnyException();
    }
}
