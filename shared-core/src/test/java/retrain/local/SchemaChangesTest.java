package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.data.InspectStage;
import retrain.data.Inspection;
import retrain.data.RuleResult;
import retrain.data.SchemaChange;
import retrain.data.Snapshot;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.spec.ConstraintsSpec;
import retrain.spec.QualitySpec.Severity;
import retrain.spec.SchemaSpec.Policy;

/** The form of real rows against that of the champion's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaChangesTest {
    private static final Stage.Job JOB = new Stage.Job(new RunId("20260101T000000Z-000000"), "inspect-job");

    /** Temperatures in °C, distances in miles, a text, a truth value; all spread as such things are. */
    private static final String ROWS = """
            SELECT i AS id, -5 + 35 * (i * 7919 % 2000) / 2000.0 AS temp, 100 + 2400 * pow((i * 104729 % 2000) / 2000.0, 2) AS miles,
              'c' || (i % 7) AS carrier, i % 3 = 0 AS delayed, CAST(i % 2 AS INTEGER) AS y FROM range(2000) t(i)""";

    private Path base = Path.of("");
    private PrepareFixture data;
    private Snapshot before;

    @BeforeAll
    void champion(@TempDir Path folder) throws Exception {
        base = folder;
        sameRows();
        before = data.parquet("rows.parquet", ROWS).prepare();
        data.store().put(Json.write(before));
    }

    @BeforeEach
    void sameRows() throws Exception {
        data = new PrepareFixture(base)
                .source("rows", "rows.parquet")
                .sql("SELECT * FROM rows")
                .key("id");
    }

    private Inspection inspect(String sql) throws Exception {
        Snapshot now = data.sql(sql).prepare();
        return data.inspection(now, Optional.of(new InspectStage.Champion("version 1", before.digest())))
                .run(JOB);
    }

    private List<String> changes(String sql) throws Exception {
        return inspect(sql).changes().stream()
                .map(c -> c.kind() + " " + c.policy() + ": " + c.column() + " " + c.what())
                .toList();
    }

    @Test
    void shouldFindNothingInOtherRowsOfTheSameForm() throws Exception {
        assertThat(inspect("SELECT * FROM rows WHERE id % 3 <> 1"))
                .isEqualTo(new Inspection(
                        Optional.of("version 1"),
                        List.of(),
                        data.spec().data().schema().compare(),
                        List.of()));
    }

    @Test
    void shouldNotLookAtRowsThatTheChampionWasTrainedOn() {
        InspectStage stage =
                data.inspection(before, Optional.of(new InspectStage.Champion("version 1", before.digest())));

        assertThat(stage.isNeeded()).isFalse();
    }

    @Test
    void shouldTellColumnsThatCameAndWent() throws Exception {
        assertThat(changes("SELECT * EXCLUDE delayed, id % 5 AS hour FROM rows"))
                .containsExactly("ADDED full-retrain: hour is new", "REMOVED full-retrain: delayed is gone");
        assertThat(inspect("SELECT * EXCLUDE delayed, id % 5 AS hour FROM rows").fromScratch())
                .extracting(SchemaChange::column)
                .containsExactly("hour", "delayed");
    }

    @Test
    void shouldTellAColumnThatIsNotTrainedOnAnyMore() throws Exception {
        data.ignore("delayed");

        assertThat(changes("SELECT * FROM rows"))
                .containsExactly("REMOVED full-retrain: delayed is not trained on any more; the champion was");
    }

    @Test
    void shouldRecogniseColumnsUnderAnotherName() throws Exception {
        assertThat(changes("SELECT * EXCLUDE (miles, carrier), miles AS dist, carrier AS airline FROM rows"))
                .containsExactly(
                        "RENAMED block: airline looks like 'carrier' under another name: that one is gone, and this one is like it",
                        "RENAMED block: dist looks like 'miles' under another name: that one is gone, and this one is like it");
    }

    @Test
    void shouldNotTakeAnotherColumnForARenamedOne() throws Exception {
        assertThat(changes(
                        "SELECT * EXCLUDE (miles, carrier), miles * 3 AS dist, 'c' || (id % 2) AS airline FROM rows"))
                .extracting(c -> c.substring(0, c.indexOf(' ')))
                .containsExactly("ADDED", "ADDED", "REMOVED", "REMOVED");
    }

    @Test
    void shouldNameTheTextThatMadeATextOfNumbers() throws Exception {
        Inspection inspection = inspect(
                "SELECT * REPLACE (CASE WHEN id % 500 = 3 THEN 'n/a' ELSE CAST(id % 9 AS VARCHAR) END AS miles) FROM rows");

        assertThat(inspection.obstacles())
                .singleElement()
                .asString()
                .startsWith("column 'miles' is a text (VARCHAR) now; the champion's rows had a number (DOUBLE); ")
                .endsWith(" rows are no numbers, such as 'n/a' (data.schema.retyped: block)");
    }

    @Test
    void shouldNotCareWhichNumberANumberIs() throws Exception {
        assertThat(
                        changes(
                                "SELECT * REPLACE (CAST(delayed AS INTEGER) AS delayed, CAST(miles AS DECIMAL(12, 4)) AS miles) FROM rows"))
                .isEmpty();
    }

    @Test
    void shouldTellNewCategoriesAndGoOn() throws Exception {
        Inspection inspection =
                inspect("SELECT * REPLACE (CASE WHEN id % 10 = 0 THEN 'new' ELSE carrier END AS carrier) FROM rows");

        assertThat(inspection.obstacles()).isEmpty();
        assertThat(inspection.notices())
                .singleElement()
                .asString()
                .startsWith("column 'carrier' has 1 value that the champion's rows did not have, in ")
                .endsWith(" rows: 'new' (data.schema.new-category: ignore)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "miles * 1.609344 AS miles | miles to km",
                "miles / 1.609344 AS miles | miles to km, backwards",
                "miles * 1000 AS miles | times 1000",
                "miles / 100 AS miles | divided by 100",
                "temp * 1.8 + 32 AS temp | °C to °F",
                "temp + 273.15 AS temp | °C to K",
            })
    void shouldSeeThatNumbersAreInAnotherUnit(String converted, String says) throws Exception {
        assertThat(changes("SELECT * REPLACE (" + converted + ") FROM rows WHERE id % 3 <> 1"))
                .singleElement()
                .asString()
                .startsWith("UNIT_JUMP block: ")
                .contains("looks converted (" + says + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"miles * 1.3", "miles + 900", "least(miles * 1.609344, 1500)", "miles * (0.5 + id % 2)"})
    void shouldNotTakeAnotherDistributionForAnotherUnit(String changed) throws Exception {
        assertThat(changes("SELECT * REPLACE (" + changed + " AS miles) FROM rows"))
                .isEmpty();
    }

    @Test
    void shouldStopWhenManyMoreValuesAreMissing() throws Exception {
        assertThat(changes("SELECT * REPLACE (CASE WHEN id % 10 > 2 THEN miles END AS miles) FROM rows"))
                .singleElement()
                .asString()
                .matches(
                        "NULL_RATE block: miles has no value in (29|30|31)\\.\\d% of the rows; of the champion's it was 0\\.0%");
        assertThat(changes("SELECT * REPLACE (CASE WHEN id % 10 > 0 THEN miles END AS miles) FROM rows"))
                .isEmpty();
    }

    @Test
    void shouldHoldRowsAgainstWhatTheChampionsRowsWereLike() throws Exception {
        data.constraints(
                new ConstraintsSpec(Optional.empty(), Optional.empty(), Optional.of("champion"), 0.01, Severity.WARN));

        Inspection same = inspect("SELECT * FROM rows WHERE id % 3 <> 1");
        Inspection other =
                inspect("SELECT * REPLACE (CASE WHEN id % 20 = 0 THEN -miles WHEN id % 20 > 1 THEN miles END AS miles,"
                        + " CASE WHEN id % 20 = 0 THEN 'new' ELSE carrier END AS carrier) FROM rows");

        assertThat(same.rules()).hasSizeGreaterThan(5).allMatch(RuleResult::kept);
        assertThat(other.rules())
                .filteredOn(r -> !r.kept())
                .extracting(r -> r.constraint().orElse("") + " " + r.columns())
                .containsExactly(
                        "completeness_check miles", "data_type_check miles", "categorical_values_check carrier");
        assertThat(other.obstacles()).isEmpty();
    }

    @Test
    void shouldAskForARuleWhereAChangeIsToBeAdapted() {
        SchemaChange change = new SchemaChange(SchemaChange.Kind.RENAMED, "dist", Policy.ADAPT, "looks like 'miles'");
        Inspection inspection = new Inspection(
                Optional.of("version 1"),
                List.of(change),
                data.spec().data().schema().compare(),
                List.of());

        assertThat(inspection.obstacles())
                .containsExactly("column 'dist' looks like 'miles' (data.schema.renamed: adapt; state a rule under"
                        + " data.schema.columns.dist)");
    }

    @Test
    void shouldBeReadAsItWasWritten() throws Exception {
        Inspection inspection = inspect("SELECT * EXCLUDE delayed, id % 5 AS hour FROM rows");

        assertThat(Json.read(Json.write(inspection), Inspection.class, "test")).isEqualTo(inspection);
        assertThat(Files.exists(base.resolve("scratch/inspect-job"))).isFalse();
    }
}
