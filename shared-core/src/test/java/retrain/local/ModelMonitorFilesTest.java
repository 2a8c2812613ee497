package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Golden;
import retrain.data.Constraints;
import retrain.data.Inspection;
import retrain.data.RuleResult;
import retrain.data.Snapshot;
import retrain.spec.ConstraintsSpec;
import retrain.spec.QualitySpec.Severity;
import retrain.spec.SchemaSpec;

class ModelMonitorFilesTest {
    @TempDir
    Path base;

    private PrepareFixture data;
    private Snapshot snapshot;

    @BeforeEach
    void rows() throws Exception {
        data = new PrepareFixture(base)
                .parquet("rows.parquet", """
                        SELECT i AS id, CASE WHEN i % 4 > 0 THEN i % 10 END AS hour, i / 8.0 - 3 AS temp, 'c' || (i % 3) AS carrier,
                          i % 5 = 0 AS wet, CAST(i % 2 AS INTEGER) AS y FROM range(200) t(i)""")
                .source("rows", "rows.parquet")
                .key("id");
        snapshot = data.prepare();
    }

    private static Path golden(String name) {
        return Path.of("src", "test", "resources", "golden", "model-monitor", name);
    }

    @Test
    void shouldWriteTheFormsOfModelMonitor() throws Exception {
        RuleResult broken = new RuleResult(
                "data.constraints",
                "temp is at least 0",
                "temp",
                Severity.WARN,
                200,
                24,
                0,
                false,
                Optional.of("temp=-3.0, id=0"),
                Optional.of("data_type_check"));
        Inspection inspection = new Inspection(Optional.empty(), List.of(), SchemaSpec.Compare.ALL, List.of(broken));

        Map<String, String> files = ModelMonitorFiles.of(snapshot, Optional.of(inspection));

        assertThat(files.keySet()).containsExactly("statistics.json", "constraints.json", "constraint_violations.json");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Golden.check(golden(file.getKey()), file.getValue());
        }
    }

    @Test
    void shouldCountEveryRowInOneBucket() throws Exception {
        String statistics = written("statistics.json");

        assertThat(ForeignJson.object(statistics).get("features"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Map.class))
                .filteredOn(f -> f.containsKey("numerical_statistics"))
                .hasSize(3)
                .allSatisfy(f -> {
                    Map<?, ?> numbers = in(f, "numerical_statistics");
                    Map<?, ?> kll = in(in(numbers, "distribution"), "kll");
                    long counted = ((List<?>) Objects.requireNonNull(kll.get("buckets")))
                            .stream()
                                    .mapToLong(b -> Long.parseLong(ForeignJson.text((Map<?, ?>) b, "count")))
                                    .sum();
                    assertThat(ForeignJson.text(in(numbers, "common"), "num_present"))
                            .isEqualTo(Long.toString(counted));
                });
    }

    @Test
    void shouldFindThatRowsKeepTheConstraintsWrittenOfThem() throws Exception {
        String written = written("constraints.json");

        assertThat(ModelMonitorConstraints.read(written, "constraints.json").features())
                .extracting(Constraints.Feature::name)
                .isEqualTo(snapshot.features());
        data.file("constraints.json", written)
                .constraints(new ConstraintsSpec(
                        Optional.of("constraints.json"), Optional.empty(), Optional.empty(), 0.01, Severity.BLOCK));
        assertThat(data.inspect().rules())
                .filteredOn(r -> !r.kept())
                .extracting(RuleResult::states)
                .isSubsetOf("hour has a value");
    }

    private String written(String file) {
        return Objects.requireNonNull(
                ModelMonitorFiles.of(snapshot, Optional.empty()).get(file));
    }

    private static Map<?, ?> in(Map<?, ?> object, String key) {
        return (Map<?, ?>) Objects.requireNonNull(object.get(key));
    }
}
