package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.data.Inspection;
import retrain.data.RuleResult;
import retrain.data.SchemaChange;
import retrain.run.Json;
import retrain.spec.QualitySpec.Severity;
import retrain.spec.SchemaSpec.Compare;
import retrain.spec.SchemaSpec.Policy;

class InspectionSectionTest {
    private static final SchemaChange GONE =
            new SchemaChange(SchemaChange.Kind.REMOVED, "gate<b>", Policy.BLOCK, "is gone");
    private static final SchemaChange NEW = new SchemaChange(
            SchemaChange.Kind.NEW_CATEGORY,
            "carrier",
            Policy.IGNORE,
            "has 1 value that the champion's rows did not have");
    private static final RuleResult KEPT = rule("origin has a value", Severity.BLOCK, true, 0);
    private static final RuleResult BROKEN = rule("distance is at least 0", Severity.BLOCK, false, 3);
    private static final RuleResult WARNED = rule("tail matches N.*", Severity.WARN, false, 2);

    private static RuleResult rule(String states, Severity severity, boolean kept, long broken) {
        Optional<String> example = broken == 0 ? Optional.empty() : Optional.of("flight=7");
        return new RuleResult(
                "data.quality[0]", states, "c", severity, 1_000, broken, 0, kept, example, Optional.empty());
    }

    private static RunRecord rejected(Compare compare, List<SchemaChange> changes, List<RuleResult> rules) {
        RunRecord run = Fixture.prepared();
        Inspection inspection = new Inspection(Optional.of("version 3"), changes, compare, rules);
        return new RunRecord(
                Results.assemble(
                        "20260101T000000Z-000000",
                        "flight-delay",
                        "run",
                        "branch",
                        "REJECTED",
                        String.join("; ", inspection.obstacles()),
                        run.ledger(),
                        Optional.of(inspection),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                run.ledger(),
                run.snapshot(),
                Optional.of(inspection),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void shouldShowWhatChangedAndWhichRulesAreBroken() {
        RunRecord run = rejected(Compare.ALL, List.of(GONE, NEW), List.of(KEPT, BROKEN, WARNED));

        assertThat(run.result().sentence())
                .isEqualTo("No model was trained, because the data are not fit for it: 2 things stand against them.");
        assertThat(Summary.of(run))
                .contains(
                        "**Data:** 2 things changed since the rows of version 3. 1 of 3 rules are kept.",
                        "| `gate<b>` | removed | ✗ block | is gone |",
                        "| `distance is at least 0` | ✗ broken | 1,000 | 3 | 3 of 1,000 rows (0.3%) break it, such as flight=7 |",
                        "◇ warning")
                .doesNotContain("origin has a value", "common columns");
        assertThat(Page.of(run))
                .contains("Form and quality of the data", "origin has a value", "gate&lt;b&gt;", "✓ kept")
                .doesNotContain("gate<b>");
    }

    @Test
    void shouldSayThatAComparisonIsOnCommonColumnsOnly() {
        assertThat(Summary.of(rejected(Compare.COMMON, List.of(GONE), List.of())))
                .contains("Compared on the common columns only");
        assertThat(Summary.of(rejected(Compare.COMMON, List.of(NEW), List.of(KEPT))))
                .contains("The rule is kept.")
                .doesNotContain("common columns");
    }

    @Test
    void shouldTellMachinesTheSame() {
        String json = new String(
                Json.write(rejected(Compare.ALL, List.of(NEW), List.of(BROKEN)).result()),
                java.nio.charset.StandardCharsets.UTF_8);

        assertThat(json)
                .contains(
                        "\"kind\":\"new-category\",\"column\":\"carrier\",\"policy\":\"ignore\"",
                        "\"rule\":\"distance is at least 0\",\"severity\":\"block\",\"kept\":false,\"rows\":1000,\"broken\":3");
    }
}
