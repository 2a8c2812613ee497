package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Snapshot;
import retrain.spec.Task;

class RowSplitTest {
    @TempDir
    Path base;

    private PrepareFixture data;

    @BeforeEach
    void fixture() {
        data = new PrepareFixture(base);
    }

    private String times(retrain.data.Table table, String format) throws Exception {
        return data.query("SELECT string_agg(strftime(t, '" + format + "'), ' ' ORDER BY t) FROM " + data.table(table))
                .get(0);
    }

    @Test
    void shouldHoldOutTheRowsLaterThanTheLatestMinusTheInterval() throws Exception {
        data.file(
                        "r.csv",
                        "t,x,y\n2020-01-31,1,0\n2020-02-28,2,1\n2020-02-29,3,0\n2020-03-01,4,1\n2020-03-31,5,0\n2020-03-30,5,1\n")
                .source("rows", "r.csv")
                .time("t")
                .holdout(PrepareFixture.latest("1 month"));

        Snapshot snapshot = data.prepare();

        assertThat(times(snapshot.train(), "%m-%d")).isEqualTo("01-31 02-28 02-29");
        assertThat(times(snapshot.holdout(), "%m-%d")).isEqualTo("03-01 03-30 03-31");
        assertThat(snapshot.split()).isEqualTo("holdout: t > 2020-02-29T00:00:00Z");
    }

    @Test
    void shouldHoldOutFromATimeOnAndValidateOnTheLatestOfTheRest() throws Exception {
        Snapshot snapshot = data.rows()
                .time("t")
                .holdout(PrepareFixture.from("2020-01-01T00:01:00Z"))
                .validation(PrepareFixture.latest("10 seconds"))
                .prepare();

        assertThat(snapshot.train().rows()).isEqualTo(50);
        assertThat(times(snapshot.validation().orElseThrow(), "%S")).isEqualTo("50 51 52 53 54 55 56 57 58 59");
        assertThat(snapshot.holdout().rows()).isEqualTo(40);
        assertThat(snapshot.split())
                .isEqualTo("holdout: t >= 2020-01-01T00:01:00Z; validation: t > 2020-01-01T00:00:49Z");
    }

    @Test
    void shouldKeepEveryRowOnItsSideWhenRowsComeAndGo() throws Exception {
        data.rows()
                .key("id")
                .ignore("t")
                .holdout(PrepareFixture.fraction(0.3))
                .validation(PrepareFixture.fraction(0.3));
        Snapshot all = data.prepare();
        String held = ids(all.holdout());
        String validating = ids(all.validation().orElseThrow());

        Snapshot some = data.sql("SELECT * FROM rows WHERE id % 3 <> 0").prepare();

        assertThat(held.split(" ")).contains(ids(some.holdout()).split(" ")).hasSizeBetween(20, 40);
        assertThat(validating.split(" "))
                .contains(ids(some.validation().orElseThrow()).split(" "))
                .hasSizeBetween(10, 35);
        assertThat(all.rows()).isEqualTo(100);
        assertThat(all.split())
                .isEqualTo("holdout: 0.3 of the rows by MD5 of id; validation: 0.3 of the rows by MD5 of id");
    }

    @Test
    void shouldNeverPartAGroup() throws Exception {
        Snapshot snapshot = data.rows()
                .sql("SELECT *, id // 4 AS customer FROM rows")
                .key("id")
                .ignore("t")
                .group("customer")
                .holdout(PrepareFixture.fraction(0.3))
                .validation(PrepareFixture.fraction(0.3))
                .prepare();

        for (retrain.data.Table table :
                java.util.List.of(snapshot.train(), snapshot.validation().orElseThrow(), snapshot.holdout())) {
            assertThat(data.query("SELECT DISTINCT count(*) FROM " + data.table(table) + " GROUP BY customer"))
                    .containsExactly("4");
        }
        assertThat(snapshot.split()).startsWith("holdout: 0.3 of the rows by MD5 of customer;");
        assertThat(snapshot.features()).doesNotContain("customer");
    }

    /** Guards against a change of the hash: such a change would compare models on other rows than before. */
    @Test
    void shouldHoldOutTheseVeryRows() throws Exception {
        Snapshot snapshot = data.rows()
                .key("id")
                .ignore("t")
                .holdout(PrepareFixture.fraction(0.05))
                .task(Task.REGRESSION, "x")
                .prepare();

        assertThat(ids(snapshot.holdout())).isEqualTo("16 69 96");
    }

    private String ids(retrain.data.Table table) throws Exception {
        return data.query("SELECT string_agg(id, ' ' ORDER BY id) FROM " + data.table(table))
                .get(0);
    }

    @Test
    void shouldKeepEqualRowsOnOneSide() throws Exception {
        Snapshot snapshot = data.rows().sql("SELECT x, y FROM rows, range(20)").prepare();

        assertThat(data.query("SELECT count(*) FROM " + data.table(snapshot.train()) + " SEMI JOIN "
                        + data.table(snapshot.holdout()) + " USING (x, y)"))
                .containsExactly("0");
    }

    @Test
    void shouldNameASplitThatTakesAllOrNone() throws Exception {
        data.rows().time("t").holdout(PrepareFixture.latest("2 months"));
        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("data.holdout: takes all of the 100 rows (holdout: t >");

        data.holdout(PrepareFixture.from("2030-01-01"));
        assertThat(data.problems()).singleElement().asString().startsWith("data.holdout: takes none of the 100 rows");

        data.holdout(PrepareFixture.latest("10 seconds")).validation(PrepareFixture.latest("1 day"));
        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("data.validation: takes all of the 90 rows that are not held out");
    }

    @Test
    void shouldNameAFromThatIsNoTimeAndASplitByTimeWithoutATime() throws Exception {
        data.rows().time("t").holdout(PrepareFixture.from("last tuesday"));
        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("data.holdout.from: 'last tuesday' is not a time");

        PrepareFixture other = new PrepareFixture(base).rows().ignore("t").holdout(PrepareFixture.latest("1 day"));
        assertThat(other.problems())
                .singleElement()
                .asString()
                .startsWith("data.holdout: splits by time, but no column is the time");
    }

    @Test
    void shouldNameClassesThatAreNotTrained() throws Exception {
        data.rows().time("t").holdout(PrepareFixture.latest("10 seconds")).task(Task.MULTICLASS, "y");
        data.sql("SELECT * REPLACE (CASE WHEN id > 95 THEN 'late' ELSE c END AS y) FROM rows");
        assertThat(data.problems())
                .singleElement()
                .asString()
                .startsWith("data.holdout: has the classes [late] of 'y', which no row that trains has");

        data.sql("SELECT * REPLACE (CASE WHEN id > 95 THEN 1 ELSE 0 END AS y) FROM rows")
                .task(Task.BINARY, "y");
        assertThat(data.problems()).singleElement().asString().contains("is 0 in all rows that train");
    }
}
