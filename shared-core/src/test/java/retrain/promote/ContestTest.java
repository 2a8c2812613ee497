package retrain.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.local.FolderDeployer;
import retrain.local.FolderStore;
import retrain.promote.Promotion.State;
import retrain.registry.AuditEntry;
import retrain.registry.Candidates;
import retrain.registry.Challenge;
import retrain.registry.History;
import retrain.registry.ModelVersion;
import retrain.run.RunId;
import retrain.spec.PromoteSpec;

class ContestTest {
    @TempDir
    Path base;

    private final Deaf deployer = new Deaf();
    private Trial trial;

    /** Serves from a folder, unless it is told to die before it switches anything. */
    private static final class Deaf implements Deployer {
        private final Deployer folder = new FolderDeployer();
        private boolean dies;

        private static final class Killed extends RuntimeException {
            private static final long serialVersionUID = 1;
        }

        private void live() {
            if (dies) {
                throw new Killed();
            }
        }

        @Override
        public Path stage(PromoteSpec spec, Path base, ModelVersion version, Path model, Optional<Double> threshold) {
            return folder.stage(spec, base, version, model, threshold);
        }

        @Override
        public void activate(PromoteSpec spec, Path base, ModelVersion version) {
            live();
            folder.activate(spec, base, version);
        }

        @Override
        public void split(PromoteSpec spec, Path base, List<Variant> variants) {
            live();
            folder.split(spec, base, variants);
        }

        @Override
        public Optional<Integer> active(PromoteSpec spec, Path base, String model) {
            return folder.active(spec, base, model);
        }

        @Override
        public boolean serves(PromoteSpec spec, Path base, ModelVersion version) {
            return folder.serves(spec, base, version);
        }

        @Override
        public Map<String, Double> shares(PromoteSpec spec, Path base, String model) {
            return folder.shares(spec, base, model);
        }

        @Override
        public String location(PromoteSpec spec, Path base, String model) {
            return folder.location(spec, base, model);
        }
    }

    @BeforeEach
    void begin() throws IOException {
        trial = testing(PromoteSpec.Strategy.AB);
    }

    private Trial testing(PromoteSpec.Strategy strategy) throws IOException {
        return Trial.testing(strategy, base, FolderStore.open(base.resolve("store")), deployer);
    }

    private Contest contest() {
        return new Contest(trial.registry, deployer, trial.context, trial.spec);
    }

    private Map<String, Double> shares() {
        return deployer.shares(trial.spec.promote(), base, Candidates.MODEL);
    }

    private Challenge challenged() throws IOException {
        trial.candidate(1, "0.5").promoted();
        trial.candidate(2, "0.6").promoted();
        return trial.registry.challenge().orElseThrow();
    }

    private Promotion rollback(Optional<Integer> to) {
        return Rollback.execute(trial.registry, deployer, trial.context, trial.spec, to, "complaints", "bob");
    }

    @Test
    void shouldPromoteTheFirstAndTestTheSecondBesideIt() throws IOException {
        assertThat(trial.candidate(1, "0.5").promoted().state()).isEqualTo(State.PROMOTED);

        Promotion promotion = trial.candidate(2, "0.6").promoted();

        assertThat(promotion.state()).isEqualTo(State.TESTING);
        assertThat(promotion.version()).isEqualTo(2);
        assertThat(promotion.reason()).startsWith("version 2 is tested against version 1 since ");
        assertThat(trial.served()).isEqualTo("0.5");
        assertThat(shares()).containsExactly(Map.entry("v1", 0.9), Map.entry("v2", 0.1));
        assertThat(trial.registry.champion()).map(ModelVersion::number).contains(1);
        assertThat(trial.registry.challenge()).hasValueSatisfying(t -> {
            assertThat(t.challenger().number()).isEqualTo(2);
            assertThat(t.share()).isEqualTo(0.1);
        });
        assertThat(trial.registry.verify()).isEmpty();
    }

