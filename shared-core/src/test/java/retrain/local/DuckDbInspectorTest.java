package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.data.Inspection;
import retrain.data.RuleResult;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Inputs;
import retrain.spec.ConstraintsSpec;
import retrain.spec.QualitySpec;
import retrain.spec.QualitySpec.Check;
import retrain.spec.QualitySpec.Severity;

class DuckDbInspectorTest {
    @TempDir
    Path base;

    private PrepareFixture data;

    @BeforeEach
    void fixture() throws Exception {
        data = new PrepareFixture(base)
                .file("rows.csv", """
                        id,t,distance,origin,tail,dep,arr,y
                        1,2020-01-01T00:00:00Z,100,JFK,N1,10,20,0
                        2,2020-01-02T00:00:00Z,-5,JFK,N2,10,5,1
                        3,2020-01-03T00:00:00Z,,LGA,X3,10,,0
                        4,2020-01-04T00:00:00Z,9000,EWR,N1,10,30,1
                        5,2020-01-05T00:00:00Z,50,BOS,N5,10,40,0
                        """)
                .source("rows", "rows.csv")
                .time("t")
                .ignore("tail")
                .key("id");
    }

    private static QualitySpec rule(Check check, String... columns) {
        return new QualitySpec(
                check,
                List.of(columns),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Severity.BLOCK);
    }

    private static QualitySpec pattern(String regex, String column) {
        return new QualitySpec(
                Check.PATTERN,
                List.of(column),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(regex),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Severity.WARN);
    }

    private static QualitySpec freshness(String within, @Nullable String asOf) {
        return new QualitySpec(
                Check.FRESHNESS,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(within),
                Optional.ofNullable(asOf),
                Optional.empty(),
                Optional.empty(),
                0,
                Severity.BLOCK);
    }

    private static QualitySpec condition(String sql, @Nullable String where, double tolerate) {
        return new QualitySpec(
                Check.CONDITION,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(sql),
                Optional.ofNullable(where),
                tolerate,
                Severity.BLOCK);
    }

    private static Optional<Double> some(double number) {
        return Optional.of(number);
    }

    private List<String> found(QualitySpec... rules) {
        return data.quality(rules).inspect().rules().stream()
                .map(r -> (r.kept() ? "kept: " : "broken: ") + r.states() + ": " + r.found())
                .toList();
    }

    @Test
    void shouldReportEveryBrokenRuleAtOnceWithCountsAndARow() {
        assertThat(found(
                        rule(Check.COMPLETENESS, "distance", "origin"),
                        rule(Check.UNIQUENESS, "tail"),
                        rule(Check.RANGE, "distance").between(some(0), some(5000)),
                        rule(Check.SET, "origin").among(List.of("JFK", "LGA", "EWR")),
                        pattern("N[0-9]+", "tail"),
                        rule(Check.ROWS).between(some(6), Optional.empty()),
                        condition("arr > dep", null, 0)))
                .containsExactly(
                        "broken: distance has a value: 1 of 5 rows (20%) break it, such as id=3",
                        "kept: origin has a value: kept",
                        "broken: tail occurs once: 2 of 5 rows (40%) break it, such as tail=N1 (2 rows)",
                        "broken: distance is from 0 to 5,000: 2 of 4 rows (50%) break it, such as distance=-5, id=2",
                        "broken: origin is one of JFK, LGA, EWR: 1 of 5 rows (20%) break it, such as origin=BOS, id=5",
                        "broken: tail matches N[0-9]+: 1 of 5 rows (20%) break it, such as tail=X3, id=3",
                        "broken: the number of rows is at least 6: there are 5",
                        "broken: arr > dep: 1 of 5 rows (20%) break it, such as id=2");
    }

