package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.Golden;

class SpecSchemaTest {
    private static final Path REFERENCE = Path.of("..", "docs", "reference");
    private static final String SPEC = """
            model: flight-delay
            task: binary
            target: late
            data:
              sources: {flights: data/flights-*.csv.gz, weather: [data/weather.csv.gz]}
              prepare: prepare.sql
              time: time_hour
              holdout: {latest: 1 month}
            train:
              xgboost: {rounds: 200, eta: 0.1, eval_metric: [auc, logloss]}
            evaluate: {metrics: [auc, log_loss], slices: origin}
            gates:
              - {metric: auc, at-least: 0.65}
              - {metric: auc, not-worse-than: champion, by: 0.005, slice: origin=JFK}
            promote: {strategy: replace}
            profiles:
              small: {data: {memory: 1GB}, train: {xgboost: {rounds: 10}}}
            """;

    @Test
    void shouldPublishTheSchemaThatTheRecordsHave() throws IOException {
        Golden.check(REFERENCE.resolve("retrain.schema.json"), SpecSchema.text());
    }

    @Test
    void shouldPublishTheReferenceOfEveryKey() throws IOException {
        Golden.check(REFERENCE.resolve("retrain-yaml.md"), SpecReference.text());
    }

    @Test
    void shouldAcceptWhatTheReaderAccepts() {
        assertThat(errors(SPEC)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flight-delay", "own-trainer"})
    void shouldAcceptTheSamples(String sample) throws IOException {
        assertThat(errors(Files.readString(Path.of("..", "samples", sample, "retrain.yaml"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "task: binary -> task: binry",
                "target: late -> targt: late",
                "latest: 1 month -> latest: one month",
                "at-least: 0.65 -> at-leest: 0.65",
                "by: 0.005 -> by: -1",
                "model: flight-delay -> model: a b",
                "strategy: replace -> strategy: pray",
                "rounds: 10}}} -> rounds: {a: 1}}}}",
                "metrics: [auc, log_loss] -> metrics: [ouch]",
                "not-worse-than: champion -> not-worse-than: yesterday"
            })
    void shouldRefuseWhatTheReaderRefuses(String change) {
        String[] sides = change.split(" -> ", 2);
        assertThat(SPEC).contains(sides[0]);

        assertThat(errors(SPEC.replace(sides[0], sides[1]))).isNotEmpty();
    }

    private static List<Error> errors(String yaml) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SpecSchema.text(), InputFormat.JSON)
                .validate(yaml, InputFormat.YAML);
    }
}
