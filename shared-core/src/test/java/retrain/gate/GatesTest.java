package retrain.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static retrain.evaluate.Given.atLeast;
import static retrain.evaluate.Given.atMost;
import static retrain.evaluate.Given.better;
import static retrain.evaluate.Given.notWorse;
import static retrain.evaluate.Given.on;
import static retrain.gate.Evaluations.undefined;
import static retrain.gate.Evaluations.value;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Of;
import retrain.spec.GateSpec;
import retrain.spec.Metric;
import retrain.statistic.ConfidenceDistribution;

class GatesTest {
    private static final Policy POLICY = new Policy(0.95, 100, 20, Optional.empty());

    private static Decision decide(Evaluations evaluation, GateSpec... gates) {
        return Gates.decide(List.of(gates), evaluation.done(), POLICY);
    }

    private static Decision.Gate only(Evaluations evaluation, GateSpec gate) {
        List<Decision.Gate> gates = decide(evaluation, gate).gates();
        assertThat(gates).hasSize(1);
        return gates.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "0.712, 0.65, PASSED, auc 0.712 is at least 0.65",
        "0.65, 0.65, PASSED, auc 0.65 is at least 0.65",
        "0.612, 0.65, FAILED, auc 0.612 is below 0.65",
        "0.64996, 0.65, FAILED, auc 0.64996 is below 0.65",
        "0.6499999999999999, 0.65, PASSED, auc 0.65 is at least 0.65",
        "0.6499999999, 0.65, FAILED, auc 0.6499999999 is below 0.65",
        "0.6512, 0.65123, FAILED, auc 0.6512 is below 0.65123",
        "0, 0, PASSED, auc 0 is at least 0",
        "-0.1, 0, FAILED, auc -0.1 is below 0"
    })
    void shouldCompareWithALowerBound(double value, double bound, Verdict verdict, String reason) {
        Decision.Gate gate = only(Evaluations.of(Metric.AUC, value), atLeast(Metric.AUC, bound));

        assertThat(gate.verdict()).isEqualTo(verdict);
        assertThat(gate.reason()).isEqualTo(reason);
        assertThat(gate.bound()).contains(bound);
        assertThat(gate.candidate()).contains(value);
    }

    @ParameterizedTest
    @CsvSource({
        "0.41, 0.5, PASSED, log_loss 0.41 is at most 0.5",
        "0.5, 0.5, PASSED, log_loss 0.5 is at most 0.5",
        "0.5000000000000001, 0.5, PASSED, log_loss 0.5 is at most 0.5",
        "0.61, 0.5, FAILED, log_loss 0.61 is above 0.5"
    })
    void shouldCompareWithAnUpperBound(double value, double bound, Verdict verdict, String reason) {
        Decision.Gate gate = only(Evaluations.of(Metric.LOG_LOSS, value), atMost(Metric.LOG_LOSS, bound));

        assertThat(gate.verdict()).isEqualTo(verdict);
        assertThat(gate.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "AUC, 0.712, 0.705, 0.005, PASSED, 0.7, auc 0.712 is better than the champion's 0.705 by 0.007",
        "AUC, 0.705, 0.705, 0.005, PASSED, 0.7, auc 0.705 equals the champion's 0.705",
        "AUC, 0.702, 0.705, 0.005, PASSED, 0.7, 'auc 0.702 is worse than the champion''s 0.705 by 0.003, within the margin of 0.005'",
        "AUC, 0.7, 0.705, 0.005, PASSED, 0.7, 'auc 0.7 is worse than the champion''s 0.705 by 0.005, within the margin of 0.005'",
        "AUC, 0.69, 0.705, 0.005, FAILED, 0.7, 'auc 0.69 is worse than the champion''s 0.705 by 0.015, more than the margin of 0.005'",
        "AUC, 0.704, 0.705, 0, FAILED, 0.705, auc 0.704 is worse than the champion's 0.705 by 0.001",
        "AUC, 0.705, 0.705, 0, PASSED, 0.705, auc 0.705 equals the champion's 0.705",
        "LOG_LOSS, 0.41, 0.42, 0.01, PASSED, 0.43, log_loss 0.41 is better than the champion's 0.42 by 0.01",
        "LOG_LOSS, 0.43, 0.42, 0.01, PASSED, 0.43, 'log_loss 0.43 is worse than the champion''s 0.42 by 0.01, within the margin of 0.01'",
        "LOG_LOSS, 0.4301, 0.42, 0.01, FAILED, 0.43, 'log_loss 0.4301 is worse than the champion''s 0.42 by 0.0101, more than the margin of 0.01'"
    })
    void shouldAllowTheCandidateToBeWorseByTheMargin(
            Metric metric, double value, double champion, double by, Verdict verdict, double bound, String reason) {
        Decision.Gate gate = only(Evaluations.of(metric, value, champion), notWorse(metric, by));

        assertThat(gate.verdict()).isEqualTo(verdict);
        assertThat(gate.bound()).contains(bound);
        assertThat(gate.champion()).contains(champion);
        assertThat(gate.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "AUC, 0.712, 0.705, 0, PASSED, 0.705, auc 0.712 is better than the champion's 0.705 by 0.007",
        "AUC, 0.705, 0.705, 0, FAILED, 0.705, auc 0.705 equals the champion's 0.705",
        "AUC, 0.7050000000000001, 0.705, 0, FAILED, 0.705, auc 0.705 equals the champion's 0.705",
        "AUC, 0.71, 0.705, 0.005, FAILED, 0.71, 'auc 0.71 is better than the champion''s 0.705 by 0.005, and not better by more than 0.005'",
        "AUC, 0.712, 0.705, 0.005, PASSED, 0.71, 'auc 0.712 is better than the champion''s 0.705 by 0.007, more than 0.005'",
        "AUC, 0.7, 0.705, 0.005, FAILED, 0.71, 'auc 0.7 is worse than the champion''s 0.705 by 0.005, and not better by more than 0.005'",
        "RMSE, 9.5, 10, 0.25, PASSED, 9.75, 'rmse 9.5 is better than the champion''s 10 by 0.5, more than 0.25'",
        "RMSE, 10, 9.5, 0, FAILED, 9.5, rmse 10 is worse than the champion's 9.5 by 0.5"
    })
    void shouldWantTheCandidateToBeBetterByMoreThanTheMargin(
            Metric metric, double value, double champion, double by, Verdict verdict, double bound, String reason) {
        Decision.Gate gate = only(Evaluations.of(metric, value, champion), better(metric, by));

        assertThat(gate.verdict()).isEqualTo(verdict);
        assertThat(gate.bound()).contains(bound);
        assertThat(gate.reason()).isEqualTo(reason);
    }

    @Test
    void shouldSayHowManyGatesPassed() {
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.712, 0.705);

        Decision decision = decide(evaluation, atLeast(Metric.AUC, 0.65), notWorse(Metric.AUC, 0.005));

        assertThat(decision.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(decision.reason()).isEqualTo("2 of 2 gates passed");
        assertThat(decision.gates())
                .extracting(Decision.Gate::gate)
                .containsExactly("auc at-least 0.65", "auc not-worse-than champion by 0.005");
    }

    @Test
    void shouldFailIfOneGateFails() {
        Decision decision =
                decide(Evaluations.of(Metric.AUC, 0.612), atLeast(Metric.AUC, 0.6), atLeast(Metric.AUC, 0.65));

        assertThat(decision.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(decision.reason()).isEqualTo("1 of 2 gates failed: auc 0.612 is below 0.65");
    }

    @Test
    void shouldTellTheFirstReasonsOfMany() {
        GateSpec gate = atLeast(Metric.AUC, 0.9);

        assertThat(decide(Evaluations.of(Metric.AUC, 0.612), gate, gate, gate, gate, gate)
                        .reason())
                .startsWith("5 of 5 gates failed: auc 0.612 is below 0.9; ")
                .endsWith("; and 2 more");
    }

    @Test
    void shouldPromoteNothingWithoutGates() {
        Decision decision = decide(Evaluations.of(Metric.AUC, 0.9));

        assertThat(decision.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(decision.reason())
                .isEqualTo("there are no gates, and without a gate nothing is promoted: add one under 'gates'");
    }

    @Test
    void shouldLetAbsoluteGatesDecideWithoutChampion() {
        Decision passed = decide(
                Evaluations.of(Metric.AUC, 0.7),
                atLeast(Metric.AUC, 0.65),
                notWorse(Metric.AUC, 0.005),
                better(Metric.AUC, 0));
        Decision failed =
                decide(Evaluations.of(Metric.AUC, 0.6), atLeast(Metric.AUC, 0.65), notWorse(Metric.AUC, 0.005));

        assertThat(passed.reason()).isEqualTo("3 of 3 gates passed; there is no champion yet");
        assertThat(passed.gates().get(1).reason()).isEqualTo("there is no champion yet");
        assertThat(passed.gates().get(1).bound()).isEmpty();
        assertThat(failed.reason()).isEqualTo("1 of 2 gates failed: auc 0.6 is below 0.65");
    }

    @Test
    void shouldFailOnAnUndefinedMetricWithTheReason() {
        Evaluations evaluation = new Evaluations().candidate(undefined(Metric.AUC, "all rows are of class 0"));

        assertThat(only(evaluation, atLeast(Metric.AUC, 0.5)).reason())
                .isEqualTo("auc is undefined: all rows are of class 0");
        assertThat(only(evaluation, notWorse(Metric.AUC, 0.5)).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(only(evaluation, atMost(Metric.BRIER, 0.5)).reason()).isEqualTo("brier was not computed");
    }

    @Test
    void shouldFailOnAValueThatIsNoNumber() {
        Decision.Gate gate = only(Evaluations.of(Metric.AUC, Double.NaN), atLeast(Metric.AUC, 0.5));

        assertThat(gate.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(gate.reason()).isEqualTo("auc is undefined");
    }

    @Test
    void shouldFailIfTheChampionsMetricIsUndefined() {
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.7).champion(undefined(Metric.AUC, "too odd"));

        assertThat(only(evaluation, notWorse(Metric.AUC, 0.1)).reason())
                .isEqualTo("the champion's auc is undefined: too odd");
        assertThat(only(evaluation, atLeast(Metric.AUC, 0.1)).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void shouldJudgeEachSliceOfAColumn() {
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.7, 0.7)
                .slice("origin", "EWR", value(Metric.AUC, 0.7), value(Metric.AUC, 0.6))
                .slice("origin", "JFK", value(Metric.AUC, 0.6), value(Metric.AUC, 0.7))
                .slice("carrier", "AA", value(Metric.AUC, 0.1), value(Metric.AUC, 0.7));

        Decision decision = decide(evaluation, on("origin", notWorse(Metric.AUC, 0.01)));

        assertThat(decision.gates())
                .extracting(Decision.Gate::slice, Decision.Gate::verdict)
                .containsExactly(
                        tuple(Optional.of("origin=EWR"), Verdict.PASSED),
                        tuple(Optional.of("origin=JFK"), Verdict.FAILED));
        assertThat(decision.reason())
                .isEqualTo("1 of 2 gates failed: origin=JFK: auc 0.6 is worse than the champion's 0.7 by 0.1,"
                        + " more than the margin of 0.01");
    }

    @Test
    void shouldJudgeANamedSliceAlone() {
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.7)
                .slice("origin", "EWR", value(Metric.AUC, 0.2))
                .slice("origin", "JFK", value(Metric.AUC, 0.6));

        assertThat(only(evaluation, on("origin=JFK", atLeast(Metric.AUC, 0.6))).reason())
                .isEqualTo("origin=JFK: auc 0.6 is at least 0.6");
    }

    @Test
    void shouldFailOnASliceThatWasNotEvaluated() {
        Decision.Gate gate = only(Evaluations.of(Metric.AUC, 0.7), on("origin=LGA", atLeast(Metric.AUC, 0.6)));

        assertThat(gate.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(gate.reason()).isEqualTo("origin=LGA: no such slice was evaluated");
    }

    @Test
    void shouldFailABoundInTheMetricsBadDirection() {
        assertThat(only(Evaluations.of(Metric.LOG_LOSS, 0.9), atLeast(Metric.LOG_LOSS, 0.5))
                        .reason())
                .isEqualTo("log_loss is the better the lower it is: use 'at-most'");
        assertThat(only(Evaluations.of(Metric.AUC, 0.4), atMost(Metric.AUC, 0.5))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void shouldFailAGateWithoutExactlyOneComparison() {
        GateSpec none = new GateSpec(
                Metric.AUC,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        GateSpec two = new GateSpec(
                Metric.AUC,
                Optional.of(0.1),
                Optional.empty(),
                Optional.of("champion"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(only(Evaluations.of(Metric.AUC, 1), none).reason()).isEqualTo("the gate has no comparison");
        assertThat(only(Evaluations.of(Metric.AUC, 1), two).reason())
                .isEqualTo("the gate has more than one comparison");
        assertThat(only(Evaluations.of(Metric.AUC, 1), atLeast(Metric.AUC, Double.NaN))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void shouldHoldPromotionWhenGateIsInconclusive() {
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.71, 0.705)
                .and(Metric.BRIER, 0.3)
                .knowing(Metric.AUC, Of.IMPROVEMENT, new ConfidenceDistribution.Normal(0.005, 0.004));

        Decision decision = decide(evaluation, better(Metric.AUC, 0));
        Decision withFailure = decide(evaluation, better(Metric.AUC, 0), atMost(Metric.BRIER, 0.2));

        assertThat(decision.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(decision.reason())
                .isEqualTo("1 of 1 gates inconclusive: auc 0.71 is better than the champion's 0.705 by 0.005,"
                        + " which chance may explain (95% interval of the improvement: -0.00284 to 0.01284);"
                        + " about 5,024 fresh rows would show it");
        assertThat(withFailure.verdict()).isEqualTo(Verdict.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "0.012, 0.004, PASSED",
        "0.007, 0.004, INCONCLUSIVE",
        "-0.007, 0.004, INCONCLUSIVE",
        "-0.012, 0.004, FAILED",
        "0.0079, 0.004, PASSED",
        "0.0078, 0.004, INCONCLUSIVE"
    })
    void shouldSayWhereTheIntervalLies(double gain, double error, Verdict verdict) {
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.7 + gain, 0.7)
                .knowing(Metric.AUC, Of.IMPROVEMENT, new ConfidenceDistribution.Normal(gain, error));

        Decision.Gate gate = only(evaluation, better(Metric.AUC, 0));

        assertThat(gate.verdict()).isEqualTo(verdict);
        Decision.Evidence evidence = gate.evidence().orElseThrow();
        assertThat(evidence.interval().confidence()).isCloseTo(0.95, within(1e-12));
        assertThat(evidence.interval().low() >= 0).isEqualTo(verdict == Verdict.PASSED);
        assertThat(evidence.interval().high() <= 0).isEqualTo(verdict == Verdict.FAILED);
    }

    @Test
    void shouldAskThatACandidateIsNotWorseByTheMargin() {
        Evaluations evaluation = Evaluations.of(Metric.LOG_LOSS, 0.42, 0.42)
                .knowing(Metric.LOG_LOSS, Of.IMPROVEMENT, new ConfidenceDistribution.Normal(0, 0.004));

        assertThat(only(evaluation, notWorse(Metric.LOG_LOSS, 0.01)).verdict()).isEqualTo(Verdict.PASSED);
        Decision.Gate unsure = only(evaluation, notWorse(Metric.LOG_LOSS, 0.005));
        assertThat(unsure.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(unsure.evidence().orElseThrow().bound()).isEqualTo(-0.005);
        assertThat(unsure.evidence().orElseThrow().rowsNeeded()).contains(5024L);
    }

    @Test
    void shouldJudgeAnAbsoluteBoundByTheInterval() {
        Evaluations evaluation = Evaluations.of(Metric.BRIER, 0.19)
                .knowing(Metric.BRIER, Of.CANDIDATE, new ConfidenceDistribution.Normal(0.19, 0.01));

        assertThat(only(evaluation, atMost(Metric.BRIER, 0.25)).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(only(evaluation, atMost(Metric.BRIER, 0.20)).reason())
                .isEqualTo("brier 0.19 is at most 0.2, which chance may explain (95% interval: 0.1704 to 0.2096);"
                        + " about 7,849 fresh rows would show it");
        assertThat(only(evaluation, atMost(Metric.BRIER, 0.15)).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void shouldNotNameRowsIfMoreOfThemAreOfNoUse() {
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.699, 0.7)
                .knowing(Metric.AUC, Of.IMPROVEMENT, new ConfidenceDistribution.Normal(-0.001, 0.004));

        Decision.Gate gate = only(evaluation, better(Metric.AUC, 0));

        assertThat(gate.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(gate.evidence().orElseThrow().rowsNeeded()).isEmpty();
    }

    @Test
    void shouldShareTheErrorAmongAllGatesByHolm() {
        // one-sided p-values: about 0.0117 and 0.0197; alone each is below 0.025
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.7, 0.69)
                .and(Metric.BRIER, 0.19, 0.2)
                .knowing(Metric.AUC, Of.IMPROVEMENT, new ConfidenceDistribution.Normal(0.01, 0.01 / 2.268))
                .knowing(Metric.BRIER, Of.IMPROVEMENT, new ConfidenceDistribution.Normal(0.01, 0.01 / 2.06));

        Decision both = decide(evaluation, better(Metric.AUC, 0), better(Metric.BRIER, 0));
        Decision three = decide(evaluation, better(Metric.AUC, 0), better(Metric.BRIER, 0), better(Metric.BRIER, 0));

        assertThat(both.gates()).extracting(Decision.Gate::verdict).containsExactly(Verdict.PASSED, Verdict.PASSED);
        assertThat(both.gates().get(0).evidence().orElseThrow().interval().confidence())
                .isCloseTo(0.975, within(1e-9));
        assertThat(three.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(three.gates()).extracting(Decision.Gate::verdict).doesNotContain(Verdict.PASSED);
    }

    @Test
    void shouldSpendLessOnALaterComparison() {
        Evaluation evaluation = Evaluations.of(Metric.AUC, 0.7, 0.69)
                .knowing(Metric.AUC, Of.IMPROVEMENT, new ConfidenceDistribution.Normal(0.01, 0.01 / 2.3))
                .done();

        Decision first = Gates.decide(List.of(better(Metric.AUC, 0)), evaluation, look(1));
        Decision second = Gates.decide(List.of(better(Metric.AUC, 0)), evaluation, look(2));
        Decision last = Gates.decide(List.of(better(Metric.AUC, 0)), evaluation, look(32));

        assertThat(first.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(first.budget()).contains(new Decision.Budget(1, 0.5, 0.5, false));
        assertThat(second.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(last.reason())
                .isEqualTo(
                        "1 of 1 gates inconclusive: the error budget of this holdout is spent by 31 earlier comparisons:"
                                + " take a fresh holdout");
    }

    private static Policy look(int number) {
        return new Policy(0.95, 100, 20, Optional.of(number));
    }

    @Test
    void shouldRefuseToCompareOnRowsThatTheChampionKnows() {
        Evaluations evaluation =
                Evaluations.of(Metric.AUC, 0.8, 0.7).leak(new Evaluation.Leak("version 2", 123, 0.123));

        Decision decision = decide(evaluation, atLeast(Metric.AUC, 0.6), notWorse(Metric.AUC, 0.01));

        assertThat(decision.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(decision.reason())
                .isEqualTo(
                        "1 of 2 gates failed: 123 of the 1,000 held-out rows (12.3%) were trained on by version 2, so that"
                                + " a comparison on them would favour it: choose a holdout that it has not seen");
    }

    @Test
    void shouldLetSmallSlicesReportOnly() {
        Evaluations evaluation = Evaluations.of(Metric.AUC, 0.7)
                .slice("origin", "EWR", 99, 50, value(Metric.AUC, 0.5))
                .slice("origin", "JFK", 1000, 19, value(Metric.AUC, 0.5))
                .slice("origin", "LGA", 1000, 981, value(Metric.AUC, 0.5));

        Decision decision = decide(evaluation, atLeast(Metric.AUC, 0.6), on("origin", atLeast(Metric.AUC, 0.6)));
        Decision alone = decide(evaluation, on("origin", atLeast(Metric.AUC, 0.6)));

        assertThat(decision.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(decision.reason()).startsWith("1 of 1 gates passed");
        assertThat(decision.gates())
                .extracting(Decision.Gate::reportsOnly)
                .containsExactly(
                        Optional.empty(),
                        Optional.of("99 rows are fewer than 100"),
                        Optional.of("19 rows of class 1 are fewer than 20"),
                        Optional.of("19 rows of class 0 are fewer than 20"));
        assertThat(decision.gates().get(1).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(alone.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(alone.reason()).startsWith("no gate decides, each only reports: 99 rows are fewer than 100");
    }

    @Test
    void shouldBeInconclusiveIfNothingIsKnownOfChance() {
        Evaluation whole = Evaluations.of(Metric.AUC, 0.7).done();
        Evaluation bare = new Evaluation(
                whole.task(),
                whole.holdout(),
                whole.identity(),
                whole.rows(),
                whole.positives(),
                whole.candidate(),
                whole.champion(),
                whole.slices(),
                whole.predictions(),
                List.of(),
                whole.leak(),
                List.of(),
                Optional.empty());

        Decision decision = Gates.decide(List.of(atLeast(Metric.AUC, 0.6)), bare, POLICY);

        assertThat(decision.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(decision.reason()).endsWith("the rows do not tell how much auc may differ by chance");
    }
}
