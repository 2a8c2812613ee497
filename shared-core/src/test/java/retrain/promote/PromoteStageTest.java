package retrain.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.gate.Decision;
import retrain.gate.Verdict;
import retrain.local.FolderStore;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.promote.Promotion.State;
import retrain.registry.Alias;
import retrain.registry.AuditEntry;
import retrain.registry.Candidates;
import retrain.registry.ModelVersion;
import retrain.run.Ledger;
import retrain.run.LedgerEntry;
import retrain.run.Stages;

class PromoteStageTest {
    @TempDir
    Path base;

    private Trial trial;

    @BeforeEach
    void begin() throws IOException {
        trial = Trial.in(base, FolderStore.open(base.resolve("store")));
    }

    @Test
    void shouldPromoteAndServeTheFirstCandidate() throws IOException {
        Promotion promotion = trial.candidate(1, "0.5").promoted();

        assertThat(promotion.state()).isEqualTo(State.PROMOTED);
        assertThat(promotion.version()).isEqualTo(1);
        assertThat(promotion.replaced()).isEmpty();
        assertThat(promotion.where()).isEqualTo(base.resolve("deployed/current").toString());
        assertThat(trial.served()).isEqualTo("0.5");
        assertThat(trial.registry.champion()).map(ModelVersion::number).contains(1);
        assertThat(trial.registry.verify()).isEmpty();
        try (Stream<Path> scratch = Files.list(base.resolve("scratch"))) {
            assertThat(scratch).isEmpty();
        }
    }

    @Test
    void shouldTakeThePlaceOfTheChampion() throws IOException {
        trial.candidate(1, "0.5").promoted();

        Promotion promotion = trial.candidate(2, "0.6").promoted();

        assertThat(promotion.replaced()).contains(1);
        assertThat(promotion.reason()).isEqualTo("version 2 is the champion, in place of version 1");
        assertThat(trial.served()).isEqualTo("0.6");
        assertThat(base.resolve("deployed/versions/1")).isDirectory();
    }

    @Test
    void shouldHoldAndMoveNothingWhenTheIntentHolds() throws IOException {
        Trial.Candidate candidate = trial.candidate(1, "0.5");

        Promotion promotion = candidate
                .promote(candidate.registered(), Optional.of("a pull request never promotes"))
                .run(candidate.job("promote"));

        assertThat(promotion.state()).isEqualTo(State.HELD);
        assertThat(promotion.reason()).isEqualTo("a pull request never promotes");
        assertThat(trial.registry.champion()).isEmpty();
        assertThat(base.resolve("deployed")).doesNotExist();
    }

    @Test
    void shouldHoldWhatDidNotPass() throws IOException {
        Trial.Candidate c = trial.candidate(1, "0.5");
        for (Verdict verdict : new Verdict[] {Verdict.FAILED, Verdict.INCONCLUSIVE}) {
            Decision decision = Candidates.decision(verdict);
            Trial.Candidate rejected = new Trial.Candidate(trial, c.run(), c.trained(), c.evaluation(), decision);

            assertThat(rejected.promoted().state()).isEqualTo(State.HELD);
            assertThat(rejected.registered().verdict()).isEqualTo(verdict);
        }
        assertThat(trial.registry.champion()).isEmpty();
        assertThat(trial.registry.versions()).hasSize(2);
    }

    @Test
    void shouldNotSwitchToAModelThatScoresOtherwiseThanInTheEvaluation() throws IOException {
        trial.candidate(1, "0.5").promoted();
        Trial.Candidate wrong = trial.candidate(2, "0.6", "0.61");

        assertThatThrownBy(wrong::promoted)
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("holdout row")
                .hasMessageContaining("not promoted");

        assertThat(trial.served()).isEqualTo("0.5");
        assertThat(trial.registry.champion()).map(ModelVersion::number).contains(1);
    }

    @Test
    void shouldTolerateTheLastDigitOfAFloat() throws IOException {
        assertThat(trial.candidate(1, "0.6", "0.6000003").promoted().state()).isEqualTo(State.PROMOTED);
    }

