package retrain.promote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import retrain.Children;
import retrain.Folders;
import retrain.local.FolderStore;
import retrain.registry.AuditEntry;
import retrain.registry.ModelVersion;

/** Register and promote are killed at each of their writes in turn, and gone on with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class KilledPromotionIT {
    private static final int FEWEST_WRITES = 12;

    private Path temp = Path.of("");
    private Promotion undisturbed;

    @BeforeAll
    void promoteUndisturbed(@TempDir Path folder) throws Exception {
        temp = folder;
        Path champion = Files.createDirectories(temp.resolve("champion"));
        Trial.in(champion, FolderStore.open(champion.resolve("store")))
                .candidate(1, "0.5")
                .promoted();
        Path base = championOf("undisturbed");
        undisturbed = KilledPromotion.recorded(base, write -> Folders.copy(base, temp.resolve("after-" + write)));
        assertThat(undisturbed.state()).isEqualTo(Promotion.State.PROMOTED);
    }

    @Test
    void shouldPromoteOnceWhateverWriteItWasKilledBefore() throws Exception {
        for (int write = 1; ; write++) {
            Path base = championOf("before-" + write);
            Path log = temp.resolve("log");
            Process child = Children.start(log, KilledPromotion.class, base.toString(), Integer.toString(write));
            assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
            if (child.exitValue() == 0) {
                assertThat(write).isGreaterThan(FEWEST_WRITES);
                return;
            }
            assertThat(child.exitValue()).as(() -> Children.log(log)).isEqualTo(KilledPromotion.EXIT);
            goOn(base, "before write " + write);
        }
    }

    /** From copies of the folder, taken after each write: the same files as a killed process leaves. */
    @Test
    void shouldPromoteOnceFromWhatAKillAfterEachWriteLeaves() throws Exception {
        int write = 1;
        for (; Files.exists(temp.resolve("after-" + write)); write++) {
            goOn(temp.resolve("after-" + write), "after write " + write);
        }
        assertThat(write).isGreaterThan(FEWEST_WRITES);
    }

    private Path championOf(String name) {
        Folders.copy(temp.resolve("champion"), temp.resolve(name));
        return temp.resolve(name);
    }

    private void goOn(Path base, String killed) throws Exception {
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
