package retrain.promote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.local.FolderStore;
import retrain.registry.AuditEntry;
import retrain.registry.ModelVersion;

/** Register and promote are killed at each of their writes in turn, and gone on with. */
@Execution(ExecutionMode.CONCURRENT)
class KilledPromotionIT {
    private static final int FEWEST_WRITES = 12;

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void shouldPromoteOnceWhateverWriteItWasKilledAt(String when) throws Exception {
        Promotion undisturbed = undisturbed();
        for (int write = 1; ; write++) {
            Path base = Files.createDirectories(temp.resolve(when + write));
            Trial.in(base, FolderStore.open(base.resolve("store")))
                    .candidate(1, "0.5")
                    .promoted();
            Path log = temp.resolve("log");
            Process child = Children.start(log, KilledPromotion.class, base.toString(), Integer.toString(write), when);
            assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
            if (child.exitValue() == 0) {
                assertThat(write).isGreaterThan(FEWEST_WRITES);
                return;
            }
            assertThat(child.exitValue()).as(() -> Children.log(log)).isEqualTo(KilledPromotion.EXIT);
            goOn(base, when + " write " + write, undisturbed);
        }
    }

    private Promotion undisturbed() throws Exception {
        Path base = Files.createDirectories(temp.resolve("undisturbed"));
        Trial trial = Trial.in(base, FolderStore.open(base.resolve("store")));
        trial.candidate(1, "0.5").promoted();
        return KilledPromotion.run(trial, trial.candidate(2, "0.6"));
    }

    private static void goOn(Path base, String killed, Promotion undisturbed) throws Exception {
        Trial trial = Trial.in(base, FolderStore.open(base.resolve("store")));
        assertThat(trial.served()).as(killed).isIn("0.5", "0.6");
        Trial.Candidate candidate = evaluatedBeforeTheKill(trial);

        Promotion promotion = KilledPromotion.run(trial, candidate);

        assertThat(promotion.state()).as(killed).isEqualTo(undisturbed.state());
        assertThat(promotion.version()).as(killed).isEqualTo(undisturbed.version());
        assertThat(promotion.replaced()).as(killed).isEqualTo(undisturbed.replaced());
        assertThat(promotion.reason()).as(killed).isEqualTo(undisturbed.reason());
        assertThat(trial.served()).as(killed).isEqualTo("0.6");
        assertThat(trial.registry.versions())
                .as(killed)
                .extracting(ModelVersion::number)
                .containsExactly(1, 2);
        assertThat(trial.registry.audit())
                .as(killed)
                .extracting(AuditEntry::version)
                .containsExactly(1, 2);
        assertThat(trial.registry.champion())
                .as(killed)
                .map(ModelVersion::number)
                .contains(2);
        assertThat(trial.registry.verify()).as(killed).isEmpty();
    }

    /** The evaluation of a resumed run comes from its ledger: it was with the champion of that time. */
    private static Trial.Candidate evaluatedBeforeTheKill(Trial trial) throws Exception {
        return trial.candidate(2, "0.6", "0.6", trial.registry.version(1));
    }
}