    @Test
    void shouldHoldWhenTheChampionMovedSinceTheEvaluation() throws IOException {
        Trial.Candidate slow = trial.candidate(1, "0.5");
        ModelVersion registered = slow.registered();
        trial.candidate(2, "0.6").promoted();

        Promotion promotion = slow.promote(registered, Optional.empty()).run(slow.job("promote"));

        assertThat(promotion.state()).isEqualTo(State.HELD);
        assertThat(promotion.reason())
                .contains("champion is version 2 by now")
                .contains("compared with no champion")
                .contains("run again");
        assertThat(trial.served()).isEqualTo("0.6");
    }

    @Test
    void shouldDoNothingForAModelThatIsServedAsChampion() throws IOException {
        Trial.Candidate candidate = trial.candidate(1, "0.5");
        candidate.promoted();

        assertThat(candidate.promote(candidate.registered(), Optional.empty()).existing())
                .hasValueSatisfying(e -> {
                    assertThat(e.output().state()).isEqualTo(State.PROMOTED);
                    assertThat(e.because()).isEqualTo("version 1 is the champion and is served already");
                });
    }

    @Test
    void shouldKeepTheReasonOfWhoeverApprovedBesideWhatTheGatesSaid() throws IOException {
        Trial.Candidate candidate = trial.candidate(1, "0.5");
        ModelVersion version = candidate.registered();

        candidate
                .promote(version, Optional.empty(), Optional.of("the board agreed"))
                .run(candidate.job("promote"));

        assertThat(trial.registry.audit()).singleElement().satisfies(e -> {
            assertThat(e.by()).isEqualTo("ann");
            assertThat(e.why())
                    .isEqualTo("the board agreed; " + candidate.decision().reason());
        });
    }

    @Test
    void shouldServeTheChampionAgainWhenItsFolderWasRemoved() throws IOException {
        Trial.Candidate candidate = trial.candidate(1, "0.5");
        candidate.promoted();
        Files.move(base.resolve("deployed"), base.resolve("gone"));
        Trial.Candidate later = new Trial.Candidate(
                trial, Candidates.run(7), candidate.trained(), candidate.evaluation(), candidate.decision());
        PromoteStage stage = later.promote(candidate.registered(), Optional.empty());
        assertThat(stage.existing()).isEmpty();

        Promotion promotion = stage.run(later.job("promote"));

        assertThat(promotion.state()).isEqualTo(State.PROMOTED);
        assertThat(promotion.reason()).contains("was not what was served");
        assertThat(trial.served()).isEqualTo("0.5");
        assertThat(trial.registry.audit()).hasSize(1);
    }

    @Test
    void shouldNeverPromoteAgainByItselfWhatWasRolledBack() throws IOException {
        trial.candidate(1, "0.5").promoted();
        trial.candidate(2, "0.6").promoted();
        rollback(Optional.empty());

        Promotion again = trial.candidate(3, "0.6").promoted();

        assertThat(again.state()).isEqualTo(State.HELD);
        assertThat(again.reason()).contains("version 2 was rolled back by bob (too many complaints)");
        assertThat(trial.candidate(4, "0.7").promoted().state()).isEqualTo(State.PROMOTED);
    }

    private Promotion rollback(Optional<Integer> to) {
        return Rollback.execute(
                trial.registry, trial.deployer, trial.context, Trial.SPEC, to, "too many complaints", "bob");
    }

