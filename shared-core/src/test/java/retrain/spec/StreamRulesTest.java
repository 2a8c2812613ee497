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

class StreamRulesTest {
    @TempDir
    Path base;

    private Spec read(String sources, String train, String stream) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {%s}, prepare: prepare.sql}
                train: {%s}
                gates: [{metric: auc, at-least: 0.6}]
                stream: {%s}
                """.formatted(sources, train, stream));
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @Test
    void shouldTakeTheOnlySourceAndTenRounds() throws IOException {
        Spec spec = read("rows: rows.csv", "xgboost: {rounds: 10}", "folder: incoming");
        StreamSpec stream = spec.stream().orElseThrow();
        assertThat(stream.source(spec.data())).isEqualTo("rows");
        assertThat(stream.roundsOfABatch()).isEqualTo(10);
        assertThat(spec.withBatches().data().sources().get("rows")).containsExactly("rows.csv", "incoming");
    }

    @Test
    void shouldCutBatchesOfATopicOrAStreamAsWell() throws IOException {
        Spec kafka = read(
                "rows: rows.json", "xgboost: {rounds: 10}", "kafka: {servers: 'a:9092, b:9092', topic: t, land: in}");
        LogSpec log = kafka.stream().orElseThrow().log().orElseThrow();
        assertThat(log.batch()).isEqualTo(1000);
        assertThat(log.patience()).isEqualTo("10 seconds");
        assertThat(log.from()).isEqualTo(LogSpec.Begin.EARLIEST);
        assertThat(kafka.withBatches().data().sources().get("rows")).containsExactly("rows.json", "in");

        Spec kinesis = read("rows: rows.csv", "xgboost: {rounds: 10}", "kinesis: {stream: s, batch: 5, from: latest}");
        assertThat(kinesis.stream().orElseThrow().log().orElseThrow().batch()).isEqualTo(5);
        assertThat(kinesis.withBatches().data().sources().get("rows")).containsExactly("rows.csv");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            rows: a.csv             | xgboost: {rounds: 10}                    | folder: s3://b/p                     | is not on this machine
            rows: a.csv             | xgboost: {rounds: 10}                    | rounds: 5                            | does not say where batches come from. Add 'folder: incoming', or
            rows: a.csv             | xgboost: {rounds: 10}                    | folder: in, kinesis: {stream: s}     | has folder and kinesis, which exclude each other
            rows: a.csv             | xgboost: {rounds: 10}                    | kafka: {servers: a, topic: t}        | 'stream.kafka.servers' is 'a'
            rows: a.csv             | xgboost: {rounds: 10}                    | kinesis: {stream: s, wait: long}     | 'stream.kinesis.wait' is 'long'
            rows: a.csv             | xgboost: {rounds: 10}                    | kinesis: {stream: s, land: in}       | would mix them with other formats of the source
            rows: a.json            | xgboost: {rounds: 10}                    | kinesis: {stream: s, land: s3://b}   | 's3://b' is not on this machine
            rows: a.csv             | xgboost: {rounds: 10}                    | folder: in, rounds: 5, refresh: true | has rounds and refresh, which exclude each other
            rows: a.csv             | xgboost: {rounds: 10, booster: dart}     | folder: in, refresh: true            | needs the booster gbtree, and it is dart
            rows: a.csv             | xgboost: {rounds: 10}                    | folder: in, max-rounds: 15           | a model of 10 rounds grows by 10 with its first batch
            rows: a.csv             | xgboost: {rounds: 10}                    | folder: in, source: row              | 'row' is none of the sources. Did you mean 'rows'?
            rows: a.csv, more: b.csv | xgboost: {rounds: 10}                   | folder: in                           | does not say which of the 2 sources a batch is of. Add 'source: rows'
            rows: a.csv             | script: {command: [t], code: c, onnx: m} | folder: in, rounds: 5                | the program goes on with the model in its channel 'model'
            rows: a.csv             | script: {command: [t], code: c, onnx: m} | folder: in, refresh: true            | belongs to XGBoost
            rows: a.csv             | xgboost: {rounds: 10}                    | folder: in, stop-when-idle: soon     | 'stream.stop-when-idle' is 'soon'
            """)
    void shouldSayWhatContradictsItself(String sources, String train, String stream, String what) {
        assertThatThrownBy(() -> read(sources, train, stream))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(what);
    }
}
