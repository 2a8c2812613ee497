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
import retrain.spec.SparkSpec.SparkStage;

class SparkRulesTest {
    private static final String SPEC = """
            model: m
            task: binary
            target: y
            data: {sources: {rows: rows.csv}}
            train: {xgboost: {rounds: 10}}
            profiles:
              spark:
                spark: {master: 'local[2]'}
            """;

    @TempDir
    Path base;

    private Spec read(String text, Optional<String> profile) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), text);
        return SpecReader.read(base.resolve("retrain.yaml"), profile, "");
    }

    @Test
    void shouldRunOnSparkWhatTheProfileSays() throws IOException {
        assertThat(read(SPEC, Optional.empty()).sparkOf(SparkStage.TRAIN)).isEmpty();
        assertThat(read(SPEC, Optional.of("spark")).sparkOf(SparkStage.TRAIN)).isPresent();
        Spec some = read(SPEC.replace("'local[2]'", "'local[2]', stages: [prepare, evaluate]"), Optional.of("spark"));
        assertThat(SparkStage.values())
                .filteredOn(s -> some.sparkOf(s).isPresent())
                .containsExactly(SparkStage.PREPARE, SparkStage.EVALUATE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'local[2]' | 'local[2]', conf: {executor.memory: 2g} | is no setting of Spark",
                "'local[2]' | 'local[2]', conf: {spark.sql.ansi.enabled: false} | is set by Retrain itself",
                "'local[2]' | 'local[2]', stages: [] | names no stage",
                "rounds: 10} | rounds: 10}, continue-from: champion | adds rounds on this machine",
                "rounds: 10} | rounds: 10}, tune: {ranges: {eta: {min: 0.1, max: 0.3}}} | searches on this machine",
                "xgboost: {rounds: 10} | script: {command: [a], code: code, serve: [b]} | runs on this machine"
            })
    void shouldRefuseWhatCannotBe(String right, String wrong, String message) {
        assertThatThrownBy(() -> read(SPEC.replace(right, wrong), Optional.of("spark")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message);
    }
}
