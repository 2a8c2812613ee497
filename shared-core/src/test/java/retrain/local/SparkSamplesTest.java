package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.monitor.SamplePlan;
import retrain.monitor.SamplePlan.Sample;
import retrain.monitor.SamplePlan.Table;
import retrain.monitor.Samples;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

/** What Spark leaves is not believed; real Spark is tested in the module of the job. */
class SparkSamplesTest {
    @TempDir
    Path folder;

    private Table table;

    @BeforeEach
    void write() throws IOException, SQLException {
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: y
                data: {sources: {a: a.csv}}
                train: {xgboost: {}}
                spark: {home: spark, jar: retrain-spark.jar}
                """);
        Files.writeString(folder.resolve("retrain-spark.jar"), "");
        table = new Table(folder.resolve("table.parquet"), 4);
        copy("SELECT i AS x, 'a' AS c FROM range(4) r(i)", table.file());
    }

    private static void copy(String select, Path file) throws SQLException, IOException {
        Files.createDirectories(file.getParent());
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            database.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
        }
    }

    /** A Spark that leaves files that were there before. */
    private void install(String core) throws IOException {
        Path program = folder.resolve("spark/bin/spark-submit");
        Files.createDirectories(program.getParent());
        Files.createDirectories(folder.resolve("spark/jars"));
        Files.writeString(folder.resolve("spark/jars").resolve(core), "");
        Files.writeString(
                program,
                "#!/bin/sh\nfor answer; do :; done\nmkdir -p " + folder.resolve("scratch/samples") + "\ncp -r "
                        + folder.resolve("left") + " " + folder.resolve("scratch/samples/0")
                        + "\necho '{\"problems\": []}' > \"$answer\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Samples open() {
        Spec spec = SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), "");
        SamplePlan plan = new SamplePlan(List.of(table), List.of(sample()), List.of("c"));
        return Embedded.watching(spec, folder, new XgboostScorer())
                .samples()
                .open(plan, folder.resolve("scratch"), event -> {});
    }

    private static Sample sample() {
        return new Sample(List.of("x", "c"), 100);
    }

    private void left(String rows, String counts) throws IOException, SQLException {
        copy(
                "SELECT 0 AS retrain_table, i AS retrain_row, true AS retrain_taken_0, 'a' AS retrain_0, 10 * i AS retrain_1 FROM "
                        + rows + " ORDER BY i DESC",
                folder.resolve("left/rows/part.parquet"));
        copy(
                "SELECT 0 AS retrain_table, 0 AS retrain_column, 'a' AS retrain_value, " + counts
                        + "::BIGINT AS retrain_rows",
                folder.resolve("left/counts/part.parquet"));
    }

    @Test
    void shouldPutTheRowsInTheirOrder() throws IOException, SQLException {
        install("spark-core_2.12-3.5.6.jar");
        left("range(4) r(i)", "4");

        try (Samples samples = open()) {
            assertThat(samples.numbers(table, sample(), List.of("x"))[0]).containsExactly(0, 10, 20, 30);
            assertThat(samples.texts(table, sample(), List.of("c"))[0]).containsExactly("a", "a", "a", "a");
            assertThat(samples.frequencies(table, "c", 10).rows()).containsEntry("a", 4L);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "range(3) r(i) | 4",
                "range(5) r(i) | 4",
                "(SELECT i % 3 FROM range(4) r(i)) r(i) | 4",
                "range(4) r(i) | 3"
            })
    void shouldNotBelieveRowsThatAreLostOrTwice(String rows, String counts) throws IOException, SQLException {
        install("spark-core_2.12-3.5.6.jar");
        left(rows, counts);

        assertThatThrownBy(this::open)
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("Spark has not looked once at each of the 4 rows");
    }

    @Test
    void shouldSayThatSparkIsAbsentOrTooOld() throws IOException {
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("has no bin/spark-submit that can be run");

        install("spark-core_2.12-3.3.2.jar");

        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("is Spark 3.3.2, and 3.5 is needed");
    }
}
