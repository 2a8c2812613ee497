package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Specs;
import retrain.data.Column;
import retrain.monitor.ColumnDrift;
import retrain.monitor.ColumnDrift.Role;
import retrain.monitor.Drift;
import retrain.monitor.DriftMeasure;
import retrain.monitor.JointDrift;
import retrain.monitor.SamplePlan.Sample;
import retrain.monitor.SamplePlan.Table;
import retrain.monitor.Samples;
import retrain.monitor.Samples.Frequencies;
import retrain.monitor.Stride;
import retrain.monitor.Watched;
import retrain.problem.BackendFailure;

/** Real files, a real DuckDB, a real XGBoost. */
class DuckDbSamplesTest {
    @TempDir
    Path folder;

    private Table first;

    @BeforeEach
    void write() throws SQLException {
        first = new Table(folder.resolve("first.parquet"), 5_000);
        write(
                first.file(),
                "SELECT i AS x, CASE WHEN i % 4 = 0 THEN NULL WHEN i % 4 = 1 THEN 'null' ELSE 'it''s' END AS c,"
                        + " i % 2 = 0 AS b FROM range(5000) r(i)");
    }

    private static void write(Path file, String select) throws SQLException {
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            database.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
        }
    }

    private static Sample sample(long most, String... columns) {
        return new Sample(List.of(columns), most);
    }

    @Test
    void shouldReadTheRowsInOrder() {
        try (Samples samples = DuckDbSamples.open()) {
            Sample all = sample(10_000, "x", "b", "c", "absent");
            float[][] numbers = samples.numbers(first, all, List.of("x", "b", "absent", "c"));
            String[][] texts = samples.texts(first, all, List.of("c", "absent", "b"));

            assertThat(numbers[0]).startsWith(0, 1, 2).endsWith(4_998, 4_999).hasSize(5_000);
            assertThat(numbers[1]).startsWith(1, 0, 1);
            assertThat(numbers[2]).containsOnly(Float.NaN);
            assertThat(numbers[3]).as("a text that should be a number").containsOnly(Float.NaN);
            assertThat(texts[0]).startsWith(null, "null", "it's", "it's").hasSize(5_000);
            assertThat(texts[1]).containsOnlyNulls();
            assertThat(texts[2]).startsWith("true", "false");
        }
    }

    @Test
    void shouldReadTheRowsOfTheStrideAlone() {
        try (Samples samples = DuckDbSamples.open()) {
            Sample some = sample(300, "x", "c");
            Stride stride = some.of(first);
            float[] numbers = samples.numbers(first, some, List.of("x"))[0];
            String[] texts = samples.texts(first, some, List.of("c"))[0];

            assertThat(numbers).hasSize(stride.size());
            assertThat(LongStream.range(0, 5_000).filter(stride::takes)).hasSize(stride.size());
            for (int i = 0; i < numbers.length; i++) {
                assertThat(stride.takes(stride.row(i))).isTrue();
                assertThat(numbers[i]).isEqualTo((float) stride.row(i));
                assertThat(texts[i])
                        .isEqualTo(stride.row(i) % 4 == 0 ? null : stride.row(i) % 4 == 1 ? "null" : "it's");
            }
        }
    }

    @Test
    void shouldCountCategoriesAndTellAMissingOneFromItsName() {
        try (Samples samples = DuckDbSamples.open()) {
            Frequencies found = samples.frequencies(first, "c", 100);

            assertThat(found.rows()).containsOnlyKeys("it's", "null").containsEntry("null", 1_250L);
            assertThat(found.missing()).isEqualTo(1_250);
            assertThat(found.tooMany()).isFalse();
            assertThat(samples.frequencies(first, "absent", 100).missing()).isEqualTo(5_000);
            assertThat(samples.frequencies(first, "x", 100).tooMany()).isTrue();
        }
    }

    @Test
    void shouldSayWhichFileCannotBeRead() {
        try (Samples samples = DuckDbSamples.open()) {
            assertThatThrownBy(() -> samples.frequencies(new Table(folder.resolve("gone.parquet"), 3), "c", 100))
                    .isInstanceOf(BackendFailure.class)
                    .hasMessageContaining("gone.parquet");
        }
    }

    @Test
    void shouldReadTheReferenceOnceForAllWindows() throws SQLException {
        Path file = folder.resolve("other.parquet");
        write(file, "SELECT i + 100 AS x, 'it''s' AS c, true AS b FROM range(2000) r(i)");
        Table other = new Table(file, 2_000);
        List<Watched> columns = List.of(
                new Watched("x", Role.FEATURE, Column.Kind.NUMBER),
                new Watched("c", Role.FEATURE, Column.Kind.CATEGORY));
        try (Samples samples = DuckDbSamples.open()) {
            DriftMeasure both = measure(columns, samples, first, List.of(other, first));

            assertThat(both.drift(other, List.of()))
                    .isEqualTo(measure(columns, samples, first, List.of(other)).drift(other, List.of()))
                    .satisfies(d -> assertThat(d.alarm()).isTrue());
            assertThat(both.drift(first, List.of()).alarm()).isFalse();
        }
    }

    private static DriftMeasure measure(List<Watched> columns, Samples samples, Table reference, List<Table> windows) {
        return DriftMeasure.of(
                Specs.drift(), columns, Optional.of(new XgboostDomains()), 3, samples, reference, windows);
    }

    /** Each column by itself stays as it was; only by both together the sides can be told apart. */
    @Test
    void shouldFindThatColumnsGoTogetherInAnotherWay() throws SQLException {
        Path before = folder.resolve("before.parquet");
        Path after = folder.resolve("after.parquet");
        String of =
                "SELECT hash(i, 1) % 1000 AS a, hash(i, {}) % 1000 AS b, chr((65 + hash(i, 3) % 5)::INTEGER) AS c FROM ";
        write(before, of.replace("{}", "2") + "range(4000) r(i)");
        write(after, of.replace("{}", "1") + "range(4000, 8000) r(i)");

        Drift drift = measured(before, after);
        JointDrift joint = drift.joint().orElseThrow();

        assertThat(drift.columns()).noneMatch(ColumnDrift::alarm);
        assertThat(joint.auc()).isGreaterThan(0.8);
        assertThat(joint.low()).isGreaterThan(0.75);
        assertThat(joint.alarm()).isTrue();
        assertThat(joint.columns()).contains("a", "b");
        assertThat(measured(before, after)).isEqualTo(drift);
        assertThat(measured(before, before).joint().orElseThrow().alarm()).isFalse();
    }

    private static Drift measured(Path reference, Path current) {
        try (Samples samples = DuckDbSamples.open()) {
            List<Watched> columns = List.of(
                    new Watched("a", Role.FEATURE, Column.Kind.NUMBER),
                    new Watched("b", Role.FEATURE, Column.Kind.NUMBER),
                    new Watched("c", Role.FEATURE, Column.Kind.CATEGORY));
            Table window = new Table(current, 4_000);
            return measure(columns, samples, new Table(reference, 4_000), List.of(window))
                    .drift(window, List.of());
        }
    }
}
