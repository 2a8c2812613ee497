package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Children;
import retrain.data.Snapshot;
import retrain.event.Event;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.spec.Task;
import retrain.train.Trainer.TrainingJob;

/** What becomes of a training program when the JVM that started it ends. */
class ScriptTrainerKillIT {
    @TempDir
    Path folder;

    private static TrainingJob job(Path folder, String mode) throws IOException {
        Prepared prepared = new Prepared(folder);
        Path table = prepared.table("SELECT * FROM (VALUES (1, 0.5), (0, 1.5)) t(late, x)");
        Snapshot snapshot = prepared.snapshot("late", table, Optional.empty());
        return prepared.job(
                Scripts.spec(Task.BINARY, "late", Scripts.script(TestTraining.command(mode))),
                snapshot,
                Optional.empty());
    }

    /** Starts a training that hangs, says which process its program started, and waits. */
    public static void main(String[] arguments) throws Exception {
        new ScriptTrainer().submit(job(Path.of(arguments[0]), "hang"), event -> {
            if (event instanceof Event.Printed printed) {
                System.out.println(printed.line());
            }
        });
        new CountDownLatch(1).await();
    }

    private Process watcher() throws IOException {
        return new ProcessBuilder(Children.command(List.of(), ScriptTrainerKillIT.class, folder.toString()))
                .redirectErrorStream(true)
                .start();
    }

    private static ProcessHandle child(Process watcher) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(watcher.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.startsWith("child ")) {
            line = lines.readLine();
        }
        assertThat(line).isNotNull();
        return ProcessHandle.of(Long.parseLong(line.substring("child ".length())))
                .orElseThrow();
    }

    @Test
    void shouldEndWithTheJvm() throws Exception {
        Scripts.code(folder);
        Process watcher = watcher();
        ProcessHandle child = child(watcher);

        watcher.destroy();

        child.onExit().get(60, TimeUnit.SECONDS);
        assertThat(watcher.waitFor()).isEqualTo(128 + 15);
    }

    @Test
    void shouldBeEndedByTheNextRunIfTheJvmWasKilled() throws Exception {
        Scripts.code(folder);
        Process watcher = watcher();
        ProcessHandle child = child(watcher);
        watcher.destroyForcibly().waitFor();
        assertThat(child.isAlive()).isTrue();

        TrainingJob job = job(folder, "well");
        assertThat(Files.exists(job.scratch().resolve("process.json"))).isTrue();
        ScriptTrainer trainer = new ScriptTrainer();
        JobHandle handle = trainer.submit(job, Prepared.SILENT);
        JobStatus status = trainer.poll(handle);
        while (status instanceof JobStatus.Running) {
            Thread.sleep(5);
            status = trainer.poll(handle);
        }

        assertThat(status).isEqualTo(new JobStatus.Succeeded());
        child.onExit().get(60, TimeUnit.SECONDS);
        assertThat(List.of(job.scratch().resolve("ml/model/seen.txt"))).allMatch(Files::isRegularFile);
    }
}