    @Test
    void shouldTellWhatBlocksFromWhatWarns() {
        Inspection inspection = data.quality(pattern("N[0-9]+", "tail"), rule(Check.COMPLETENESS, "distance"))
                .inspect();

        assertThat(inspection.obstacles())
                .containsExactly(
                        "rule 'distance has a value' (data.quality[1]): 1 of 5 rows (20%) break it, such as id=3");
        assertThat(inspection.notices()).singleElement().asString().contains("tail matches N[0-9]+");
    }

    @Test
    void shouldTolerateAShareAndLookAtSomeRowsOnly() {
        assertThat(found(
                        condition("arr > dep", null, 0.2),
                        condition("arr > dep", null, 0.19),
                        condition("arr > dep", "origin <> 'JFK' -- all others", 0),
                        condition("arr > dep", "origin = 'SFO'", 0),
                        condition("distance < (SELECT 10 * median(distance) FROM rows)", null, 0)))
                .containsExactly(
                        "kept: arr > dep: 1 of 5 rows (20%) break it, 20% may, such as id=2",
                        "broken: arr > dep: 1 of 5 rows (20%) break it, 19% may, such as id=2",
                        "kept: arr > dep, where origin <> 'JFK' -- all others: kept",
                        "broken: arr > dep, where origin = 'SFO': there is no row to check",
                        "broken: distance < (SELECT 10 * median(distance) FROM rows): 1 of 5 rows (20%) break it, such as id=4");
    }

    @Test
    void shouldCompareTheNewestRowWithNowOrAStatedTime() {
        data.clock(Clock.fixed(Instant.parse("2020-01-07T12:34:56Z"), ZoneOffset.UTC));

        assertThat(found(freshness("3 days", null), freshness("2 days", null), freshness("1 hour", "2020-01-05")))
                .containsExactly(
                        "kept: the newest row is within 3 days of now: the newest is of 2020-01-05T00:00:00Z",
                        "broken: the newest row is within 2 days of now: the newest is of 2020-01-05T00:00:00Z",
                        "kept: the newest row is within 1 hour of 2020-01-05: the newest is of 2020-01-05T00:00:00Z");
    }

    @Test
    void shouldLookAgainEveryMinuteOnlyIfARuleDependsOnTheClock() {
        data.quality(freshness("3 days", "2020-01-05"));
        var snapshot = data.prepare();
        Inputs stated = data.inspection(snapshot, Optional.empty()).inputs();
        data.clock(Clock.fixed(Instant.parse("2030-01-01T00:00:59Z"), ZoneOffset.UTC));
        assertThat(data.inspection(snapshot, Optional.empty()).inputs()).isEqualTo(stated);

        data.quality(freshness("3 days", null));
        Inputs now = data.inspection(snapshot, Optional.empty()).inputs();
        data.clock(Clock.fixed(Instant.parse("2030-01-01T00:01:00Z"), ZoneOffset.UTC));
        assertThat(data.inspection(snapshot, Optional.empty()).inputs().changesSince(now))
                .containsExactly("clock: now changed from 2030-01-01T00:00:00Z to 2030-01-01T00:01:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "arr > | syntax error",
                "arr > nothing | nothing",
                "arr + dep | is a BIGINT, not true or false",
                "count(*) > 3 | aggregate",
                "row_number() OVER () < 3 | window",
                "dep < now() | now()",
                "true), (false | is more than one condition",
                "true) FROM rows WHERE (true | is more than one condition",
                "arr IN (SELECT x FROM read_csv('/etc/passwd')) | read_csv",
                "arr IN (SELECT a FROM other) | reads 'other', which is not a source",
                "true); DROP TABLE rows; SELECT (true | something else than a SELECT",
            })
    void shouldRefuseSqlThatIsNoConditionOnARow(String sql, String says) {
        assertThat(problems(condition(sql, null, 0)))
                .singleElement()
                .asString()
                .startsWith("data.quality[0].sql")
                .contains(says);
    }

