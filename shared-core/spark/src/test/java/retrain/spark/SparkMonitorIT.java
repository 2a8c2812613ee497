package retrain.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.data.Column;
import retrain.local.Embedded;
import retrain.monitor.ColumnDrift;
import retrain.monitor.Drift;
import retrain.monitor.DriftMeasure;
import retrain.monitor.SamplePlan;
import retrain.monitor.SamplePlan.Sample;
import retrain.monitor.SamplePlan.Table;
import retrain.monitor.Samples;
import retrain.monitor.Watched;
import retrain.spec.Spec;

/** What Spark finds of drift is what is found in this JVM, digit by digit. Each submit costs seconds, so each shows much. */
class SparkMonitorIT {
    /** Of so many rows the classifier looks at some, and there are too many texts to be categories. */
    private static final int MANY = 110_000;

    @TempDir
    Path folder;

    private Spec spec(boolean spark) throws IOException {
        return new Workplace(folder).file("retrain.yaml", """
                model: small
                task: binary
                target: y
                data: {sources: {a: a.csv}}
                train: {xgboost: {}}
                profiles: {spark: {spark: {master: 'local[2]', conf: {spark.sql.shuffle.partitions: 2}}}}
                """).spec(spark);
    }

    private Samples open(SamplePlan plan, boolean spark) throws IOException {
        Spec spec = spec(spark);
        return Embedded.watching(spec, folder, Embedded.scorer(spec, folder, Embedded.store(folder.resolve("store"))))
                .samples()
                .open(plan, folder.resolve("scratch"), event -> {});
    }

