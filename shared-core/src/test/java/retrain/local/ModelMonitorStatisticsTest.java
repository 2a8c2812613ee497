package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.data.RuleResult;
import retrain.problem.InvalidInput;
import retrain.spec.ConstraintsSpec;
import retrain.spec.QualitySpec.Severity;

class ModelMonitorStatisticsTest {
    /** Four rows at most 1, of eight at most 2, of sixteen at most 4; a value of the second list stands for two rows. */
    private static final String SKETCHED = """
            {"version": 0, "dataset": {"item_count": 16}, "features": [
              {"name": "x", "inferred_type": "Fractional", "numerical_statistics": {"distribution": {"kll": {
                "buckets": [{"lower_bound": 0, "upper_bound": 100, "count": 16}],
                "sketch": {"parameters": {"c": 0.64, "k": 2048}, "data": [[1, 2, 1, 2], [1, 2, 3, 3, 4, 4]]}}}}},
              {"name": "gone", "inferred_type": "Integral", "numerical_statistics": {"distribution": {"kll": {
                "buckets": [{"lower_bound": 0, "upper_bound": 1, "count": 16}]}}}},
              {"name": "colour", "inferred_type": "String", "string_statistics": {"distribution": {"categorical": {
                "buckets": [{"value": "red", "count": 12}, {"value": "blue", "count": 4}]}}}}]}
            """;

    @TempDir
    Path base;

    private PrepareFixture rows(String select) throws Exception {
        return new PrepareFixture(base)
                .parquet("rows.parquet", select)
                .source("rows", "rows.parquet")
                .key("id");
    }

    private List<RuleResult> compared(PrepareFixture data, String comparison, String statistics) throws Exception {
        data.file("statistics.json", statistics)
                .file(
                        "constraints.json",
                        "{\"version\": 0, \"features\": [], \"monitoring_config\": {" + "\"distribution_constraints\": "
                                + comparison + "}}")
                .constraints(new ConstraintsSpec(
                        Optional.of("constraints.json"),
                        Optional.of("statistics.json"),
                        Optional.empty(),
                        0.01,
                        Severity.WARN));
        return data.inspect().rules().stream()
                .filter(r -> r.constraint().equals(Optional.of("baseline_drift_check")))
                .toList();
    }

    private static String enabled(double threshold, String method) {
        return "{\"perform_comparison\": \"Enabled\", \"comparison_threshold\": " + threshold
                + ", \"comparison_method\": \"" + method + "\"}";
    }

    @Test
    void shouldFindRowsDistributedAsTheStatisticsWrittenOfThem() throws Exception {
        PrepareFixture data = rows("""
                SELECT i AS id, i / 8.0 AS x, CAST(i % 3 = 0 AS INTEGER) AS few, i % 7 = 0 AS wet, 'c' || (i % 3) AS colour,
                  CAST(i % 2 AS INTEGER) AS y FROM range(4000) t(i)""");
        String written = Objects.requireNonNull(
                ModelMonitorFiles.of(data.prepare(), Optional.empty()).get("statistics.json"));

        assertThat(compared(data, enabled(0.03, "Simple"), written)).hasSize(4).allMatch(RuleResult::kept);
    }

    @Test
    void shouldTakeNumbersFromTheSketchAndTextsFromTheirCounts() throws Exception {
        PrepareFixture data = rows("""
                SELECT i AS id, CASE WHEN i % 4 > 0 THEN 2 ELSE 1 END + 0.0 AS x, CASE WHEN i % 2 = 0 THEN 'red' ELSE 'green' END AS colour,
                  CAST(i % 2 AS INTEGER) AS y FROM range(400) t(i)""");

        // Of 16 rows 4 were at most 1 and 8 at most 2, of 400 it is 100 and all; 12 of 16 were red, and it is the half.
        assertThat(compared(data, enabled(0.3, "Simple"), SKETCHED))
                .extracting(r -> r.columns() + ": " + r.found() + ": " + r.kept())
                .containsExactly(
                        "x: distance 0.500, at most 0.300: false", "colour: distance 0.500, at most 0.300: false");
    }

    @Test
    void shouldTakeOffWhatChanceExplainsUnlessToldOtherwise() throws Exception {
        PrepareFixture data = rows("""
                SELECT i AS id, CASE WHEN i % 4 > 0 THEN 2 ELSE 1 END + 0.0 AS x, 'red' AS colour, CAST(i % 2 AS INTEGER) AS y
                  FROM range(400) t(i)""");

        // 0.5 less 1.8 times the root of 1/16 + 1/400
        assertThat(compared(data, enabled(0.1, "Robust"), SKETCHED).get(0).found())
                .isEqualTo("distance 0.0411, at most 0.100");
    }

    @Test
    void shouldCompareOnlyWhenTheConstraintsAskForIt() throws Exception {
        PrepareFixture data = rows("SELECT i AS id, i + 1000.0 AS x, CAST(i % 2 AS INTEGER) AS y FROM range(400) t(i)");

        assertThat(compared(data, "{\"perform_comparison\": \"Disabled\"}", SKETCHED))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | there is no list of features",
                "{\"features\": [{\"inferred_type\": \"String\"}]} | a feature has no name",
                "{\"features\": [{\"name\": \"x\", \"numerical_statistics\": {\"distribution\": {\"kll\": {\"buckets\": [{\"count\": \"many\"}]}}}}]}"
                        + " | is no number",
                "{\"features\": [{\"name\": \"x\", \"numerical_statistics\": {\"distribution\": {\"kll\": {\"sketch\": {\"data\": [1]}}}}}]}"
                        + " | no list of lists"
            })
    void shouldSayWhatIsWrongWithAStatisticsFile(String json, String says) throws Exception {
        PrepareFixture data = rows("SELECT i AS id, i + 0.0 AS x, CAST(i % 2 AS INTEGER) AS y FROM range(40) t(i)");

        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> compared(data, enabled(0.1, "Robust"), json))
                .withMessageContaining("statistics.json")
                .withMessageContaining(says);
    }
}
