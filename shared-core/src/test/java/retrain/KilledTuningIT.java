package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.local.Embedded;
import retrain.run.Digest;
import retrain.run.Ledger;
import retrain.run.LedgerEntry;
import retrain.run.RunId;
import retrain.run.Store;

/**
 * A process that searches for hyperparameters is killed before each of its writes in turn; the run goes on and comes to what an undisturbed
 * one comes to, and no trial is trained twice.
 */
class KilledTuningIT {
    private static final int TRIALS = 3;

    @TempDir
    Path temp;

    @Test
    void shouldTrainNoTrialTwiceAfterAKillBeforeAnyWrite() throws Exception {
        prepared();
        Path undisturbed = project("undisturbed");
        assertThat(KilledRun.run(undisturbed, Ports.embedded(), "", Command.TRAIN)
                        .kind())
                .isEqualTo(Outcome.Kind.TRAINED);
        Digest tuning = tuning(undisturbed);
        assertThat(trials(undisturbed)).hasSize(TRIALS);

        int write = 1;
        for (; ; write++) {
            Path project = project("write-" + write);
            if (killed(project, write) == 0) {
                break;
            }
            List<RunId> runs = runs(project);
            KilledRun.run(
                    project, Ports.embedded(), runs.isEmpty() ? "" : runs.get(0).text(), Command.TRAIN);
            assertThat(tuning(project)).as("after a kill at write " + write).isEqualTo(tuning);
            assertThat(trials(project))
                    .as("after a kill at write " + write)
                    .containsExactlyInAnyOrder("trial 1", "trial 2", "trial 3");
            assertThat(Files.size(project.resolve("trainings"))).isEqualTo(1);
        }
        assertThat(write).as("each trial has two writes").isGreaterThan(2 * TRIALS + 6);
    }

    private static List<String> trials(Path project) throws IOException {
        return Files.readAllLines(project.resolve("trials"));
    }

    private static Digest tuning(Path project) {
        Store store = Embedded.store(project.resolve(".retrain"));
        return Ledger.open(store, runs(project).get(0))
                .done("tune")
                .orElseThrow()
                .output();
    }

    /** {@return the runs but for the one that prepared the rows} */
    private static List<RunId> runs(Path project) {
        List<RunId> all = Ledger.runs(Embedded.store(project.resolve(".retrain")));
        return all.stream()
                .filter(run ->
                        Ledger.open(Embedded.store(project.resolve(".retrain")), run)
                                .entries(LedgerEntry.Began.class)
                                .stream()
                                .anyMatch(b -> b.command().equals(Command.TRAIN.word())))
                .toList();
    }

    private static int killed(Path project, int write) throws Exception {
        Path log = project.resolve("log");
        Process child = Children.start(
                log, KilledRun.class, project.toString(), Integer.toString(write), "before", "", Command.TRAIN.name());
        assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(child.exitValue()).as(Children.log(log)).isIn(0, HaltingStore.EXIT);
        return child.exitValue();
    }

    /** The rows are the same for all, and prepared once. */
    private Path project(String name) {
        Path project = temp.resolve(name);
        Folders.copy(temp.resolve("prepared"), project);
        return project;
    }

    private void prepared() throws IOException {
        Path project = Files.createDirectories(temp.resolve("prepared"));
        SmallRows.write(project, 300);
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows.csv}
                  key: [id]
                  holdout: {fraction: 0.3}
                  validation: {fraction: 0.3}
                train:
                  xgboost: {rounds: 5}
                  threads: 1
                  tune:
                    trials: %d
                    parallel: 1
                    ranges:
                      eta: {min: 0.05, max: 0.8, scaling: logarithmic}
                      max_depth: {min: 1, max: 4}
                """.formatted(TRIALS));
        KilledRun.run(project, Ports.embedded(), "", Command.PREPARE);
    }
}
