package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.data.Column;
import retrain.data.Snapshot;
import retrain.event.Event;
import retrain.spec.Task;

/** What users get wrong, and what they are told. */
class PrepareMistakesTest {
    @TempDir
    Path base;

    private PrepareFixture data;

    @BeforeEach
    void fixture() {
        data = new PrepareFixture(base);
    }

    private static byte[] zipped(int lines) throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("x,y\n");
        for (int i = 0; i < lines; i++) {
            csv.append(random.nextInt()).append(',').append(i % 2).append('\n');
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(csv.toString().getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void shouldNameEveryRaggedLineOfEveryFile() throws Exception {
        data.file("a.csv", "x,z,y\n1,2,0\n1,1\n3,4,1\n1,2,3,4\n")
                .file("b.csv", "x,z,y\n1,2,0\n7\n")
                .source("rows", "*.csv");

        assertThat(data.problems())
                .containsExactly(
                        "a.csv:3: Expected Number of Columns: 3 Found: 2. Give the line as many values as the header has names"
                                + " [DATA_MALFORMED]",
                        "a.csv:5: Expected Number of Columns: 3 Found: 4. Give the line as many values as the header has names"
                                + " [DATA_MALFORMED]",
                        "b.csv:3: Expected Number of Columns: 3 Found: 1. Give the line as many values as the header has names"
                                + " [DATA_MALFORMED]");
    }

    @Test
    void shouldNameARaggedLineFarDown() throws Exception {
        String rows = "1,0\n2,1\n".repeat(20_000);
        data.file("a.csv", "x,y\n" + rows + "1\n" + rows).source("rows", "a.csv");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("a.csv:40002: Expected Number of Columns: 2 Found: 1");
    }

    @Test
    void shouldNameLinesThatAreNotUtf8() throws Exception {
        data.file("a.csv", "x,y\ncafé,1\nb,0\n".getBytes(StandardCharsets.ISO_8859_1))
                .source("rows", "a.csv");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("a.csv:2: ")
                .contains("utf-8", "iconv");
    }

    @Test
    void shouldNameAHeaderThatIsNotUtf8() throws Exception {
        data.file("a.csv", "é,y\na,1\nb,0\n".getBytes(StandardCharsets.ISO_8859_1))
                .source("rows", "a.csv");

        assertThat(data.problems()).singleElement().asString().startsWith("a.csv:1: the first line is not UTF-8");
    }

    @Test
    void shouldNameAQuoteThatIsNotClosed() throws Exception {
        data.file("a.csv", "x,y\n1,0\n\"a,1\nb,0\n").source("rows", "a.csv");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("a.csv:3: ")
                .contains("unterminated quote");
    }

    @Test
    void shouldTellWhereAColumnOfNumbersBecameTextIfAFewTextsAreAmongItsFirstValues() throws Exception {
        StringBuilder csv = new StringBuilder("x,y\n");
        for (int i = 0; i < 80; i++) {
            csv.append(i == 40 ? "abc" : i).append(',').append(i % 2).append('\n');
        }
        data.file("a.csv", csv.toString()).source("rows", "a.csv");

        Snapshot snapshot = data.prepare();

        assertThat(snapshot.schema().find("x").orElseThrow().kind()).isEqualTo(Column.Kind.CATEGORY);
        assertThat(data.events)
                .filteredOn(Event.Noticed.class::isInstance)
                .singleElement()
                .asString()
                .contains("column 'x' is taken as text, though almost all its values are numbers: a.csv:42: ", "abc");
    }

    @Test
    void shouldNameAValueOfAnotherTypeFarDown() throws Exception {
        data.file("a.csv", "x,y\n" + "1,0\n2,1\n".repeat(15_000) + "abc,1\n").source("rows", "a.csv");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("a.csv:30002: ")
                .contains("\"abc\"", "'BIGINT'", "Correct the value");
    }

    @Test
    void shouldNameATextInTheFileWhereOthersHaveNumbers() throws Exception {
        data.file("a.csv", "x,y\n1,0\n")
                .file("b.csv", "x,y\n2,1\nabc,1\n")
                .file("c.csv", "x,y\n3,1\n")
                .source("rows", "*.csv");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("b.csv:3: ")
                .contains("\"abc\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 12, 1000, 20_000})
    void shouldNameATruncatedGzip(int bytes) throws Exception {
        data.file("a.csv.gz", Arrays.copyOf(zipped(10_000), bytes)).source("rows", "a.csv.gz");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("a.csv.gz")
                .contains("truncated or damaged");
    }

    @ParameterizedTest
    @ValueSource(ints = {2000, 30_000, -5})
    void shouldNameADamagedGzipInsteadOfReadingItForEver(int at) throws Exception {
        byte[] bytes = zipped(10_000);
        bytes[at < 0 ? bytes.length + at : at] ^= (byte) 0xff;
        data.file("a.csv.gz", bytes).source("rows", "a.csv.gz");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("a.csv.gz")
                .contains("truncated or damaged");
    }

    @Test
    void shouldNameFilesWhoseColumnsDiffer() throws Exception {
        data.file("a.csv", "x,y\n1,0\n").file("b.csv", "y,z\n1,0\n").source("rows", "*.csv");

        assertThat(data.problems())
                .containsExactly(
                        "b.csv:1: has no column 'x', which a.csv has. Give all files of a source the same columns, or make them two"
                                + " sources [DATA_MALFORMED]",
                        "a.csv:1: has no column 'z', which b.csv has. Give all files of a source the same columns, or make them two"
                                + " sources [DATA_MALFORMED]");
    }

    @ParameterizedTest
    @CsvSource({
        "'x,X,y', column 'X' is named twice in the first line",
        "'x,,y', a column has no name in the first line",
        "'\n', has no header: the first line is empty",
    })
    void shouldNameAHeaderThatCannotBeUsed(String header, String what) throws Exception {
        data.file("a.csv", header + "\n1,2,0\n").source("rows", "a.csv");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("a.csv:1: ")
                .contains(what.replaceAll("^'|'$", ""));
    }

    @Test
    void shouldNameBrokenParquetAndJson() throws Exception {
        data.file("a.parquet", "PAR1 no more")
                .file("b.json", "{\"a\":1}\n{\"a\":")
                .source("a", "a.parquet")
                .source("b", "b.json")
                .sql("SELECT * FROM a, b");

        assertThat(data.problems())
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("a.parquet: "),
                        p -> assertThat(p).startsWith("data.sources.b: ").contains("b.json", "line"));
    }

    @Test
    void shouldNameSourcesAllAtOnce() throws Exception {
        Files.createDirectories(base.resolve("folder"));
        data.file("empty.csv", "")
                .file("x.txt", "a")
                .file("mixed/a.csv", "a\n1\n")
                .file("mixed/b.json", "{}")
                .source("gone", "gone.csv")
                .source("glob", "flights-*.csv.gz")
                .source("folder", "folder")
                .source("empty", "empty.csv")
                .source("other", "x.txt")
                .source("mixed", "mixed")
                .source("s3", "s3://bucket/prefix");

        assertThat(data.problems())
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("data.sources.gone: 'gone.csv' matches no file"),
                        p -> assertThat(p).startsWith("data.sources.glob: 'flights-*.csv.gz' matches no file"),
                        p -> assertThat(p).startsWith("data.sources.folder: 'folder' matches no file"),
                        p -> assertThat(p).startsWith("data.sources.empty: empty.csv is empty"),
                        p -> assertThat(p).startsWith("data.sources.other: the format of x.txt is not known"),
                        p -> assertThat(p).startsWith("data.sources.mixed: mixes files of the formats [CSV, JSON]"),
                        p -> assertThat(p).startsWith("data.sources.s3: 's3://bucket/prefix' is not a file here"),
                        p -> assertThat(p).startsWith("data.prepare: is absent, but there are 7 sources"));
    }

    @Test
    void shouldGiveTheEnginesPositionOfAnError() throws Exception {
        data.rows().sql("SELECT y,\n  'é' AS e, nope\nFROM rows");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("prepare.sql:2:13: Referenced column \"nope\" not found in FROM clause!")
                .endsWith("[DATA_SQL]");
    }

    @Test
    void shouldGiveTheEnginesPositionOfAnErrorWhileRunning() throws Exception {
        data.rows().sql("SELECT y,\n  CAST(c AS INTEGER) AS n\nFROM rows");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("prepare.sql")
                .contains("a cast fails: rows.csv:2: column \"c\". Could not convert string \"c0\" to 'INTEGER'")
                .endsWith("[DATA_SQL]");

        data.sql("SELECT y,\n  CAST(c || '!' AS INTEGER) AS n\nFROM rows");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("prepare.sql:2:3: Could not convert string 'c0!' to INT32")
                .endsWith("[DATA_SQL]");
    }

    @Test
    void shouldRefuseToReadOtherFiles() throws Exception {
        data.rows().file("other.csv", "a\n1\n").sql("SELECT * FROM 'other.csv'");

        assertThat(data.problems()).singleElement().asString().startsWith("prepare.sql:1:15: reads 'other.csv'");
    }

    @Test
    void shouldNameAQueryThatIsNotThere() throws Exception {
        data.rows().sql("SELECT 1");
        Files.delete(base.resolve("prepare.sql"));

        assertThat(data.problems())
                .containsExactly("prepare.sql: does not exist. Write it, or correct 'data.prepare' [DATA_SQL]");
    }

    @Test
    void shouldNameEverythingThatIsWrongWithTheRowsAtOnce() throws Exception {
        data.rows()
                .sql(
                        "SELECT id // 2 AS id, CASE WHEN id > 3 THEN x / 0 ELSE x END AS x, CASE WHEN id <> 7 THEN y + 1 END AS y,"
                                + " 'no time' AS t, TIMESTAMP '2020-01-01' AS at, [id] AS list FROM rows")
                .time("t")
                .key("id")
                .ignore("nope");

        assertThat(data.problems())
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("column 'list': is a ").contains("[]"),
                        p -> assertThat(p).startsWith("data.ignore: the prepared rows have no column 'nope'"),
                        p -> assertThat(p).startsWith("column 'y': is the target, and has no value in 1 rows"),
                        p -> assertThat(p).startsWith("column 'y': is the target of a binary task, and holds 1, 2"),
                        p -> assertThat(p)
                                .startsWith("column 't': is the time, and is not one in 100 rows, such as 'no time'"),
                        p -> assertThat(p)
                                .startsWith("data.key: 50 keys are those of several rows, such as id=0 (2 rows)"),
                        p -> assertThat(p).startsWith("column 'x': is infinite, or beyond 3.4028235E38, in 96 rows"),
                        p -> assertThat(p).startsWith("column 'at': is a time, which cannot be trained on"));
    }

    @Test
    void shouldNameAMissingTarget() throws Exception {
        data.rows().ignore("t").task(Task.BINARY, "late");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .isEqualTo(
                        "target: the prepared rows have no column 'late'. Name one of id, x, c, t, y, or select it in the prepare"
                                + " query [DATA_UNUSABLE]");
    }

    @ParameterizedTest
    @CsvSource({"BINARY", "MULTICLASS", "REGRESSION"})
    void shouldNameAConstantTarget(Task task) throws Exception {
        data.rows().ignore("t").sql("SELECT * REPLACE (1 AS y) FROM rows").task(task, "y");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("column 'y': is the target, and is 1 in all rows");
    }

    @Test
    void shouldCountNaNAsAMissingTargetButAsAnOrdinaryFeature() throws Exception {
        data.rows().ignore("t").sql("SELECT * REPLACE ('nan'::DOUBLE AS x) FROM rows");
        assertThat(data.prepare().profile("x").missing()).isPositive();

        data.sql("SELECT * REPLACE (CASE WHEN id > 4 THEN y ELSE 'nan'::DOUBLE END AS y) FROM rows")
                .task(Task.REGRESSION, "y");
        assertThat(data.problems()).singleElement().asString().contains("has no value in 5 rows");
    }

    @Test
    void shouldNameATargetThatTheTaskCannotPredict() throws Exception {
        data.rows().ignore("t").task(Task.REGRESSION, "c");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("column 'c': is a VARCHAR, which the task cannot predict");
    }

    @Test
    void shouldNameATimeThatIsANumberOrMissing() throws Exception {
        data.rows().ignore("t").time("x");
        assertThat(data.problems())
                .singleElement()
                .asString()
                .contains("is the time, but is a DOUBLE", "to_timestamp(x)");

        data.time("t").sql("SELECT * REPLACE (CASE WHEN id > 2 THEN t END AS t) FROM rows");
        assertThat(data.problems()).singleElement().asString().contains("is the time, and has no value in 3 rows");
    }

    @Test
    void shouldNameAGroupWithoutValuesAndOneThatIsNotThere() throws Exception {
        data.rows()
                .sql("SELECT *, CASE WHEN id > 1 THEN id END AS customer FROM rows")
                .ignore("t")
                .group("customer");

        assertThat(data.problems()).singleElement().asString().startsWith("data.group: has no value in 2 rows");

        data.group("client");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("data.group: the prepared rows have no column 'client'");
    }

    @Test
    void shouldLookForTheColumnOfASliceOfOneValue() throws Exception {
        data.rows().ignore("t").key("id").slices("x=1", "id", "z=1");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("evaluate.slices: the prepared rows have no column 'z'");
    }

    @Test
    void shouldNameRowsOfTheSameKeyWithAnExample() throws Exception {
        data.rows().ignore("t").key("id").sql("SELECT * FROM rows UNION ALL SELECT * FROM rows WHERE id IN (3, 5)");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith(
                        "data.key: 2 keys are those of several rows, such as id=3 (2 rows). Add the column that tells"
                                + " the rows apart to data.key");
    }

    @Test
    void shouldNameAKeyWithoutValues() throws Exception {
        data.rows().ignore("t").key("id").sql("SELECT * REPLACE (nullif(id, 3) AS id) FROM rows");

        assertThat(data.problems()).singleElement().asString().startsWith("data.key: has no value in 1 rows");
    }

    @Test
    void shouldNameAQueryWithoutRowsAndAFileWithoutRows() throws Exception {
        data.rows().ignore("t").sql("SELECT * FROM rows WHERE x < 0");
        assertThat(data.problems()).singleElement().asString().startsWith("data.prepare: gives no rows");

        data.file("rows.csv", "x,y\n").sql("SELECT * FROM rows");
        assertThat(data.problems()).singleElement().asString().startsWith("data.prepare: gives no rows");
    }

    @Test
    void shouldNameATextWithTooManyValues() throws Exception {
        data.rows().sql("SELECT y, 'v' || id || '-' || range AS name FROM rows, range(500)");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("column 'name': is a text with ")
                .contains("values, more than the 10000");
    }

    @Test
    void shouldNameRowsWithoutAFeature() throws Exception {
        data.rows().sql("SELECT y, t FROM rows").ignore("t");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("data.features: there is no column to train on");
    }

    @Test
    void shouldSayThatTheMemoryDoesNotSuffice() throws Exception {
        data.rows()
                .ignore("t")
                .memory("10MB")
                .sql("SELECT y, list(x || '-' || r.range) AS x FROM rows, range(3000000) r GROUP BY y");

        assertThat(data.problems()).singleElement().asString().startsWith("data.memory: 10MB do not suffice");
    }

    @Test
    void shouldLeaveNothingBehind() throws Exception {
        data.rows().sql("SELECT nope FROM rows");
        data.problems();

        assertThat(base.resolve("scratch/prepare-job")).doesNotExist();
        assertThat(data.store().list("datasets/")).isEmpty();

        Snapshot snapshot = data.sql("SELECT * EXCLUDE (t) FROM rows").prepare();
        assertThat(snapshot.rows()).isEqualTo(100);
    }
}
