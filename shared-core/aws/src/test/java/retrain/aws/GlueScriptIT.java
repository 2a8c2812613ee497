package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.data.Snapshot;
import retrain.problem.InvalidInput;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** The script of the generated job, in a real Spark: the same rows as here, to the byte. */
class GlueScriptIT {
    private static final String SQL = """
            WITH named AS (SELECT c, max(name) AS name, max(region) AS region FROM names GROUP BY c)
            SELECT
                r.id, r.x, r.y, r.day, r.seen, r.flag, r.code, n.name, n.region,
                isodow(r.day) AS dow, r.id // 7 AS week, CAST(r.id AS VARCHAR) AS word, r.late
            FROM rows AS r LEFT JOIN named AS n ON n.c = r.code
            """;

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeGlue glue;

    @BeforeEach
    void start() throws IOException {
        String home = System.getProperty("retrain.spark", "");
        if (home.isEmpty()) {
            System.out.println(
                    "Skipped: the script of Glue; name an installation of PySpark with -Dretrain.spark=<folder>");
        }
        assumeTrue(!home.isEmpty(), "no Spark");
        aws = AwsServer.start();
        glue = new FakeGlue(aws);
        glue.generated = (plan, arguments) -> run(Path.of(home), plan);
        Files.writeString(folder.resolve("prepare.sql"), SQL);
        Files.writeString(folder.resolve("rows-1.csv"), rows(0));
        Files.writeString(folder.resolve("rows-2.csv"), rows(200));
        names();
    }

    /** A table with a partition whose address tells its value, and another whose address does not. */
    private void names() {
        aws.s3.put(
                "lake",
                "names/region=a%3Ab+c/1.csv",
                "c;name\nc0;\"one; \"\"two\"\"\"\n".getBytes(StandardCharsets.UTF_8));
        aws.s3.put("lake", "else/where/000000_0", "c;name\nc1;\"two\nlines\"\nc2;\n".getBytes(StandardCharsets.UTF_8));
        Map<String, Object> serde = Map.of(
                "SerializationLibrary",
                "org.apache.hadoop.hive.serde2.OpenCSVSerde",
                "Parameters",
                Map.of("separatorChar", ";"));
        glue.table(
                "db",
                Map.of(
                        "Name",
                        "names",
                        "Parameters",
                        Map.of("skip.header.line.count", "1"),
                        "StorageDescriptor",
                        Map.of("Location", "s3://lake/names", "SerdeInfo", serde),
                        "PartitionKeys",
                        List.of(Map.of("Name", "region"))),
                List.of(
                        Map.of(
                                "Values",
                                List.of("a:b+c"),
                                "StorageDescriptor",
                                Map.of("Location", "s3://lake/names/region=a%3Ab+c")),
                        Map.of(
                                "Values",
                                List.of("d e"),
                                "StorageDescriptor",
                                Map.of("Location", "s3://lake/else/where"))));
    }

    @AfterEach
    void stop() {
        if (aws != null) {
            aws.close();
        }
    }