    @Test
    void shouldNameAllRulesThatDoNotFitTheColumns() {
        assertThat(problems(
                        rule(Check.COMPLETENESS, "distnace"),
                        rule(Check.RANGE, "origin").between(some(0), some(1)),
                        rule(Check.SET, "distance").among(List.of("far")),
                        pattern("(", "tail"),
                        condition("arr > dep", "zz = 1", 0)))
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("data.quality[0]: the prepared rows have no column 'distnace'"),
                        p -> assertThat(p).startsWith("data.quality[1]: 'origin' is a VARCHAR, which has no range"),
                        p -> assertThat(p).startsWith("data.quality[2]: 'far' is no number"),
                        p -> assertThat(p).startsWith("data.quality[3]: '(' is no regular expression"),
                        p -> assertThat(p).startsWith("data.quality[4].where").contains("zz"));
    }

    private List<String> problems(QualitySpec... rules) {
        data.quality(rules);
        InvalidInput refused = assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(data::inspect)
                .actual();
        return refused.problems().stream().map(Problem::line).toList();
    }

    @Test
    void shouldHoldRowsAgainstAConstraintsFileOfModelMonitor() throws Exception {
        data.file("constraints.json", """
                {"version": 0.0, "features": [
                  {"name": "distance", "inferred_type": "Integral", "completeness": 0.8,
                   "num_constraints": {"is_non_negative": true}},
                  {"name": "origin", "inferred_type": "String", "completeness": 1.0,
                   "string_constraints": {"domains": ["JFK", "LGA", "EWR"]}},
                  {"name": "dep", "inferred_type": "String", "completeness": 1.0},
                  {"name": "gone", "inferred_type": "Fractional", "completeness": 1.0},
                  {"name": "off", "monitoringConfigOverrides": {"evaluate_constraints": "Disabled"}}],
                 "monitoring_config": {"evaluate_constraints": "Enabled", "emit_metrics": "Enabled",
                   "datatype_check_threshold": 1.0, "domain_content_threshold": 0.75}}
                """);

        Inspection inspection = data.constraints(new ConstraintsSpec(
                        Optional.of("constraints.json"), Optional.empty(), Optional.empty(), 0.01, Severity.BLOCK))
                .inspect();

        assertThat(inspection.rules())
                .filteredOn(r -> !r.kept())
                .extracting(r -> r.constraint().orElse("") + ": " + r.states() + ": " + r.found())
                .containsExactly(
                        "data_type_check: distance is at least 0: 1 of 4 rows (25%) break it, such as distance=-5, id=2",
                        "data_type_check: dep is of the type String: it is a BIGINT",
                        "missing_column_check: gone is there: there is no such column",
                        "extra_column_check: there are no columns but those constrained: 'arr' is not");
        assertThat(inspection.rules())
                .filteredOn(RuleResult::kept)
                .extracting(RuleResult::states)
                .contains("distance has a value", "origin is one of JFK, LGA, EWR");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | not an object",
                "{} | there is no list of features",
                "{\"features\": [{\"completeness\": 1}]} | a feature has no name",
                "{\"features\": [{\"name\": \"x\", \"completeness\": 97}]} | not a share from 0 to 1",
                "{\"features\": [{\"name\": \"x\", \"inferred_type\": \"Text\"}]} | there is no inferred_type 'Text'",
                "{\"features\": | is no constraints.json",
            })
    void shouldSayWhatIsWrongWithAConstraintsFile(String json, String says) throws Exception {
        data.file("constraints.json", json)
                .constraints(new ConstraintsSpec(
                        Optional.of("constraints.json"), Optional.empty(), Optional.empty(), 0.01, Severity.BLOCK));

        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(data::inspect)
                .withMessageContaining("constraints.json")
                .withMessageContaining(says);
    }

    @Test
    void shouldSayThatAConstraintsFileIsNotThere() {
        data.constraints(new ConstraintsSpec(
                Optional.of("gone.json"), Optional.empty(), Optional.empty(), 0.01, Severity.BLOCK));

        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(
                        () -> data.inspection(data.prepare(), Optional.empty()).inputs())
                .withMessageContaining("gone.json: does not exist");
    }
}
