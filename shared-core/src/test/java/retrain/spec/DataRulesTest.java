package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.problem.InvalidInput;
import retrain.spec.SchemaSpec.Policy;

class DataRulesTest {
    @TempDir
    Path base;

    private DataSpec read(String data) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data:
                  sources: {rows: rows.csv}
                  %s
                train: {xgboost: {rounds: 10}}
                """.formatted(data));
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "")
                .data();
    }

    @Test
    void shouldHavePoliciesThatStopWhatNobodyWanted() throws IOException {
        SchemaSpec schema = read("").schema();

        assertThat(schema.added()).isEqualTo(Policy.FULL_RETRAIN);
        assertThat(schema.retyped()).isEqualTo(Policy.BLOCK);
        assertThat(schema.unitJump()).isEqualTo(Policy.BLOCK);
        assertThat(schema.newCategory()).isEqualTo(Policy.IGNORE);
        assertThat(schema.compare()).isEqualTo(SchemaSpec.Compare.ALL);
        assertThat(schema.nullRateBy()).isEqualTo(0.2);
    }

    @Test
    void shouldMissTheVersionThatASourceHasAPlaceFor() throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: "x/{version}.csv"}}
                train: {xgboost: {rounds: 10}}
                """);

        assertThatThrownBy(() -> SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), ""))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("'data.sources.rows' has a place for {version}, but 'data.version' is absent");
        assertThat(SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "data.version=a-1")
                        .data()
                        .version())
                .contains("a-1");
    }

    @Test
    void shouldReadPoliciesAndRulesByTheirWords() throws IOException {
        DataSpec data = read("""
                schema:
                    added: block
                    new-category: full-retrain
                    null-rate: ignore
                    compare: common
                    columns:
                      distance: {from: miles, times: 1.609344}
                      late: {map: {Y: 1, N: 0}, cast: BIGINT, fill: 0}
                  quality:
                    - {check: range, columns: distance, min: 0, severity: warn}
                    - {check: condition, sql: arr > dep, where: "origin = 'JFK'", tolerate: 0.01}
                  constraints: constraints.json""");

        assertThat(data.schema().newCategory()).isEqualTo(Policy.FULL_RETRAIN);
        assertThat(Objects.requireNonNull(data.schema().columns().get("distance"))
                        .from())
                .contains("miles");
        assertThat(Objects.requireNonNull(data.schema().columns().get("late")).map())
                .containsEntry("Y", "1");
        assertThat(data.quality())
                .extracting(QualitySpec::check)
                .containsExactly(QualitySpec.Check.RANGE, QualitySpec.Check.CONDITION);
        assertThat(data.constraints().orElseThrow().file()).contains("constraints.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "schema: {added: full_retrain} | Did you mean 'full-retrain'?",
                "schema: {columns: {x: {}}} | 'data.schema.columns.x' states no rule",
                "schema: {columns: {x: {from: x}}} | names the column itself",
                "schema: {columns: {x: {cast: VARCHAR, times: 2}}} | counts with what is cast to VARCHAR",
                "schema: {columns: {x: {cast: BLOB}}} | of the form BOOLEAN",
                "quality: [{check: range, columns: x}] | checks range without 'min' or 'max'",
                "quality: [{check: range, columns: x, min: 2, max: 1}] | has a 'min' above its 'max'",
                "quality: [{check: set, columns: x}] | checks set without 'values'",
                "quality: [{check: pattern, columns: x}] | checks pattern without 'regex'",
                "quality: [{check: completeness}] | checks completeness without 'columns'",
                "quality: [{check: condition}] | checks condition without 'sql'",
                "quality: [{check: rows, max: 9, columns: x}] | 'columns', which means nothing to a check of rows",
                "quality: [{check: uniqueness, columns: x, max: 9}] | has 'max', which means nothing to a check of uniqueness",
                "quality: [{check: freshness, within: 2 days}] | no column is the time",
                "quality: [{check: freshness, within: 2 days, as-of: May}] | 'May' is neither a date nor a time",
                "quality: [{check: rows, min: 1, tolerate: 0.1}] | 'tolerate', which means nothing to a check of rows",
                "constraints: {severity: warn} | has none of the keys file, baseline",
                "constraints: {file: a.json, baseline: champion} | exclude each other",
                "constraints: {baseline: champion, statistics: s.json} | needs 'file'",
                "cold: {after: 3 months, folder: x/../.retrain/cold} | is within the store",
                "version: v1 | 'data.version' stands in no source",
                "version: ../v1 | 'data.version'",
                "cold: {after: soon, folder: cold} | 'data.cold.after'",
            })
    void shouldSayWhatARuleLacksOrCannotMean(String data, String says) {
        assertThatThrownBy(() -> read(data)).isInstanceOf(InvalidInput.class).hasMessageContaining(says);
    }
}
