package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.evaluate.Evaluation.Leak;
import retrain.evaluate.Evaluation.Slice;
import retrain.gate.Decision;
import retrain.gate.Verdict;

class HeadlineTest {
    private final Fixture fixture = new Fixture();

    @Test
    void shouldSayThatTheCandidateIsAsGood() {
        assertThat(sentence(Judged.promoted()))
                .isEqualTo(
                        "The new model is at least as good as the one in production (version 3), within the agreed margin:"
                                + " it has replaced it.");
    }

    @Test
    void shouldSayThatTheCandidateIsBetterIfThatWasAskedFor() {
        gate("auc better-than champion", Verdict.PASSED);

        assertThat(sentence("PROMOTED", Verdict.PASSED))
                .isEqualTo("The new model is better than the one in production (version 3): it has replaced it.");
        assertThat(sentence("HELD", Verdict.PASSED))
                .isEqualTo("The new model is better than the one in production (version 3):"
                        + " it may replace it, but this run leaves it waiting.");
        assertThat(sentence("EVALUATED", Verdict.PASSED))
                .isEqualTo("The new model is better than the one in production (version 3): it may replace it.");
    }

    @Test
    void shouldNotClaimAComparisonThatNoGateMade() {
        gate("auc at-least 0.65", Verdict.PASSED);
        fixture.gates.add(
                Fixture.gate("auc better-than champion", Optional.of("origin=JFK"), Verdict.PASSED, 0.71, 0.70, 0.70));

        assertThat(sentence("PROMOTED", Verdict.PASSED))
                .isEqualTo(
                        "The new model meets every condition (none compares it with the one in production (version 3)"
                                + " on all rows): it has replaced it.");
    }

    @Test
    void shouldSayThatThereIsNoChampionYet() {
        assertThat(sentence(Fixture.first()))
                .isEqualTo("The new model meets every condition, and there was no other to compare it with:"
                        + " it is the first in production.");
    }

    @Test
    void shouldSayWhichConditionIsMissedAndHowManyMore() {
        gate("auc at-least 0.72", Verdict.FAILED);
        gate("auc at-least 0.73", Verdict.FAILED);

        assertThat(sentence("REJECTED", Verdict.FAILED))
                .isEqualTo(
                        "The new model is not good enough: its ranking quality (auc) is 0.7123, and at least 0.7 is asked for;"
                                + " 1 more condition is not met.");
    }

    @Test
    void shouldSayThatTheCandidateIsWorse() {
        fixture.gates.add(Fixture.gate(
                "log_loss not-worse-than champion", Optional.of("origin=JFK"), Verdict.FAILED, 0.5, 0.4, 0.4));

        assertThat(sentence("REJECTED", Verdict.FAILED))
                .isEqualTo(
                        "The new model is not good enough: on the rows with origin=JFK its error of the probabilities (log_loss)"
                                + " is 0.5, worse than the 0.4 of the one in production (version 3).");
    }

    @Test
    void shouldNotCountGatesThatOnlyReport() {
        fixture.gates.add(Judged.gate(
                "auc at-least 0.9",
                Optional.of("origin=JFK"),
                Verdict.FAILED,
                0.5,
                0.4,
                0.9,
                Optional.of("35 rows are fewer than 100")));

        assertThat(sentence("REJECTED", Verdict.FAILED))
                .isEqualTo("Nothing was decided: every group of rows that a condition is about is too small to judge.");
    }

    @Test
    void shouldSayHowManyRowsWouldShowIt() {
        assertThat(sentence(Judged.inconclusive()))
                .isEqualTo(
                        "It cannot be told yet whether the new model is better than the one in production (version 3):"
                                + " about 41,000 fresh held-out rows would show it; this run had 28,243.");
    }