    private Table table(String name, int rows, String columns) throws SQLException {
        Path file = folder.resolve(name);
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = db.createStatement()) {
            sql.execute("SET TimeZone = 'UTC'");
            sql.execute("COPY (SELECT " + columns + " FROM range(" + rows + ") r(i)) TO '" + file
                    + "' (FORMAT parquet, ROW_GROUP_SIZE 100000)");
        }
        return new Table(file, rows);
    }

    private static List<Watched> columns() {
        List<Watched> columns = new ArrayList<>();
        for (String name : List.of("x", "whole", "gone", "retyped", "text")) {
            columns.add(new Watched(name, ColumnDrift.Role.FEATURE, Column.Kind.NUMBER));
        }
        for (String name : List.of("a `name`", "letters", "numbered", "day", "many", "absent", "lost")) {
            columns.add(new Watched(name, ColumnDrift.Role.FEATURE, Column.Kind.CATEGORY));
        }
        columns.add(new Watched("flag", ColumnDrift.Role.FEATURE, Column.Kind.BOOLEAN));
        columns.add(new Watched("late", ColumnDrift.Role.LABEL, Column.Kind.BOOLEAN));
        return columns;
    }

    @Test
    void shouldFindTheSameDriftInTablesOfAllKinds() throws IOException, SQLException {
        Table reference = table("reference.parquet", MANY, """
                CASE WHEN i % 7 = 0 THEN NULL WHEN i % 1000 = 1 THEN 'nan'::DOUBLE WHEN i % 1000 = 2 THEN 'inf'::DOUBLE
                  ELSE hash(i) % 1000000 / 7.0 END AS x,
                (hash(i, 1) % 200)::UTINYINT AS whole, (i % 1000 / 8.0)::DECIMAL(9, 3) AS gone, i % 500 AS retyped,
                (i % 3)::VARCHAR || '.5' AS text,
                CASE hash(i, 2) % 5 WHEN 0 THEN NULL WHEN 1 THEN 'null' WHEN 2 THEN 'it''s' WHEN 3 THEN '' ELSE 'é "x"' END AS "a `name`",
                chr((65 + hash(i, 3) % 26)::INTEGER) AS letters, (hash(i, 4) % 4)::VARCHAR AS numbered,
                DATE '2020-01-01' + (i % 5)::INTEGER AS day, (i % 101000)::VARCHAR AS many, 'x' AS lost,
                CASE WHEN i % 11 > 0 THEN i % 2 = 0 END AS flag, i % 5 = 0 AS late, uuid() AS unread
                """);
        String window = """
                hash(i, 9) % 900000 / 7.0 AS x, (hash(i, 1) % 250)::UTINYINT AS whole,
                CASE WHEN i % 3 = 0 THEN '1e2' WHEN i % 3 = 1 THEN '1_0' ELSE '7d' END AS retyped, i % 4 + 0.5 AS text,
                CASE hash(i, 2) % 4 WHEN 0 THEN NULL WHEN 1 THEN 'new' ELSE '' END AS "a `name`",
                CASE WHEN hash(i, 3) % 2 = 0 THEN 'A' ELSE 'ß' END AS letters, (hash(i, 4) % 5)::FLOAT / 4 AS numbered,
                hash(i, 5) % 9 / 7.0::DOUBLE AS lost,
                TIMESTAMPTZ '2020-01-01 00:00:00Z' + (i % 5) * INTERVAL 12 HOUR AS day, i AS many,
                i % 3 = 0 AS flag, i % 4 = 0 AS late, md5((i % 3)::VARCHAR)::{type} AS absent
                """;
        List<Table> windows = List.of(
                table("empty.parquet", 0, window.replace("{type}", "VARCHAR")),
                table("1.parquet", 12_345, window.replace("{type}", "VARCHAR")),
                table("2.parquet", 40, window.replace("{type}", "VARCHAR")),
                table("unknown-to-spark.parquet", 1_000, window.replace("{type}", "UUID")));
        SamplePlan planned = DriftMeasure.plan(spec(false).monitor().drift(), columns(), reference, windows);
        List<Sample> samples = new ArrayList<>(planned.samples());
        samples.add(new Sample(List.of("text", "x", "absent", "many"), 777));
        SamplePlan plan = new SamplePlan(planned.tables(), samples, planned.counted());

        try (Samples here = open(plan, false);
                Samples there = open(plan, true)) {
            assertThat(folder.resolve("scratch/samples")).as("Spark's answer").isNotEmptyDirectory();
            assertThat(plan.tables()).hasSize(4);
            for (Table table : plan.tables()) {
                assertSame(plan, table, here, there);
            }
            DriftMeasure embedded = measure(here, reference, windows);
            DriftMeasure onSpark = measure(there, reference, windows);
            for (Table table : windows) {
                Drift drift = onSpark.drift(table, List.of());
                assertThat(drift).isEqualTo(embedded.drift(table, List.of()));
                assertThat(drift.columns()).hasSameSizeAs(columns());
                assertThat(drift.joint().isPresent()).isEqualTo(table.rows() > 40);
                assertThat(drift.sampled().isPresent()).isEqualTo(table.rows() > 40);
            }
        }
    }

    private DriftMeasure measure(Samples samples, Table reference, List<Table> windows) throws IOException {
        return DriftMeasure.of(
                spec(false).monitor().drift(),
                columns(),
                Optional.of(Embedded.domainClassifier()),
                1,
                samples,
                reference,
                windows);
    }

    private static void assertSame(SamplePlan plan, Table table, Samples here, Samples there) {
        for (Sample sample : plan.samples()) {
            float[][] numbers = there.numbers(table, sample, sample.columns());
            float[][] expected = here.numbers(table, sample, sample.columns());
            for (int i = 0; i < numbers.length; i++) {
                // By their bits, so that what is missing is equal, too.
                assertThat(Arrays.equals(numbers[i], expected[i]))
                        .as(sample.columns().get(i) + " of " + table)
                        .isTrue();
            }
            assertThat(there.texts(table, sample, sample.columns()))
                    .as("texts of " + table)
                    .isDeepEqualTo(here.texts(table, sample, sample.columns()));
        }
        for (String column : plan.counted()) {
            Samples.Frequencies expected = here.frequencies(table, column, 100_000);
            Samples.Frequencies found = there.frequencies(table, column, 100_000);
            assertThat(found.tooMany()).as(column + " of " + table).isEqualTo(expected.tooMany());
            if (!expected.tooMany()) {
                assertThat(found).as(column + " of " + table).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldWriteTheSameMonitorJson() throws IOException {
        Path embedded = Files.createDirectory(folder.resolve("embedded"));
        project(embedded);
        month(embedded, 1, 0);
        month(embedded, 2, 0);
        assertThat(execute(embedded, Command.RUN, Map.of()).kind()).isEqualTo(Outcome.Kind.PROMOTED);
        month(embedded, 3, 0.8);
        Path spark = copy(embedded, folder.resolve("spark"));
        Path logs = Files.createDirectory(folder.resolve("logs"));
        String set = "spark.home=" + Workplace.home() + ",spark.jar=" + Workplace.jar()
                + ",spark.conf={spark.eventLog.enabled: true, spark.eventLog.dir: 'file:" + logs + "'}";

        Outcome here = execute(embedded, Command.MONITOR, Map.of());
        Outcome there = execute(spark, Command.MONITOR, Map.of(Option.PROFILE, "spark", Option.SET, set));

        assertThat(there.summary()).isEqualTo(here.summary()).startsWith("The data of 2026-03 have changed: ");
        assertThat(monitored(spark)).isEqualTo(monitored(embedded)).contains("\"prediction\"");
        assertThat(names(logs)).containsExactlyInAnyOrder("retrain evaluate", "retrain monitor");
    }

    private static void project(Path project) throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows-*.csv}
                  time: at
                  key: [id]
                  holdout: {latest: 1 month}
                train: {xgboost: {rounds: 10, max_depth: 2}, threads: 1}
                evaluate: {metrics: [auc]}
                gates: [{metric: auc, at-least: 0.5}]
                monitor: {window: 1 month}
                profiles: {spark: {spark: {master: 'local[2]', stages: [evaluate, monitor]}}}
                """);
    }

    private static void month(Path project, int month, double shift) throws IOException {
        Random random = new Random(month);
        StringBuilder rows = new StringBuilder("id,at,x,y,colour,flag,late\n");
        for (int i = 0; i < 600; i++) {
            double x = random.nextGaussian();
            rows.append(String.format(
                    Locale.ROOT,
                    "%d-%d,2026-%02d-%02dT%02d:00:00Z,%.4f,%s,%s,%b,%d%n",
                    month,
                    i,
                    month,
                    1 + i * 28 / 600,
                    i % 24,
                    x + shift,
                    i % 9 == 0 ? "" : Double.toString(random.nextDouble()),
                    i % 50 == 0 ? "" : random.nextBoolean() ? "red" : "blue",
                    random.nextBoolean(),
                    x + random.nextGaussian() > 0 ? 1 : 0));
        }
        Files.writeString(project.resolve("rows-" + month + ".csv"), rows.toString());
    }

    private static Outcome execute(Path project, Command command, Map<Option, String> options) {
        return new Retrain(event -> {}).execute(new Request(command, options, project, project.resolve("out"), "test"));
    }

    /** {@return the report without what tells the runs apart} */
    private static String monitored(Path project) throws IOException {
        return Files.readString(project.resolve("out/monitor.json")).replaceAll("\"(run|made)\" : \"[^\"]*\"", "");
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
        return to;
    }

    /** {@return the names of the jobs} */
    private static List<String> names(Path logs) throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            return files.map(SparkMonitorIT::name).toList();
        }
    }

    private static String name(Path log) {
        try {
            return Files.readString(log).replaceFirst("(?s).*?\"App Name\":\"([^\"]*)\".*", "$1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
