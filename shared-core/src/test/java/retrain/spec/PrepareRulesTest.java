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

class PrepareRulesTest {
    private static final String AWS = "aws: {work: 's3://b/w', role: 'arn:aws:iam::123456789012:role/r'}";

    @TempDir
    private Path folder;

    private Spec read(String prepare, String rest) throws IOException {
        Path file = Files.writeString(folder.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data:
                  sources: {rows: 's3://b/rows/*.csv'}
                  prepare: %s
                train: {xgboost: {rounds: 1}}
                %s
                """.formatted(prepare, rest));
        return SpecReader.read(file, Optional.empty(), "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '^',
            value = {
                "{sql: a.sql, lambda: {function: f}} => has sql and lambda, which exclude each other",
                "{code: [a.py]} => has none of the keys sql, command, glue, lambda, processing",
                "{glue: {workers: 3}} => has none of the keys sql, job",
                "{glue: {job: own, role: 'arn:aws:iam::123456789012:role/x'}} => says what the job of its own says",
                "{glue: {sql: a.sql, arguments: {--retrain-plan: x}}} => is set by Retrain itself",
                "{lambda: {function: f}, code: [a.py]} => is of 'command' and 'processing' only",
                "{processing: {image: i, command: []}} => names no program"
            })
    void shouldRefuseWhatContradictsItself(String prepare, String told) {
        assertThatThrownBy(() -> read(prepare, AWS))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(told);
    }

    @Test
    void shouldDemandAPlaceAndARole() {
        assertThatThrownBy(() -> read("{glue: {sql: a.sql}}", ""))
                .hasMessageContaining("Add 'aws: {work: s3://bucket/prefix}'")
                .hasMessageContaining("names no role that the job runs as");
    }

    @Test
    void shouldReadWhatIsRight() throws IOException {
        PrepareSpec prepare = read("{glue: {sql: a.sql, flex: true, arguments: {--year: 2013}}}", AWS)
                .data()
                .prepare()
                .orElseThrow();

        assertThat(prepare.isElsewhere()).isTrue();
        assertThat(prepare.query()).contains("a.sql");
        assertThat(prepare.glue().orElseThrow().timeout()).isEqualTo(120);
    }
}
