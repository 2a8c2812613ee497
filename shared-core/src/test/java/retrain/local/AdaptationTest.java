package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Column;
import retrain.data.Snapshot;
import retrain.run.Inputs;
import retrain.spec.AdaptSpec;

class AdaptationTest {
    @TempDir
    Path base;

    private PrepareFixture data;

    @BeforeEach
    void fixture() throws Exception {
        data = new PrepareFixture(base)
                .file("rows.csv", """
                        id,t,miles,sex,age,y
                        1,2020-01-01,10,M,30,0
                        2,2020-01-02,20,F,,1
                        3,2020-01-03,30,M,50,0
                        4,2020-01-04,40,,60,1
                        """)
                .source("rows", "rows.csv")
                .holdout(PrepareFixture.from("2020-01-03"))
                .time("t")
                .key("id");
    }

    private static AdaptSpec rule(
            @Nullable String from,
            Map<String, String> map,
            @Nullable String cast,
            @Nullable Double times,
            @Nullable String fill) {
        return new AdaptSpec(
                Optional.ofNullable(from),
                map,
                Optional.ofNullable(cast),
                Optional.ofNullable(times),
                Optional.empty(),
                Optional.ofNullable(fill));
    }

    private List<String> values(String column) throws Exception {
        Snapshot snapshot = data.prepare();
        return data.query("SELECT " + column + " FROM (SELECT * FROM " + data.table(snapshot.train())
                + " UNION ALL SELECT * FROM " + data.table(snapshot.holdout()) + ") ORDER BY id");
    }

    @Test
    void shouldRenameConvertMapCastAndFill() throws Exception {
        data.adapt(Map.of(
                "km", rule("miles", Map.of(), null, 1.5, null),
                "sex", rule(null, Map.of("M", "1", "F", "0"), "BIGINT", null, "-1"),
                "age", rule(null, Map.of(), "DOUBLE", null, "45"),
                "source", rule(null, Map.of(), null, null, "web")));

        assertThat(values("km || ' ' || sex || ' ' || age || ' ' || source"))
                .containsExactly("15.0 1 30.0 web", "30.0 0 45.0 web", "45.0 1 50.0 web", "60.0 -1 60.0 web");
        assertThat(data.prepare().schema().find("sex")).contains(new Column("sex", Column.Kind.NUMBER, "BIGINT"));
        assertThat(data.prepare().schema().names()).doesNotContain("miles");
    }

    @Test
    void shouldLeaveAloneWhatIsAsItIsWanted() throws Exception {
        data.adapt(Map.of("miles", rule("distance", Map.of("nothing", "1"), "BIGINT", null, null)));

        assertThat(values("miles")).containsExactly("10", "20", "30", "40");
    }

    @Test
    void shouldNameEveryRuleThatCannotBeApplied() {
        data.adapt(new java.util.TreeMap<>(Map.of(
                "sex", rule(null, Map.of("M", "1"), "BIGINT", null, null),
                "age", rule(null, Map.of(), null, null, "old"),
                "km", rule("kilometres", Map.of(), null, null, null),
                "y2", rule(null, Map.of(), "DATE", null, "never"))));

        assertThat(data.problems())
                .containsExactly(
                        "data.schema.columns.age: is to be filled with 'old', which is no BIGINT. Correct 'fill' or 'cast' [DATA_UNUSABLE]",
                        "data.schema.columns.km: the prepared rows have neither 'km' nor 'kilometres'."
                                + " Select it in the prepare query, or add 'fill' [DATA_UNUSABLE]",
                        "data.schema.columns.sex: cannot be cast to BIGINT in 1 rows, such as 'F'."
                                + " Say under 'map' what such values stand for, or correct them [DATA_UNUSABLE]",
                        "data.schema.columns.y2: is to be filled with 'never', which is no DATE. Correct 'fill' or 'cast' [DATA_UNUSABLE]");
    }

    @Test
    void shouldPrepareAgainWhenARuleChanges() {
        Inputs before = data.stage().inputs();

        data.adapt(Map.of("age", rule(null, Map.of(), null, null, "0")));

        assertThat(data.stage().inputs().changesSince(before)).containsExactly("spec: data.schema.columns.age is new");
    }
}
