package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Column;
import retrain.data.Rows;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.spec.SqlText;

class DuckDbRowsTest {
    @TempDir
    Path folder;

    private final Rows rows = new DuckDbRows();

    private Path table(String select) throws SQLException {
        Path file = folder.resolve("table.parquet");
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            database.execute("COPY (" + select + ") TO " + SqlText.literal(file.toString()) + " (FORMAT parquet)");
        }
        return file;
    }

    private Path named(String name, String select) throws Exception {
        return Files.move(table(select), folder.resolve(name));
    }

    @Test
    void shouldCountTheRowsThatCameWentAndChangedByTheirKey() throws Exception {
        Path a = named("a", "SELECT i AS k, i * 2 AS v, NULL::INT AS n FROM range(0, 50) t(i)");
        Path b = named("b", "SELECT i AS k, i * 2 AS v, NULL::INT AS n FROM range(50, 100) t(i)");
        Path c = named(
                "c",
                "SELECT i AS k, if(i = 42, 0, i * 2) AS v, if(i = 43, 1, NULL) AS n FROM range(3, 110) t(i) ORDER BY hash(i)");

        assertThat(rows.changes(List.of(a, b), List.of(c), List.of("k"), List.of("k", "v", "n"), folder))
                .isEqualTo(new Rows.Changes(10, 3, 2));
        assertThat(rows.changes(List.of(a, b), List.of(b, a), List.of("k"), List.of("k", "v"), folder))
                .isEqualTo(new Rows.Changes(0, 0, 0));
        assertThat(folder).isDirectoryNotContaining("glob:**changes-*");
    }

    @Test
    void shouldCountWholeRowsWithoutAKeyAsOftenAsTheyStandThere() throws Exception {
        Path a = named("a", "SELECT * FROM (VALUES (1, 'x'), (1, 'x'), (2, NULL), (3, '')) t(i, c)");
        Path b = named("b", "SELECT * FROM (VALUES (1, 'x'), (2, ''), (3, ''), (3, '')) t(i, c)");

        assertThat(rows.changes(List.of(a), List.of(b), List.of(), List.of("i", "c"), folder))
                .isEqualTo(new Rows.Changes(2, 2, 0));
    }

    @Test
    void shouldDigestRowsByTheNamedColumnsInWhateverOrder() throws Exception {
        retrain.run.Digest digest =
                rows.digest(table("SELECT * FROM (VALUES (1, 'a', 7), (2, NULL, 8)) t(k, c, x)"), List.of("k", "c"));

        assertThat(rows.digest(
                        table("SELECT * FROM (VALUES (2, NULL, 5), (1, 'a', 6)) t(k, c, other)"), List.of("k", "c")))
                .isEqualTo(digest);
        for (String others :
                List.of("(1, 'a'), (2, 'b')", "(1, 'a'), (2, '-')", "(1, 'a')", "(1, 'a'), (2, NULL), (2, NULL)")) {
            assertThat(rows.digest(table("SELECT * FROM (VALUES " + others + ") t(k, c)"), List.of("k", "c")))
                    .as(others)
                    .isNotEqualTo(digest);
        }
    }

    @Test
    void shouldWriteATableAsAModelNeedsIt() throws Exception {
        Path table = table("SELECT * FROM (VALUES (1, '2.5', DATE '2020-01-01'), (2, 'x', NULL)) t(a, b, c)");
        Path target = folder.resolve("as.parquet");

        rows.as(
                table,
                List.of(
                        new Column("b", Column.Kind.NUMBER, "DOUBLE"),
                        new Column("c", Column.Kind.NUMBER, "DOUBLE"),
                        new Column("gone", Column.Kind.CATEGORY, "VARCHAR")),
                target);

        assertThat(rows.schema(target).names()).containsExactly("a", "b", "c", "gone");
        assertThat(rows.numbers(target, "a")).containsExactly(1f, 2f);
        assertThat(rows.numbers(target, "b")).containsExactly(2.5f, Float.NaN);
        assertThat(rows.numbers(target, "c")).containsExactly(Float.NaN, Float.NaN);
        assertThat(rows.codes(target, "gone").code()).containsExactly(-1, -1);
    }

    @Test
    void shouldReadNumbersAndBooleansWithNaNForMissing() throws Exception {
        Path table = table("SELECT * FROM (VALUES (1::DECIMAL(5,2), true), (NULL, false), (-2.5, NULL)) t(a, b)");

        assertThat(rows.numbers(table, "a")).containsExactly(1f, Float.NaN, -2.5f);
        assertThat(rows.numbers(table, "b")).containsExactly(1f, 0f, Float.NaN);
    }

    @Test
    void shouldReadAllRowsInTheFilesOrderAcrossRowGroups() throws Exception {
        Path table = table("SELECT i, 'v' || (i % 3) AS c FROM range(400000) t(i)");

        float[] numbers = rows.numbers(table, "i");
        Rows.Codes codes = rows.codes(table, "c");

        int[] order = IntStream.range(0, 400_000).toArray();
        assertThat(IntStream.range(0, numbers.length).map(i -> (int) numbers[i]).toArray())
                .isEqualTo(order);
        assertThat(codes.code()).isEqualTo(IntStream.of(order).map(i -> i % 3).toArray());
    }

    @Test
    void shouldGiveCodesOfValuesSortedByCodePoint() throws Exception {
        Path table =
                table("SELECT * FROM (VALUES ('b'), (NULL), ('\uD83D\uDE00'), ('\uFF5E'), ('a'), ('b'), ('')) t(c)");

        Rows.Codes codes = rows.codes(table, "c");

        assertThat(codes.values()).containsExactly("", "a", "b", "\uFF5E", "\uD83D\uDE00");
        assertThat(codes.code()).containsExactly(2, -1, 4, 3, 1, 2, 0);
        assertThat(codes.indexOf("b")).contains(2);
        assertThat(codes.indexOf("z")).isEmpty();
    }

    @Test
    void shouldGiveNumbersAsTextsForSlices() throws Exception {
        assertThat(rows.codes(table("SELECT * FROM (VALUES (10), (9)) t(month)"), "month")
                        .values())
                .containsExactly("10", "9");
    }

    @Test
    void shouldTellTheSchemaInOrder() throws Exception {
        Path table =
                table("SELECT 1 AS \"a b\", 'x' AS \"q\"\"uoted\", true AS c, TIMESTAMPTZ '2013-01-01 00:00:00Z' AS t");

        assertThat(rows.schema(table).columns())
                .containsExactly(
                        new Column("a b", Column.Kind.NUMBER, "INTEGER"),
                        new Column("q\"uoted", Column.Kind.CATEGORY, "VARCHAR"),
                        new Column("c", Column.Kind.BOOLEAN, "BOOLEAN"),
                        new Column("t", Column.Kind.TIME, "TIMESTAMP WITH TIME ZONE"));
    }

    @Test
    void shouldWriteTheFirstRows() throws Exception {
        Path table = table("SELECT i FROM range(1000) t(i)");
        Path head = folder.resolve("new/head.parquet");

        rows.head(table, 3, head);
        assertThat(rows.numbers(head, "i")).containsExactly(0f, 1f, 2f);

        rows.head(table, 2000, head);
        assertThat(rows.numbers(head, "i")).hasSize(1000);
    }

    @Test
    void shouldWriteColumnsBesideScoresRowByRow() throws Exception {
        Path table = table("SELECT i, -i AS j, 'k' || i AS k FROM range(300000) t(i)");
        float[] scores = new float[300_000];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i * 0.5f;
        }
        Path target = folder.resolve("predictions.parquet");

        rows.writeWith(table, List.of("k", "j"), List.of(new Rows.Scored("cand.\"1\"", scores)), target);

        assertThat(rows.schema(target).names()).containsExactly("k", "j", "cand.\"1\"");
        assertThat(rows.numbers(target, "cand.\"1\"")).isEqualTo(scores);
        assertThat(rows.numbers(target, "j")[299_999]).isEqualTo(-299_999f);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(folder.resolve("table.parquet"), target);
        }
    }

    @Test
    void shouldWriteTheSameBytesAgain() throws Exception {
        Path table = table("SELECT i, 'k' || i AS k FROM range(300000) t(i)");
        float[] scores = new float[300_000];

        rows.writeWith(table, List.of("k"), List.of(new Rows.Scored("s", scores)), folder.resolve("a"));
        rows.writeWith(table, List.of("k"), List.of(new Rows.Scored("s", scores)), folder.resolve("b"));

        assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
    }

    @Test
    void shouldRefuseScoresOfAnotherNumberOfRows() throws Exception {
        Path table = table("SELECT i FROM range(3) t(i)");
        List<Rows.Scored> scores = List.of(new Rows.Scored("s", new float[2]));

        assertThatThrownBy(() -> rows.writeWith(table, List.of("i"), scores, folder.resolve("p")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 scores 's' for 3 rows");
    }

    @Test
    void shouldNameAFileThatIsNoTable() throws IOException {
        Path file = Files.writeString(folder.resolve("broken.parquet"), "no parquet at all");

        assertThatThrownBy(() -> rows.numbers(file, "a")).isInstanceOfSatisfying(BackendFailure.class, e -> {
            assertThat(e.problems().get(0).code()).isEqualTo(Code.STORE_UNUSABLE);
            assertThat(e.problems().get(0).where()).isEqualTo(file.toString());
        });
    }

    @Test
    void shouldReadNumbersAndTextsTogetherInBatches() throws Exception {
        Path table = table("SELECT i, CASE WHEN i % 2 = 0 THEN 'even' END AS c FROM range(5000) t(i)");
        List<Double> numbers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        float[] matrix = new float[10_000];

        try (DuckDbColumns columns = DuckDbColumns.of(table, List.of("c", "i"))) {
            while (columns.next()) {
                columns.numbers(1, matrix, numbers.size() * 2 + 1, 2);
                for (int row = 0; row < columns.rows(); row++) {
                    numbers.add(columns.number(1, row));
                    texts.add(String.valueOf(columns.text(0, row)));
                }
            }
        }

        assertThat(numbers).hasSize(5000).endsWith(4999d);
        assertThat(texts.subList(4998, 5000)).containsExactly("even", "null");
        assertThat(matrix[9999]).isEqualTo(4999f);
    }

    @Test
    void shouldNameAColumnThatIsNotThere() throws Exception {
        Path table = table("SELECT 1 AS a");

        assertThatThrownBy(() -> DuckDbColumns.of(table, List.of("b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no column 'b'");
    }
}