    @Test
    void shouldCountTheRowsOfTheSliceThatTheGateIsAbout() {
        fixture.slices.add(new Slice("origin", "JFK", 900, 200, List.of(), List.of()));
        fixture.gates.add(Fixture.gate(
                "auc not-worse-than champion by 0.01",
                Optional.of("origin=JFK"),
                Verdict.INCONCLUSIVE,
                0.71,
                0.7,
                0.69));

        assertThat(sentence("INCONCLUSIVE", Verdict.INCONCLUSIVE))
                .isEqualTo(
                        "It cannot be told yet on the rows with origin=JFK whether the new model is as good as"
                                + " the one in production (version 3): about 41,000 fresh held-out rows would show it; this run had 900.");
    }

    @Test
    void shouldNotPromiseThatMoreRowsHelpWhereTheyDoNot() {
        fixture.gates.add(Judged.withoutRowsNeeded(Judged.gate(
                "auc better-than champion", Optional.empty(), Verdict.INCONCLUSIVE, 0.7, 0.7, 0.7, Optional.empty())));

        assertThat(sentence("INCONCLUSIVE", Verdict.INCONCLUSIVE))
                .isEqualTo("It cannot be told whether the new model is better than the one in production (version 3):"
                        + " it does not look so, but chance may explain what was measured.");
    }

    @Test
    void shouldSayThatTheHoldoutIsWornOut() {
        assertThat(sentence(Judged.exhausted())).contains("used for too many comparisons", "fresh ones are needed");
    }

    @Test
    void shouldSayThatTheChampionKnewTheRows() {
        assertThat(sentence(Judged.leaking()))
                .isEqualTo(
                        "The comparison does not count: version 3 has seen 12.3% of the held-out rows in its training,"
                                + " and rows that it has not seen are needed.");
    }

    @Test
    void shouldNotTakeAnUndefinedMetricForALeak() {
        fixture.leak = Optional.of(new Leak("version 3", 3_474, 0.123));
        fixture.gates.add(new Decision.Gate(
                "auc at-least 0.65",
                "auc",
                Optional.empty(),
                Verdict.FAILED,
                Optional.empty(),
                Optional.of(0.7),
                Optional.empty(),
                "auc is undefined: one class only",
                Optional.empty(),
                Optional.empty()));

        assertThat(sentence("REJECTED", Verdict.FAILED))
                .isEqualTo("The new model is not good enough: its ranking quality (auc) could not be measured.");
    }

    @Test
    void shouldSayThatNoConditionsAreSet() {
        assertThat(sentence(Judged.withoutGates())).startsWith("No conditions are set for a new model");
    }

    @Test
    void shouldSayWhatAShorterCommandDid() {
        assertThat(sentence(Fixture.prepared())).isEqualTo("The data are ready; no model was trained.");
        assertThat(sentence("TRAINED", Verdict.PASSED)).startsWith("A new model is trained");
        assertThat(sentence(Fixture.unchanged())).startsWith("There is nothing to do");
    }

    @ParameterizedTest
    @MethodSource("retrain.report.Fixture#all")
    void shouldComeFirstInEveryReport(RunRecord run) {
        String sentence = run.result().sentence();

        assertThat(sentence).matches("[A-Z].*\\.").hasSizeLessThan(300);
        assertThat(Summary.of(run).lines().findFirst().orElseThrow().replace("\\", ""))
                .isEqualTo("### " + Marks.ofOutcome(run.result().outcome()) + " " + sentence);
        assertThat(Xml.elements(Xml.parse(Page.of(run)), "h1").get(0).getTextContent())
                .isEqualTo(sentence);
    }

    private void gate(String gate, Verdict verdict) {
        double bound = verdict == Verdict.PASSED ? 0.7062 : 0.7;
        fixture.gates.add(Fixture.gate(gate, Optional.empty(), verdict, 0.7123, 0.7062, bound));
    }

    private String sentence(String outcome, Verdict verdict) {
        fixture.outcome = outcome;
        fixture.verdict = verdict;
        return sentence(fixture.record());
    }

    private static String sentence(RunRecord run) {
        return run.result().sentence();
    }
}