    private static String rows(int from) {
        StringBuilder rows = new StringBuilder("id,x,y,day,seen,flag,code,late\n");
        for (int i = from; i < from + 200; i++) {
            rows.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%.3f,2013-%02d-%02d,2013-01-01T%02d:00:00Z,%b,%s,%d%n",
                    i,
                    i % 9 == 0 ? "" : String.valueOf(i * 0.25),
                    Math.sin(i),
                    1 + i % 12,
                    1 + i % 28,
                    i % 24,
                    i % 3 == 0,
                    i % 5 == 0 ? "" : "c" + i % 4,
                    i % 2));
        }
        return rows.toString();
    }

    private void run(Path home, JsonNode plan) throws Exception {
        Path at = Files.createTempDirectory(folder, "spark");
        Map<String, Object> here = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> source :
                plan.field("sources").orElseThrow().asObject().entrySet()) {
            List<String> files = new ArrayList<>();
            for (JsonNode address : source.getValue().asArray()) {
                S3Address from = S3Address.of(address.text());
                Path file = at.resolve(source.getKey() + files.size()).resolve(from.key());
                Files.createDirectories(file.getParent());
                Files.write(file, aws.s3.get(from.bucket(), from.key()).orElseThrow());
                files.add(file.toString());
            }
            here.put(source.getKey(), files);
        }
        Path output = at.resolve("out");
        Files.writeString(
                at.resolve("plan.json"),
                AwsServer.text(Map.of(
                        "sources",
                        here,
                        "partitions",
                        plan.field("partitions").orElseThrow(),
                        "sql",
                        FakeGlue.text(plan, "sql"),
                        "output",
                        output.toString())));
        spark(home, at);
        S3Address to = S3Address.of(FakeGlue.text(plan, "output"));
        try (Stream<Path> parts = Files.list(output)) {
            for (Path part :
                    parts.filter(p -> p.toString().endsWith(".parquet")).toList()) {
                aws.s3.put(to.bucket(), to.key() + part.getFileName(), Files.readAllBytes(part));
            }
        }
    }

    /** {@return the Python of the environment that holds PySpark: {@code <environment>/lib/python3.x/site-packages/pyspark} is its Spark} */
    private static Path python(Path home) {
        Path own = home.resolve("bin/python3");
        return Files.exists(own) ? own : home.resolve("../../../../bin/python3").normalize();
    }

    private static void spark(Path home, Path at) throws Exception {
        Files.write(at.resolve("job.py"), GlueJob.script());
        ProcessBuilder python = new ProcessBuilder(
                        python(home).toString(),
                        at.resolve("job.py").toString(),
                        "--JOB_NAME",
                        "j",
                        "--retrain-plan",
                        at.resolve("plan.json").toString())
                .redirectErrorStream(true)
                .redirectOutput(at.resolve("log").toFile());
        python.environment().put("JAVA_HOME", System.getProperty("java.home"));
        python.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        if (python.start().waitFor() != 0) {
            String log = Files.readString(at.resolve("log"), StandardCharsets.UTF_8);
            String last = log.lines()
                    .filter(l -> l.matches("[\\w.]+(Exception|Error): .*"))
                    .reduce((a, b) -> b)
                    .orElse(log);
            throw new IllegalStateException(last.replaceFirst("^[\\w.]*?\\w+Exception: ", ""));
        }
    }

    private Snapshot prepared(String name, String data, String rest) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        for (String file : List.of("prepare.sql", "rows-1.csv", "rows-2.csv")) {
            Files.copy(folder.resolve(file), own.resolve(file));
        }
        S3Project project = new S3Project(own).spec(data, rest);
        project.execute(Command.PREPARE);
        return project.snapshots().get(0);
    }

    @Test
    void shouldMakeTheRowsThatAreMadeHere() throws IOException {
        aws.s3.put("data", "rows-1.csv", Files.readAllBytes(folder.resolve("rows-1.csv")));
        Snapshot here =
                prepared("here", "sources: {rows: 'rows-*.csv', names: 'glue://db/names'}\nprepare: prepare.sql", "");
        Snapshot there = prepared(
                "there",
                "sources: {rows: ['s3://data/rows-1.csv', rows-2.csv], names: 'glue://db/names'}\n"
                        + "prepare: {glue: {sql: prepare.sql}}",
                "aws: {work: 's3://work', role: 'arn:aws:iam::123456789012:role/r', poll: 0.01}");

        assertThat(there.schema()).isEqualTo(here.schema());
        assertThat(there.profile()).isEqualTo(here.profile());
        assertThat(there.train()).isEqualTo(here.train());
        assertThat(there.holdout()).isEqualTo(here.holdout());
    }

    @Test
    void shouldTellWhereTheQueryIsWrong() throws IOException {
        Files.writeString(folder.resolve("prepare.sql"), "SELECT\n  nothing\nFROM rows");

        assertThatThrownBy(() -> prepared(
                        "there",
                        "sources: {rows: 'rows-*.csv'}\nprepare: {glue: {sql: prepare.sql}}",
                        "aws: {work: 's3://work', role: 'arn:aws:iam::123456789012:role/r', poll: 0.01}"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("prepare.sql:2:3")
                .hasMessageContaining("`nothing`");
    }
}
