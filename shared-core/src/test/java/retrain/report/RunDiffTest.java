package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.gate.Verdict;

class RunDiffTest {
    private final Fixture before = new Fixture();
    private final Fixture after = new Fixture();

    @Test
    void shouldSayThatNothingDiffers() {
        assertThat(diff())
                .containsExactly(
                        "run 20131001T040506Z-a1b2c3 (version 4) -> run 20131001T040506Z-a1b2c3 (version 4)",
                        "nothing differs");
    }

    @Test
    void shouldNameTheFileThatIsNewAndTheRowsItBrought() {
        before.months = 3;

        assertThat(diff())
                .containsSubsequence(
                        "inputs:",
                        "  data: data/flights-2013-04.csv.gz is new",
                        "rows:",
                        "  train: 53,402 -> 80,103 (+26,701)");
    }

    @Test
    void shouldFallBackToTheSourceFilesIfALedgerHasNoInputs() {
        before.months = 3;
        RunRecord a = withoutLedger(before.record());

        assertThat(RunDiff.lines(a, after.record(), Map.of(), Map.of()))
                .contains("  data: data/flights-2013-04.csv.gz is new");
    }

    @Test
    void shouldNameHyperparametersThatChangedCameOrWent() {
        after.hyperparameters.put("eta", "0.3");
        after.hyperparameters.put("gamma", "1");
        after.hyperparameters.remove("subsample");

        assertThat(diff())
                .containsSubsequence(
                        "hyperparameters:", "  eta: 0.1 -> 0.3", "  gamma is new: 1", "  subsample is gone: 1");
    }

    @Test
    void shouldNameColumnsAndFeaturesThatCameOrWent() {
        before.columns = List.of("late", "time_hour", "origin", "visib");
        after.columns = List.of("late", "time_hour", "origin", "temp");

        assertThat(diff())
                .containsSubsequence(
                        "schema:",
                        "  column temp is new: DOUBLE",
                        "  column visib is gone: DOUBLE",
                        "  feature temp is new",
                        "  feature visib is gone");
    }

    @Test
    void shouldJudgeMetricsByTheirDirectionAndSayIfTheRowsDiffer() {
        List<String> lines = RunDiff.lines(Fixture.binary(), Fixture.regression(), Map.of(), Map.of());
        assertThat(lines).contains("metrics of the candidates:", "  rmse: undefined -> 39.950");

        Fixture regression = new Fixture();
        regression.task = retrain.spec.Task.REGRESSION;
        RunRecord a = regression.record();
        assertThat(RunDiff.lines(a, Moved.metrics(a), Map.of(), Map.of()))
                .contains(
                        "  rmse: 39.950 -> 40.950 (+1.0000 worse)",
                        "  r2: 0.1155 -> 1.1155 (+1.0000 better)",
                        "  the holdout rows differ, so these figures cannot be compared strictly");
    }

    @Test
    void shouldNameGatesWithAnotherVerdict() {
        before.gates.add(Fixture.gate("auc at-least 0.7", Optional.of("origin=JFK"), Verdict.PASSED, 0.7, 0.7, 0.7));
        after.gates.add(Fixture.gate("auc at-least 0.7", Optional.of("origin=JFK"), Verdict.FAILED, 0.6, 0.7, 0.7));
        after.outcome = "REJECTED";

        assertThat(diff())
                .containsSubsequence(
                        "outcome:",
                        "  outcome: PROMOTED -> REJECTED",
                        "gates:",
                        "  auc at-least 0.7 [origin=JFK]: PASSED -> FAILED");
    }

    @Test
    void shouldLeaveOutWhatOneOfTheRunsHasNotGotTo() {
        List<String> lines = RunDiff.lines(Fixture.prepared(), Fixture.binary(), Map.of(), Map.of());

        assertThat(lines).contains("  outcome: PREPARED -> PROMOTED");
        assertThat(lines).doesNotContain("metrics of the candidates:", "hyperparameters:", "gates:");
    }

    @Test
    void shouldPrintNothingThatActsOnATerminal() {
        after.hyperparameters.put("\u001b[2Jname\n", "\u001b]0;title\u0007");

        assertThat(diff()).allSatisfy(line -> assertThat(line.chars()).noneMatch(Character::isISOControl));
    }

    private List<String> diff() {
        return RunDiff.lines(before.record(), after.record(), Map.of(), Map.of());
    }

    private static RunRecord withoutLedger(RunRecord run) {
        return new RunRecord(
                run.result(),
                List.of(),
                run.snapshot(),
                run.inspection(),
                run.tuning(),
                run.trained(),
                run.evaluation(),
                run.decision(),
                run.version(),
                run.promotion());
    }

    /** The same run, all of whose metrics moved by one on other rows. */
    private static final class Moved {
        static RunRecord metrics(RunRecord run) {
            var e = run.evaluation().orElseThrow();
            var metrics = e.candidate().metrics().stream()
                    .map(m -> Simulated.metric(m.metric(), m.value().orElseThrow() + 1))
                    .toList();
            var candidate = new retrain.evaluate.Evaluation.Scored(
                    e.candidate().name(),
                    e.candidate().archive(),
                    metrics,
                    e.candidate().curves(),
                    Optional.empty());
            var moved = new retrain.evaluate.Evaluation(
                    e.task(),
                    retrain.run.Digest.of("other rows"),
                    Optional.empty(),
                    e.rows(),
                    0,
                    candidate,
                    e.champion(),
                    e.slices(),
                    e.predictions(),
                    java.util.List.of(),
                    java.util.Optional.empty(),
                    java.util.List.of(),
                    java.util.Optional.empty());
            return new RunRecord(
                    run.result(),
                    run.ledger(),
                    run.snapshot(),
                    run.inspection(),
                    run.tuning(),
                    run.trained(),
                    Optional.of(moved),
                    run.decision(),
                    run.version(),
                    run.promotion());
        }
    }
}
