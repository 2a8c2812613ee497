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

class SourceRulesTest {
    @TempDir
    Path base;

    private Spec read(String source, String window) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: "%s"}, window: %s}
                train: {xgboost: {rounds: 10}}
                gates: [{metric: auc, at-least: 0.6}]
                """.formatted(source, window));
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @Test
    void shouldTakeAWindowOfASourceWithATime() throws IOException {
        assertThat(read("flights/{yyyy-MM-dd}/*.{csv,json}", "12 months").data().window())
                .contains("12 months");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rows.csv | 12 months | retrain.yaml:4:45: 'data.window' chooses files by their time, but no source has a time",
                "rows-{a,b}.csv | 12 months | 'data.window' chooses files by their time",
                "{yyyy}.csv | 12 | 'data.window' is '12', not of the form",
                "{yyyy}.csv | 0 days | 'data.window' is '0 days', not of the form",
                "rows-{MM-dd}.csv | 2 days | 'rows-{MM-dd}.csv' has no year in {MM-dd}. Write a time with a year",
                "{YYYY-MM}.csv | 2 days | '{YYYY-MM}.csv' has another letter than y, M, d, D, H, m and s",
            })
    void shouldRefuse(String source, String window, String what) {
        assertThatThrownBy(() -> read(source, window))
                .isInstanceOfSatisfying(
                        InvalidInput.class, e -> assertThat(e.problems()).hasSize(1))
                .hasMessageContaining(what);
    }
}