    @Test
    void shouldRollBackStepByStep() throws IOException {
        trial.candidate(1, "0.5").promoted();
        trial.candidate(2, "0.6").promoted();
        trial.candidate(3, "0.7").promoted();

        Promotion first = rollback(Optional.empty());

        assertThat(first.version()).isEqualTo(2);
        assertThat(first.replaced()).contains(3);
        assertThat(trial.served()).isEqualTo("0.6");
        assertThat(rollback(Optional.empty()).version()).isEqualTo(1);
        assertThat(trial.served()).isEqualTo("0.5");
        assertThatThrownBy(() -> rollback(Optional.empty()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("had no champion before version 1");
        assertThat(rollback(Optional.of(3)).version()).isEqualTo(3);
        assertThat(trial.served()).isEqualTo("0.7");
        assertThat(trial.registry.audit()).hasSize(6).last().satisfies(e -> {
            assertThat(e.action()).isEqualTo(AuditEntry.ROLLBACK);
            assertThat(e.by()).isEqualTo("bob");
            assertThat(e.why()).isEqualTo("too many complaints");
        });
        assertThat(trial.registry.verify()).isEmpty();
    }

    @Test
    void shouldSayWhyItCannotRollBack() throws IOException {
        assertThatThrownBy(() -> rollback(Optional.empty()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("has no champion");
        trial.candidate(1, "0.5").promoted();
        assertThatThrownBy(() -> rollback(Optional.of(1)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("version 1 is the champion already");
        assertThatThrownBy(() -> rollback(Optional.of(9)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("has no version 9");
    }

    @Test
    void shouldFinishARollbackThatWasKilledBeforeTheSwitchAndGoNoFurther() throws IOException {
        trial.candidate(1, "0.5").promoted();
        trial.candidate(2, "0.6").promoted();
        trial.candidate(3, "0.7").promoted();
        rollback(Optional.empty());
        trial.deployer.activate(
                Trial.SPEC.promote(), base, trial.registry.version(3).orElseThrow());

        Promotion finished = rollback(Optional.empty());

        assertThat(finished.version()).isEqualTo(2);
        assertThat(trial.served()).isEqualTo("0.6");
        assertThat(trial.registry.audit()).hasSize(4);
    }

    @Test
    void shouldRegisterOnceWhateverTheRun() throws IOException {
        Trial.Candidate first = trial.candidate(1, "0.5");
        ModelVersion version = first.register("pull-request/7").run(first.job("register"));
        Trial.Candidate merged = trial.candidate(2, "0.5");

        assertThat(merged.register("candidate").existing()).hasValueSatisfying(e -> {
            assertThat(e.output()).isEqualTo(version);
            assertThat(e.because()).isEqualTo("version 1 holds this model and evaluation");
        });
        assertThat(merged.registered()).isEqualTo(version);
        assertThat(merged.promoted().version()).isEqualTo(1);
        assertThat(trial.registry.alias(Alias.CHAMPION)).map(Alias::version).contains(1);
    }

    @Test
    void shouldGoOnWithItsOwnPromotionAfterAKill() throws IOException {
        Trial.Candidate candidate = trial.candidate(1, "0.5");
        Promotion undisturbed = candidate.promoted();
        Files.move(base.resolve("deployed"), base.resolve("as-if-killed-before-the-switch"));

        Promotion resumed =
                candidate.promote(candidate.registered(), Optional.empty()).run(candidate.job("promote"));

        assertThat(resumed).isEqualTo(undisturbed);
        assertThat(trial.served()).isEqualTo("0.5");
        assertThat(trial.registry.audit()).hasSize(1);
    }

    @Test
    void shouldNotUndoWhatHappenedWhileTheRunWasDead() throws IOException {
        trial.candidate(1, "0.5").promoted();
        Trial.Candidate killed = trial.candidate(2, "0.6");
        killed.promoted();
        rollback(Optional.empty());

        Promotion resumed =
                killed.promote(killed.registered(), Optional.empty()).run(killed.job("promote"));

        assertThat(resumed.state()).isEqualTo(State.HELD);
        assertThat(resumed.reason()).contains("version 1 took its place");
        assertThat(trial.served()).isEqualTo("0.5");
    }

    @Test
    void shouldCountAsItsOwnWorkWhatTheRunHadBegunBeforeAKill() throws IOException {
        Trial.Candidate candidate = trial.candidate(1, "0.5");
        ModelVersion version = candidate.registered();
        PromoteStage stage = candidate.promote(version, Optional.empty());
        Ledger ledger = Ledger.begin(trial.store, candidate.run());
        ledger.append(new LedgerEntry.Intended(
                "promote", stage.inputs(), "promote-job", java.util.List.of(), Candidates.TIME));
        stage.run(candidate.job("promote"));

        Ledger resumed = Ledger.open(trial.store, candidate.run());
        new Stages(trial.store, resumed, Candidates.MODEL, trial.context.clock(), event -> {}).run(stage);

        assertThat(resumed.done("promote")).map(LedgerEntry.Done::did).contains(LedgerEntry.Did.RAN);
        assertThat(trial.registry.audit()).hasSize(1);
    }
}
