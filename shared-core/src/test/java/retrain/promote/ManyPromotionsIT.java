package retrain.promote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Children;
import retrain.local.FolderStore;
import retrain.registry.AuditEntry;
import retrain.registry.ModelVersion;

/** Sixteen processes register and promote at once. */
class ManyPromotionsIT {
    private static final int PROCESSES = 16;

    @TempDir
    Path base;

    @Test
    void shouldKeepNumbersChainAliasAndDeploymentWhole() throws Exception {
        Trial trial = Trial.in(base, FolderStore.open(base.resolve("store")));
        List<Process> processes = new ArrayList<>();
        for (int i = 1; i <= PROCESSES; i++) {
            processes.add(
                    Children.start(base.resolve("log-" + i), Promoter.class, base.toString(), Integer.toString(i)));
        }
        for (int i = 1; i <= PROCESSES; i++) {
            assertThat(processes.get(i - 1).waitFor(3, TimeUnit.MINUTES)).isTrue();
            Path log = base.resolve("log-" + i);
            assertThat(processes.get(i - 1).exitValue())
                    .as(() -> Children.log(log))
                    .isZero();
        }

        List<ModelVersion> versions = trial.registry.versions();
        assertThat(versions)
                .extracting(ModelVersion::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, versions.size()).boxed().toList());
        assertThat(versions).hasSizeGreaterThanOrEqualTo(PROCESSES).doesNotHaveDuplicates();
        List<AuditEntry> audit = trial.registry.audit();
        assertThat(audit).hasSize(PROCESSES);
        assertThat(audit).extracting(AuditEntry::version).doesNotHaveDuplicates();
        for (int i = 1; i < PROCESSES; i++) {
            assertThat(audit.get(i).from()).contains(audit.get(i - 1).version());
        }
        assertThat(trial.registry.verify()).isEmpty();
        ModelVersion champion = trial.registry.champion().orElseThrow();
        assertThat(champion.number()).isEqualTo(audit.get(PROCESSES - 1).version());
        assertThat(trial.deployer.serves(Trial.SPEC.promote(), base, champion)).isTrue();
        assertThat(store().list("models/flight-delay/aliases/")).hasSize(1);
    }

    private FolderStore store() {
        return FolderStore.open(base.resolve("store"));
    }

    /** Compares a model of its own with the champion and promotes it, again and again until no other process comes between. */
    static final class Promoter {
        private Promoter() {}

        public static void main(String[] args) throws IOException {
            Path base = Path.of(args[0]);
            int number = Integer.parseInt(args[1]);
            Trial trial = Trial.in(base, FolderStore.open(base.resolve("store")));
            Promotion promotion;
            int tries = 0;
            do {
                Trial.Candidate candidate = trial.candidate(number * 1000 + tries++, "0." + (100 + number));
                ModelVersion version = candidate.registered();
                promotion = candidate.promote(version, Optional.empty()).run(candidate.job("promote"));
            } while (promotion.state() != Promotion.State.PROMOTED);
        }
    }
}
