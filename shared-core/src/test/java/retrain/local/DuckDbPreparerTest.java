package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.data.Column;
import retrain.data.ColumnProfile;
import retrain.data.Snapshot;
import retrain.spec.Task;

class DuckDbPreparerTest {
    @TempDir
    Path base;

    private PrepareFixture data;

    @BeforeEach
    void fixture() {
        data = new PrepareFixture(base);
    }

    @Test
    void shouldPrepareTheOnlySourceWithoutAQuery() throws Exception {
        Snapshot snapshot = data.rows().key("id").ignore("t").prepare();

        assertThat(snapshot.rows()).isEqualTo(100);
        assertThat(snapshot.features()).containsExactly("x", "c");
        assertThat(snapshot.schema().names()).containsExactly("id", "x", "c", "t", "y");
        assertThat(snapshot.schema().find("t").orElseThrow().kind()).isEqualTo(Column.Kind.TIME);
        assertThat(snapshot.parts())
                .singleElement()
                .satisfies(p -> assertThat(p.name()).isEqualTo("rows.csv"));
        assertThat(data.store().read("datasets/model/" + snapshot.digest().hex() + ".json"))
                .isPresent();
        assertThat(base.resolve("scratch/prepare-job")).doesNotExist();
    }

    @Test
    void shouldKnowTheEngineWithoutLoadingIt() throws Exception {
        assertThat("duckdb " + data.query("SELECT version()").get(0)).isEqualTo(DuckDbPreparer.ENGINE);
    }

    @Test
    void shouldReadGzippedCsvParquetAndJsonThroughOneQuery() throws Exception {
        data.zipped("in/a-1.csv.gz", "k;v\n1;0\n2;1\n")
                .zipped("in/a-2.csv.gz", "v;k\n0;3\n1;4\n")
                .parquet("b.parquet", "SELECT range + 1 AS k, 'p' || range AS p FROM range(4)")
                .file("c.json", "{\"k\":1,\"j\":1.5}\n{\"k\":2}\n{\"k\":3,\"j\":3}\n{\"k\":4,\"j\":4}\n")
                .source("a", "in/*.csv.gz")
                .source("b", "b.parquet")
                .source("c", "c.json")
                .task(Task.REGRESSION, "k")
                .holdout(PrepareFixture.fraction(0.5))
                .sql("SELECT k, v, p, j FROM a JOIN b USING (k) JOIN c USING (k);\n-- the end");

        Snapshot snapshot = data.prepare();

        assertThat(data.query("SELECT string_agg(k || ':' || v || p || coalesce(j, -1), ' ' ORDER BY k) FROM (FROM "
                        + data.table(snapshot.train()) + " UNION ALL FROM " + data.table(snapshot.holdout()) + ")"))
                .containsExactly("1:0p01.5 2:1p1-1.0 3:0p23.0 4:1p34.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM rows",
                "SELECT y, x, c, t, id, sum(x) OVER (PARTITION BY c ORDER BY y) AS s FROM rows",
                "SELECT c, y, avg(x / 3.7) AS a FROM rows GROUP BY c, y, id % 40",
            })
    void shouldGiveTheSameBytesOnAnyNumberOfThreads(String sql) throws Exception {
        data.rows().sql(sql).features(sql.contains("avg") ? "a" : "x");
        StringBuilder more = new StringBuilder(Files.readString(base.resolve("rows.csv")));
        for (int i = 100; i < 30_000; i++) {
            more.append(i)
                    .append(',')
                    .append(i * 7919 % 1000 / 7.0)
                    .append(",c")
                    .append(i % 5)
                    .append(",2020-01-02,");
            more.append(i % 2).append('\n');
        }
        data.file("rows.csv", more.toString());

        Snapshot one = data.threads(1).prepare();
        Snapshot two = data.threads(2).prepare();
        Snapshot eight = data.threads(8).prepare();

        assertThat(two).isEqualTo(one);
        assertThat(eight).isEqualTo(one);
    }