    @Test
    void shouldGiveCopiesOnlyToAShadow() throws IOException {
        trial = testing(PromoteSpec.Strategy.SHADOW);
        trial.candidate(1, "0.5").promoted();

        assertThat(trial.candidate(2, "0.6").promoted().state()).isEqualTo(State.TESTING);

        assertThat(shares()).containsExactly(Map.entry("v1", 1.0));
        assertThat(Files.readString(base.resolve("deployed/variants.json")))
                .contains("\"shadow\" : true")
                .contains("versions/2");
    }

    @Test
    void shouldHoldAnotherCandidateWhileATestRuns() throws IOException {
        challenged();

        Promotion third = trial.candidate(3, "0.7").promoted();

        assertThat(third.state()).isEqualTo(State.HELD);
        assertThat(third.reason())
                .contains("version 2 is tested against version 1")
                .contains("'ab'");
        assertThat(shares()).containsOnlyKeys("v1", "v2");
    }

    @Test
    void shouldFindTheSameCandidateInItsTest() throws IOException {
        challenged();
        Trial.Candidate again = trial.candidate(4, "0.6");

        assertThat(again.promote(again.registered(), Optional.empty()).existing())
                .hasValueSatisfying(e -> assertThat(e.output().state()).isEqualTo(State.TESTING));
        assertThat(trial.registry.audit()).hasSize(2);
    }

    @Test
    void shouldLeaveTheTestAloneWhenTheChampionComesAgain() throws IOException {
        challenged();

        assertThat(trial.candidate(5, "0.5").promoted().state()).isEqualTo(State.PROMOTED);

        assertThat(shares()).containsOnlyKeys("v1", "v2");
    }

    @Test
    void shouldRaiseTheShareAndKeepTheBeginning() throws IOException {
        Challenge test = challenged();

        assertThat(contest().ramp(test, 0.25, "ann", "no alarm")).isPresent();

        assertThat(shares()).containsEntry("v2", 0.25).containsEntry("v1", 0.75);
        assertThat(trial.registry.challenge()).hasValueSatisfying(t -> {
            assertThat(t.number()).isEqualTo(test.number());
            assertThat(t.phases()).extracting(Challenge.Phase::share).containsExactly(0.1, 0.25);
        });
        assertThat(contest().ramp(test, 0.5, "ann", "late").map(AuditEntry::number))
                .contains(4);
    }

    @Test
    void shouldMakeTheChallengerTheChampionAndServeItAlone() throws IOException {
        Challenge test = challenged();

        assertThat(contest().promote(test, "ann", "better")).isPresent();

        assertThat(trial.registry.champion()).map(ModelVersion::number).contains(2);
        assertThat(trial.registry.challenge()).isEmpty();
        assertThat(trial.served()).isEqualTo("0.6");
        assertThat(base.resolve("deployed/variants.json")).doesNotExist();
        assertThat(trial.registry.championBefore()).contains(1);
        assertThat(trial.registry.verify()).isEmpty();
    }

    @Test
    void shouldNotTestALoserAgainButAnother() throws IOException {
        Challenge test = challenged();

        assertThat(contest().withdraw(test, AuditEntry.ROLLBACK, "ann", "worse"))
                .isPresent();

        assertThat(trial.registry.challenge()).isEmpty();
        assertThat(shares()).isEmpty();
        assertThat(trial.served()).isEqualTo("0.5");
        Promotion again = trial.candidate(6, "0.6").promoted();
        assertThat(again.state()).isEqualTo(State.HELD);
        assertThat(again.reason()).contains("version 2 was rolled back by ann (worse)");
        assertThat(trial.candidate(7, "0.8").promoted().state()).isEqualTo(State.TESTING);
        assertThat(trial.registry.verify()).isEmpty();
    }

    @Test
    void shouldTestAgainWhatWasOnlyStopped() throws IOException {
        contest().withdraw(challenged(), AuditEntry.STOP, "ann", "the shares are wrong");

        assertThat(trial.candidate(6, "0.6").promoted().state()).isEqualTo(State.TESTING);
        assertThat(trial.registry.verify()).isEmpty();
    }

