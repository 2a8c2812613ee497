package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
import retrain.monitor.RowSet;
import retrain.monitor.Samples;
import retrain.monitor.Samples.Field;
import retrain.monitor.Samples.Frequencies;
import retrain.monitor.Stride;
import retrain.monitor.Watched;
import retrain.problem.BackendFailure;

/** Real files, a real DuckDB, a real XGBoost. */
class DuckDbSamplesTest {
    @TempDir
    Path folder;

    private Path first;
    private Path second;

    @BeforeEach
    void write() throws SQLException {
        first = folder.resolve("first.parquet");
        second = folder.resolve("second.parquet");
        write(
                first,
                "SELECT i AS x, CASE WHEN i % 4 = 0 THEN NULL WHEN i % 4 = 1 THEN 'null' ELSE 'it''s' END AS c,"
                        + " i % 2 = 0 AS b, TIMESTAMPTZ '2013-01-01 00:00:00Z' + i * INTERVAL 1 HOUR AS t FROM range(5000) r(i)");
        write(second, "SELECT i + 5000.5 AS x, TIMESTAMPTZ '2014-01-01 00:00:00Z' AS t FROM range(100) r(i)");
    }

    private static void write(Path file, String select) throws SQLException {
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            database.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
        }
    }

    private static RowSet all(Path... tables) {
        return new RowSet(List.of(tables), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void shouldReadTheRowsOfAllTablesInOrder() {
        try (Samples samples = DuckDbSamples.open()) {
            RowSet rows = all(first, second);
            long count = samples.count(rows);
            float[][] read = samples.read(
                    rows,
                    List.of(
                            Field.number("x"),
                            Field.number("b"),
                            new Field("c", List.of("it's", "null")),
                            Field.number("absent")),
                    Stride.of(count, 10_000));

            assertThat(count).isEqualTo(5_100);
            assertThat(read[0]).startsWith(0, 1, 2).endsWith(5_098.5f, 5_099.5f).hasSize(5_100);
            assertThat(read[1]).startsWith(1, 0, 1).endsWith(Float.NaN);
            assertThat(read[2]).startsWith(Float.NaN, 1, 0, 0).endsWith(Float.NaN);
            assertThat(read[3]).containsOnly(Float.NaN);
        }
    }

    @Test
    void shouldReadTheRowsOfTheStrideAlone() {
        try (Samples samples = DuckDbSamples.open()) {
            Stride stride = Stride.of(5_000, 300);
            float[] read = samples.read(all(first), List.of(Field.number("x")), stride)[0];

            assertThat(read).hasSize(stride.size());
            for (int i = 0; i < read.length; i++) {
                assertThat(read[i]).isEqualTo((float) stride.row(i));
            }
        }
    }

    @Test
    void shouldTakeTheRowsOfTheTime() {
        RowSet day = new RowSet(
                List.of(first, second),
                Optional.of("t"),
                Optional.of(Instant.parse("2013-01-02T00:00:00Z")),
                Optional.of(Instant.parse("2013-01-03T00:00:00Z")));
        try (Samples samples = DuckDbSamples.open()) {
            assertThat(samples.count(day)).isEqualTo(24);
            assertThat(samples.read(day, List.of(Field.number("x")), Stride.of(24, 100))[0])
                    .startsWith(24)
                    .endsWith(47);
        }
    }

    @Test
    void shouldCountCategoriesAndTellAMissingOneFromItsName() {
        try (Samples samples = DuckDbSamples.open()) {
            Frequencies found = samples.frequencies(all(first), "c", 100);

            assertThat(found.rows()).containsOnlyKeys("it's", "null").containsEntry("null", 1_250L);
            assertThat(found.missing()).isEqualTo(1_250);
            assertThat(found.tooMany()).isFalse();
            assertThat(samples.frequencies(all(second), "c", 100).missing()).isEqualTo(100);
            assertThat(samples.frequencies(all(first), "x", 100).tooMany()).isTrue();
            assertThat(samples.count(all())).isZero();
        }
    }

    @Test
    void shouldSayWhichFileCannotBeRead() {
        try (Samples samples = DuckDbSamples.open()) {
            assertThatThrownBy(() -> samples.count(all(folder.resolve("gone.parquet"))))
                    .isInstanceOf(BackendFailure.class)
                    .hasMessageContaining("gone.parquet");
        }
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
            return DriftMeasure.measure(
                    Specs.drift(),
                    List.of(
                            new Watched("a", Role.FEATURE, Column.Kind.NUMBER),
                            new Watched("b", Role.FEATURE, Column.Kind.NUMBER),
                            new Watched("c", Role.FEATURE, Column.Kind.CATEGORY)),
                    samples,
                    all(reference),
                    all(current),
                    Optional.empty(),
                    Optional.of(new XgboostDomains()),
                    3);
        }
    }
}