    @Test
    void shouldGiveTheSameBytesForTheSameRowsInAnotherOrderOfFiles() throws Exception {
        data.file("a.csv", "x,y\n1,0\n2,1\n")
                .file("b.csv", "x,y\n3,0\n4,1\n")
                .source("rows", "a.csv", "b.csv")
                .task(Task.REGRESSION, "x");
        Snapshot one = data.prepare();
        data.file("b.csv", "x,y\n1,0\n2,1\n").file("a.csv", "x,y\n3,0\n4,1\n");

        Snapshot two = data.prepare();

        assertThat(two.train()).isEqualTo(one.train());
        assertThat(two.holdout()).isEqualTo(one.holdout());
    }

    @Test
    void shouldProfileTheTrainingRows() throws Exception {
        data.file("rows.csv", """
                        n,c,b,y,t
                        1,b,true,0,2020-01-01
                        ,a,false,1,2020-01-02
                        3,b,true,0,2020-01-03
                        nan,,,1,2020-01-04
                        5,z,true,1,2020-02-01
                        """).source("rows", "rows.csv").time("t").holdout(PrepareFixture.latest("7 days"));

        Snapshot snapshot = data.prepare();

        ColumnProfile n = snapshot.profile("n");
        assertThat(n.missing()).isEqualTo(2);
        assertThat(n.distinct()).isEqualTo(2);
        assertThat(n.mean()).contains(2.0);
        assertThat(n.deviation()).contains(Math.sqrt(2));
        assertThat(n.quantiles()).hasSize(9).startsWith(1.0).contains(2.0).endsWith(3.0);
        assertThat(snapshot.profile("c").categories())
                .containsExactly(new ColumnProfile.Category("a", 1), new ColumnProfile.Category("b", 2));
        assertThat(snapshot.profile("c").missing()).isEqualTo(1);
        assertThat(snapshot.profile("b").mean())
                .hasValueSatisfying(m -> assertThat(m).isBetween(0.66, 0.67));
        assertThat(snapshot.profile("t").distinct()).isEqualTo(4);
        assertThat(snapshot.profile())
                .extracting(ColumnProfile::column)
                .containsExactlyElementsOf(snapshot.schema().names());
    }

    @Test
    void shouldSayHowFarItIs() throws Exception {
        data.rows().ignore("t").prepare();

        assertThat(data.events)
                .anySatisfy(
                        e -> assertThat(e.toString()).contains("stage=prepare").contains("done=5"));
    }

    @Test
    void shouldTakeTextThatIsATimeAsOne() throws Exception {
        Snapshot snapshot = data.rows()
                .sql("SELECT id, x, y, CAST(t AS VARCHAR) AS t FROM rows")
                .time("t")
                .holdout(PrepareFixture.latest("9 seconds"))
                .prepare();

        assertThat(snapshot.schema().find("t").orElseThrow().kind()).isEqualTo(Column.Kind.TIME);
        assertThat(snapshot.holdout().rows()).isEqualTo(9);
    }

    @Test
    void shouldWidenNumbersThatTurnOutToBeFractionsFarDown() throws Exception {
        StringBuilder csv = new StringBuilder("x,y\n");
        for (int i = 0; i < 30_000; i++) {
            csv.append(i).append(',').append(i % 2).append('\n');
        }
        data.file("rows.csv", csv.append("0.5,1\n").toString()).source("rows", "rows.csv");

        Snapshot snapshot = data.prepare();

        assertThat(snapshot.schema().find("x").orElseThrow().sqlType()).isEqualTo("DOUBLE");
        assertThat(snapshot.rows()).isEqualTo(30_001);
    }

    @Test
    void shouldNotTakeAColumnForTextBecauseItIsEmptyInOneFile() throws Exception {
        data.file("a.csv", "x,z,y\n1.5,1,0\n2,2,1\n3,3,0\n")
                .file("b.csv", "x,z,y\n,4,1\n,5,0\n")
                .source("rows", "*.csv")
                .task(Task.REGRESSION, "z");

        assertThat(data.prepare().schema().columns())
                .extracting(Column::sqlType)
                .isEqualTo(List.of("DOUBLE", "BIGINT", "BIGINT"));
    }
}
