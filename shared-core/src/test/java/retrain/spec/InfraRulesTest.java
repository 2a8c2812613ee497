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

class InfraRulesTest {
    private static final String SPEC = """
            model: flights
            task: binary
            target: y
            store: s3://bucket/store
            aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/retrain', work: 's3://bucket/work'}
            data: {sources: {rows: 's3://bucket/rows/*.csv'}}
            train: {xgboost: {rounds: 10}, sagemaker: {instance: ml.m5.large}}
            evaluate: {sagemaker: {transform: {instance: ml.m5.large}}}
            promote: {strategy: replace, endpoint: {instance: ml.m5.large}}
            triggers: {age: 30 days}
            infra: {notify: [team@example.com]}
            """;

    @TempDir
    Path base;

    private Spec read(String text) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), text);
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "s3://bucket/store | .retrain | Name a store in S3",
                "model: flights | model: a-model-with-a-name-that-is-far-too-long | gives the stack the name 'retrain-a-model-with-a-name-that-is-far-too-long' of 48",
                "role/retrain | role/a-role-with-a-name-of-more-than-sixty-four-characters-which-iam-has-not | names a role of 71 characters",
                "us-east-1 | us-esat-1 | Did you mean 'us-east-1'?",
                "us-east-1 | us-iso-west-1 | has neither SageMaker nor Glue",
                "sagemaker: {instance: ml.m5.large}} | sagemaker: {instance: ml.m5.larg}} | Did you mean 'ml.m5.large'?",
                "endpoint: {instance: ml.m5.large | endpoint: {instance: ml.m55.large | which SageMaker has not for endpoints",
                "transform: {instance: ml.m5.large | transform: {instance: ml.t3.medium | has not for batch transforms",
                "infra: { | infra: {rows: {image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1', instance: ml.m5.tiny}, | infra.rows.instance",
                "infra: { | infra: {rows: {image: 'docker.io/a:1'}, | takes images of ECR alone",
                "infra: { | infra: {retention: 100, | Write 90 or 120",
                "team@example.com | team.example.com | is no address of mail",
                "team@example.com | team@example.com, team@example.com | stands there twice",
                "age: 30 days} | new-data: {parts: 1}}@infra: {look-every: 1 hour, | looks now and then for what sends no event",
                "infra: { | infra: {alarms: [retrain-flights-executions-failed], | would begin another one",
                "strategy: replace | strategy: shadow@infra: {approval: {}, | asks once, before a candidate is deployed",
                "infra: {notify: [team@example.com]} | infra: {approval: {}} | nobody is told",
                "promote: {strategy: replace, endpoint: {instance: ml.m5.large}} | promote: {strategy: replace}@infra: {watch: 1 hour, | promote' has none",
                "strategy: replace, endpoint: {instance: ml.m5.large} | strategy: canary, endpoint: {serverless: {}} | 'promote.strategy' does not go with an endpoint that is serverless",
                "strategy: replace, endpoint: {instance: ml.m5.large} | strategy: shadow, endpoint: {serverless: {}} | 'promote.strategy' does not go with an endpoint that is serverless",
                "strategy: replace, endpoint: {instance: ml.m5.large} | strategy: shadow, ab: {share: 0.2}, endpoint: {instance: ml.m5.large} | ab",
                "strategy: replace, endpoint: {instance: ml.m5.large} | strategy: shadow, endpoint: {instances: 2, autoscaling: {min: 1, max: 3, target: 100}} | does not go with the strategy 'shadow'",
                "endpoint: {instance: ml.m5.large} | endpoint: {name: an-endpoint-with-a-name-of-more-than-sixty-three-characters-is-refused} | is a name of 70 characters",
                "promote: {strategy: replace, endpoint: {instance: ml.m5.large}} | promote: {strategy: replace} | deploys into the folder 'deployed', and that of a function is gone",
                "us-east-1 | ca-west-1@infra: {codepipeline: {connection: 'arn:aws:codeconnections:us-east-1:123456789012:connection/1a2b', repository: a/b}, | ca-west-1 has not both",
                "us-east-1 | il-central-1@infra: {pipeline: true, approval: {}, | by EventBridge Pipes, which il-central-1 has not",
            })
    void shouldRefuseWhatCannotBeMade(String from, String to, String message) throws IOException {
        assertRefused(from, to, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "s3://bucket/rows/*.csv | data/*.csv | is on this machine, where a function of AWS does not come",
                "s3://bucket/rows/*.csv | s3://bucket/store/rows/*.csv | takes in what runs write to 'store'",
                "s3://bucket/rows/*.csv | s3://bucket/work/ | takes in what runs write to 'aws.work'",
                "s3://bucket/rows/*.csv | s3://bucket | takes in what runs write to 'store'",
                "s3://bucket/rows/*.csv | s3://bucket/**/*.csv | takes in what runs write to 'store'",
                "s3://bucket/rows/*.csv | s3://bucket/*/*/*.csv | takes in what runs write to 'store'",
                "s3://bucket/rows/*.csv | s3://bucket/{yyyy}/*/x*.csv@store: s3://bucket/2026 | takes in what runs write to 'store'",
                "s3://bucket/store | s3://bucket@s3://bucket/models/*/*.csv | takes in what runs write to 'store'",
                "infra: { | infra: {buckets: {made: create}, | the code of the functions is put into the bucket bucket",
                "infra: { | infra: {buckets: {made: create}, code: 's3://bucket/code', | which the stack itself makes",
                "infra: { | infra: {buckets: {logs: bucket}, | each log would be logged again",
                "s3://bucket/rows/*.csv | s3://Data_Bucket/rows/*.csv@infra: {buckets: {made: create}, code: 's3://code/x', | which S3 does not make",
                "infra: { | infra: {buckets: {key: true}, @work: 's3://bucket/work' | makes a key, and 'aws.kms-key' names one",
                "infra: { | infra: {buckets: {to-glacier: 1 year}, | is a rule of buckets that the stack makes",
                "infra: { | infra: {buckets: {expire: 1 year}, | and it makes none",
                "infra: { | infra: {buckets: {made: create, to-glacier: 1 year}, code: 's3://code/x', | moves files that runs still read",
                "infra: { | infra: {buckets: {made: create, to-glacier: 1 year, expire: 6 months}, code: 's3://code/x', | is not later than 'to-glacier'",
                "s3://bucket/rows/*.csv | s3://bucket/*.csv@infra: {buckets: {made: create, expire: 1 year}, code: 's3://code/x', | is a rule of all keys that begin as",
            })
    void shouldRefusePlacesThatContradictEachOther(String from, String to, String message) throws IOException {
        assertRefused(from, to, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "s3://bucket/rows/*.csv'} | s3://bucket/rows/*.csv'}, prepare: {command: [python3, a.py]} | a function of AWS has none but Java",
                "train: {xgboost: {rounds: 10}, sagemaker: {instance: ml.m5.large}} | train: {script: {command: [java, A], code: a, onnx: m.onnx}} | starts a program where the run is",
                "train: {xgboost: {rounds: 10}, sagemaker: {instance: ml.m5.large}} | train: {xgboost: {rounds: 10}, tune: {trials: 40, ranges: {eta: {min: 0.1, max: 0.2}}}} | trains 40 trials in a function",
                "s3://bucket/rows/*.csv'} | s3://bucket/rows/*.csv'}, cold: {folder: /cold, after: 1 month} | moves rows to a folder",
                "triggers: {age: 30 days} | history: {mlflow: mlruns} | is a folder, and that of a function is gone",
            })
    void shouldRefuseWhatAFunctionCannotDo(String from, String to, String message) throws IOException {
        assertRefused(from, to, message);
    }

    /** Behind an at sign in the replacement: what stands in place of the beginning of its own line, too. */
    private void assertRefused(String from, String to, String message) throws IOException {
        assertThat(SPEC).contains(from);
        String[] parts = to.split("@(?=infra|store|s3|work)", -1);
        String text = SPEC.replace(from, parts[0].strip());
        for (int i = 1; i < parts.length; i++) {
            text = also(text, parts[i].strip());
        }
        String spec = text;
        assertThatThrownBy(() -> read(spec))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message)
                .hasMessageContaining("retrain.yaml:");
    }

    private static String also(String text, String with) {
        if (with.startsWith("infra: {")) {
            return text.replace("infra: {", with);
        }
        if (with.startsWith("store:")) {
            return text.replace("store: s3://bucket/store", with);
        }
        return with.startsWith("s3://")
                ? text.replace("s3://bucket/rows/*.csv", with)
                : text.replace(with, "kms-key: alias/mine");
    }

    @Test
    void shouldTellAllMistakesAtOnce() {
        String spec = SPEC.replace("us-east-1", "us-esat-1")
                .replace("infra: {", "infra: {retention: 4, ")
                .replace("team@", "team");

        assertThatThrownBy(() -> read(spec))
                .isInstanceOfSatisfying(
                        InvalidInput.class, e -> assertThat(e.problems()).hasSize(3));
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1, mx-central-2",
        "ml.m5.large}}, ml.p6-b200.48xlarge}}",
        "s3://bucket/rows/*.csv, s3://bucket/*/rows.csv",
        "s3://bucket/rows/*.csv, s3://bucket/stores/",
        "s3://bucket/rows/*.csv, 's3://bucket/rows/{yyyy}/*.csv'",
        "s3://bucket/rows/*.csv, glue://lake/rows",
        "s3://bucket/store, s3://bucket",
    })
    void shouldTakeWhatCanBeMade(String from, String to) {
        String spec = from.startsWith("ml")
                ? SPEC.replace(
                        "promote: {strategy: replace, endpoint: {instance: ml.m5.large}}",
                        "promote: {endpoint: {instance: ml.p6-b200.48xlarge}}")
                : SPEC.replace(from, to);
        assertThatCode(() -> read(spec)).doesNotThrowAnyException();
    }
}