    @Test
    void shouldTakeNoStepOfATestThatHasEnded() throws IOException {
        Challenge test = challenged();
        rollback(Optional.empty());

        assertThat(contest().promote(test, "ann", "late")).isEmpty();
        assertThat(contest().ramp(test, 0.5, "ann", "late")).isEmpty();
        assertThat(contest().withdraw(test, AuditEntry.ROLLBACK, "ann", "late")).isEmpty();
        assertThat(trial.registry.champion()).map(ModelVersion::number).contains(1);
        assertThat(trial.registry.audit()).hasSize(3);
    }

    @Test
    void shouldNotBeginATestAgainstAChampionThatHasMoved() throws IOException {
        trial.candidate(1, "0.5").promoted();
        Trial.Candidate late = trial.candidate(2, "0.6");
        ModelVersion version = late.registered();
        var before = trial.registry.alias("champion").orElseThrow();
        rollbackTo("0.9");

        Optional<AuditEntry> entry = new Contest(
                        trial.registry, new Deployment(trial.registry, trial.context, trial.spec, deployer))
                .begin(version, before, 0.1, new RunId(late.run().text()), "ann", "passed");

        assertThat(entry).isEmpty();
        assertThat(trial.registry.challenge()).isEmpty();
    }

    private void rollbackTo(String factor) throws IOException {
        ModelVersion other = trial.candidate(9, factor).registered();
        rollback(Optional.of(other.number()));
    }

    @Test
    void shouldEndTheTestByARollback() throws IOException {
        challenged();

        Promotion promotion = rollback(Optional.empty());

        assertThat(promotion.reason())
                .contains("version 1 is served alone again")
                .contains("version 2");
        assertThat(shares()).isEmpty();
        assertThat(trial.registry.audit())
                .last()
                .satisfies(e -> assertThat(e.why()).isEqualTo("complaints"));
    }

    @Test
    void shouldEndTheTestWhenAPersonNamesTheChallenger() throws IOException {
        challenged();

        assertThat(rollback(Optional.of(2)).reason()).contains("version 2 is the champion");

        assertThat(trial.registry.challenge()).isEmpty();
        assertThat(shares()).isEmpty();
        assertThat(trial.served()).isEqualTo("0.6");
    }

    @Test
    void shouldMakeUpForASwitchThatAKillCutOff() throws IOException {
        trial.candidate(1, "0.5").promoted();
        Trial.Candidate candidate = trial.candidate(2, "0.6");
        deployer.dies = true;
        assertThatThrownBy(candidate::promoted).isInstanceOf(Deaf.Killed.class);
        assertThat(shares()).isEmpty();
        deployer.dies = false;

        assertThat(candidate
                        .promote(candidate.registered(), Optional.empty())
                        .run(candidate.job("promote"))
                        .state())
                .isEqualTo(State.TESTING);

        assertThat(shares()).containsOnlyKeys("v1", "v2");
        deployer.dies = true;
        Challenge test = trial.registry.challenge().orElseThrow();
        assertThatThrownBy(() -> contest().promote(test, "ann", "better")).isInstanceOf(Deaf.Killed.class);
        deployer.dies = false;
        contest().catchUp();
        assertThat(shares()).isEmpty();
        assertThat(trial.served()).isEqualTo("0.6");
        assertThat(trial.registry.audit()).hasSize(3);
    }

    @Test
    void shouldTellTheTestInTheHistory() throws IOException {
        Challenge test = challenged();
        assertThat(new History(trial.registry).lines(9)).anyMatch(l -> l.endsWith("<- challenger"));
        contest().ramp(test, 0.5, "ann", "no alarm");
        contest().withdraw(test, AuditEntry.ROLLBACK, "ann", "worse");

        assertThat(new History(trial.registry).lines(9))
                .anyMatch(l -> l.contains("challenge: challenger is version 2, share 0.1; by ann"))
                .anyMatch(l -> l.contains("ramp: challenger is version 2, share 0.5; by ann: no alarm"))
                .anyMatch(l -> l.contains("rollback: version 2 is the challenger no more; by ann: worse"))
                .noneMatch(l -> l.endsWith("<- challenger"));
    }
}
