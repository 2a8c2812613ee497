package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Outcome;
import retrain.data.Part;
import retrain.problem.InvalidInput;

/** Tables of the Glue Data Catalog as sources, through the commands of Retrain. */
class CatalogTest {
    private static final String CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde";

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeGlue glue;
    private S3Project project;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        glue = new FakeGlue(aws);
        project = new S3Project(folder);
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private static Map<String, Object> table(
            String name, String serde, Map<String, String> parameters, String... keys) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("Name", name);
        table.put("TableType", "EXTERNAL_TABLE");
        table.put("Parameters", parameters);
        table.put("StorageDescriptor", storage("s3a://lake/" + name, serde));
        List<Map<String, String>> columns = new ArrayList<>();
        for (String key : keys) {
            columns.add(Map.of("Name", key, "Type", "string"));
        }
        table.put("PartitionKeys", columns);
        return table;
    }

    private static Map<String, Object> storage(String location, String serde) {
        return Map.of("Location", location, "SerdeInfo", Map.of("SerializationLibrary", serde, "Parameters", Map.of()));
    }

    private void put(String key, int from, int count) {
        aws.s3.put("lake", key, S3Project.rows(from, count).getBytes(StandardCharsets.UTF_8));
    }

    private void partitioned() {
        List<Map<String, Object>> partitions = new ArrayList<>();
        for (int month = 1; month <= 3; month++) {
            put("flights/some/where-" + month + "/000000_0", month * 1000, 200);
            partitions.add(Map.of(
                    "Values",
                    List.of("2013", "0" + month + ":x"),
                    "StorageDescriptor",
                    storage("s3://lake/flights/some/where-" + month + "/", CSV)));
        }
        put("flights/some/_temporary/000000_1", 9000, 1);
        glue.table("db", table("flights", CSV, Map.of("skip.header.line.count", "1"), "year", "month"), partitions);
    }

    @Test
    void shouldTrainOnThePartitionsOfATableWithTheirColumns() throws IOException {
        partitioned();
        Files.writeString(
                folder.resolve("prepare.sql"),
                "SELECT * EXCLUDE (year), CAST(year AS INTEGER) AS y2 FROM rows WHERE month <> '03:x'");
        project.spec("sources: {rows: 'glue://db/flights'}\nprepare: prepare.sql", "");

        assertThat(project.execute(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);

        assertThat(project.snapshots().get(0).rows()).isEqualTo(400);
        assertThat(project.snapshots().get(0).schema().names()).contains("month", "y2");
        assertThat(project.snapshots().get(0).parts())
                .extracting(Part::name)
                .containsExactly(
                        "s3://lake/flights/some/where-1/000000_0",
                        "s3://lake/flights/some/where-2/000000_0",
                        "s3://lake/flights/some/where-3/000000_0");
    }

    @Test
    void shouldReadOnlyThePartitionsOfACondition() throws IOException {
        partitioned();
        project.spec("sources: {rows: \"glue://db/flights?month='02:x'\"}", "");

        project.execute(Command.PREPARE);

        assertThat(project.snapshots().get(0).parts()).hasSize(1);
        assertThat(project.snapshots().get(0).schema().names()).contains("year", "month");
        assertThat(aws.asked()).noneMatch(a -> a.contains("where-1"));
    }

    @Test
    void shouldAskForTheTableAndItsListsOnlyWhenNothingChanged() throws IOException {
        partitioned();
        project.spec("sources: {rows: 'glue://db/flights'}", "");
        project.execute(Command.RUN);
        int before = aws.calls().size();

        assertThat(project.execute(Command.RUN).kind()).isEqualTo(Outcome.Kind.UNCHANGED);

        assertThat(aws.asked().subList(before, aws.calls().size()))
                .hasSize(6)
                .allMatch(a -> a.startsWith("AWSGlue.Get") || a.contains("list-type=2"));
    }

    @Test
    void shouldRefuseTablesThatAreNotReadHere() throws IOException {
        glue.table("db", table("orc", "org.apache.hadoop.hive.ql.io.orc.OrcSerde", Map.of()), List.of());
        glue.table("db", table("bare", CSV, Map.of()), List.of());
        glue.table(
                "db",
                table(
                        "ice",
                        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                        Map.of("table_type", "ICEBERG")),
                List.of());
        Files.writeString(folder.resolve("prepare.sql"), "SELECT 1");
        project.spec("""
                sources: {a: 'glue://db/orc', b: 'glue://db/bare', c: 'glue://db/ice', d: 'glue://db/none'}
                prepare: prepare.sql
                """, "");

        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.sources.a: glue://db/orc is kept in a format that is not read here")
                .hasMessageContaining("data.sources.b: glue://db/bare has csv files without the names")
                .hasMessageContaining("data.sources.c: glue://db/ice is a table of ICEBERG")
                .hasMessageContaining(
                        "data.sources.d: glue://db/none glue:GetTable is refused: Entity Not Found (none)");
    }

    @Test
    void shouldSayHowATableIsNamed() throws IOException {
        project.spec("sources: {rows: 'glue://flights'}", "");

        assertThatThrownBy(() -> project.execute(Command.VALIDATE))
                .hasMessageContaining("'glue://flights' names no table");
    }
}
