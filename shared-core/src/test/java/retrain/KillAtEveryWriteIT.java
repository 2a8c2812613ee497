package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import retrain.evaluate.Evaluation;
import retrain.local.Embedded;
import retrain.registry.ModelVersion;
import retrain.registry.Registry;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.RunId;
import retrain.run.Store;

/**
 * A process is killed at each of its writes in turn, and at moments of chance; the run goes on and comes to what an undisturbed run
 * comes to, with one training and one promotion. The number of kills by chance is the system property {@code retrain.kills}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class KillAtEveryWriteIT {
    private static final int CHANCES = Integer.getInteger("retrain.kills", 10);

    private Path temp = Path.of("");
    private Left undisturbed = new Left("", "", 0, 0, 0, "", 0, List.of());
    private final AtomicInteger kills = new AtomicInteger();

    /** What a run left, as far as it must be the same after a kill. */
    private record Left(
            String archive,
            String predictions,
            int versions,
            int promotions,
            long trainings,
            String deployed,
            int past,
            List<String> told) {}

    @BeforeAll
    void runUndisturbed(@TempDir Path folder) throws IOException {
        temp = folder;
        Path project = project("undisturbed");
        Outcome outcome = KilledRun.recorded(project, write -> Folders.copy(project, temp.resolve("after-" + write)));
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        undisturbed = left(project);
        assertThat(undisturbed.trainings()).isEqualTo(1);
        assertThat(undisturbed.promotions()).isEqualTo(1);
        assertThat(undisturbed.told()).hasSize(1);
        assertThat(undisturbed.past()).isEqualTo(1);
    }

    @AfterAll
    void sayHowMany() {
        System.out.println("kills: " + kills);
    }

    @Test
    void shouldGoOnAfterAKillBeforeEachWrite() throws Exception {
        for (int write = 1; ; write++) {
            Path project = project("before-" + write);
            Process child = start(project, write, "before");
            assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
            if (child.exitValue() == 0) {
                assertThat(write).as("writes of a run").isGreaterThan(15);
                return;
            }
            assertThat(child.exitValue())
                    .as(() -> Children.log(project.resolve("log")))
                    .isEqualTo(HaltingStore.EXIT);
            if (OS.LINUX.isCurrentOs()) {
                assertThat(project.resolve("tmp")).as("unpacked libraries").isEmptyDirectory();
            }
            goOn(project, String.format(Locale.ROOT, "a kill before write %d", write), true);
            kills.incrementAndGet();
        }
    }

    /** From copies of the folder, taken after each write: a third of the time of as many kills, and the same files. */
    @Test
    void shouldGoOnFromWhatAKillAfterEachWriteLeaves() throws Exception {
        int write = 1;
        for (; Files.exists(temp.resolve("after-" + write)); write++) {
            goOn(temp.resolve("after-" + write), String.format(Locale.ROOT, "a kill after write %d", write), true);
        }
        assertThat(write).as("writes of a run").isGreaterThan(15);
    }

    @Test
    void shouldGoOnAfterKillsAtMomentsOfChance() throws Exception {
        Random chance = new Random(7);
        for (int i = 0; i < CHANCES; i++) {
            Path project = project("chance-" + i);
            Process child = start(project, 0, "before");
            if (!child.waitFor(300 + chance.nextInt(2500), TimeUnit.MILLISECONDS)) {
                child.destroyForcibly().waitFor();
                kills.incrementAndGet();
            }
            goOn(project, "a kill at a moment of chance (" + i + ")", false);
        }
    }

    private void goOn(Path project, String after, boolean once) throws IOException {
        List<RunId> runs = Files.exists(project.resolve(".retrain")) ? Ledger.runs(store(project)) : List.of();
        KilledRun.run(
                project, Ports.embedded(), runs.isEmpty() ? "" : runs.get(0).text());
        Left left = left(project);
        assertThat(left.archive()).as(after).isEqualTo(undisturbed.archive());
        assertThat(left.predictions()).as(after).isEqualTo(undisturbed.predictions());
        assertThat(left.versions()).as(after).isEqualTo(1);
        assertThat(left.promotions()).as(after).isEqualTo(1);
        assertThat(left.deployed()).as(after).isEqualTo(undisturbed.deployed());
        assertThat(left.past()).as(after).isEqualTo(1);
        assertThat(left.told()).as(after).hasSize(1);
        // A kill by chance can fall between the last round and the moment the model is kept.
        assertThat(left.trainings()).as(after).isBetween(1L, once ? 1L : 2L);
        delete(project);
    }

    private Left left(Path project) throws IOException {
        Store store = store(project);
        Registry registry = new Registry(store, "small", Clock.systemUTC());
        ModelVersion champion = registry.champion().orElseThrow();
        Evaluation evaluation = Json.read(store.get(champion.evaluation()), Evaluation.class, "evaluation");
        return new Left(
                champion.artifact().archive().hex(),
                evaluation.predictions().hex(),
                store.list("models/small/versions/").size(),
                store.list("models/small/audit/").size(),
                Files.size(project.resolve("trainings")),
                deployed(project),
                store.list("history/small/").size(),
                told(project));
    }

    /** {@return the runs that MLflow's folder has} */
    private static List<String> told(Path project) throws IOException {
        try (Stream<Path> files = Files.walk(project.resolve("mlruns"), 3)) {
            return files.filter(f -> f.endsWith("meta.yaml"))
                    .map(f -> project.relativize(f.resolveSibling("params")).toString())
                    .filter(f -> Files.exists(project.resolve(f)))
                    .toList();
        }
    }

    private static String deployed(Path project) throws IOException {
        try (Stream<Path> files = Files.walk(project.resolve("deployed"))) {
            return files.map(f -> project.relativize(f).toString())
                    .sorted()
                    .toList()
                    .toString();
        }
    }

    private static Store store(Path project) {
        return Embedded.store(project.resolve(".retrain"));
    }

    private Process start(Path project, int write, String when) throws IOException {
        List<String> command = Children.command(
                List.of("-Djava.io.tmpdir=" + Files.createDirectories(project.resolve("tmp"))),
                KilledRun.class,
                project.toString(),
                Integer.toString(write),
                when,
                "");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(project.resolve("log").toFile())
                .start();
    }

    private Path project(String name) throws IOException {
        Path project = Files.createDirectories(temp.resolve(name));
        Random random = new Random(1);
        StringBuilder rows = new StringBuilder("id,x,y,colour,late\n");
        for (int i = 0; i < 300; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            String colour = random.nextBoolean() ? "red" : "blue";
            int late = x + 0.5 * y + random.nextGaussian() > 0 ? 1 : 0;
            rows.append(String.format(Locale.ROOT, "%d,%.4f,%.4f,%s,%d%n", i, x, y, colour, late));
        }
        Files.writeString(project.resolve("rows.csv"), rows.toString());
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows.csv}
                  key: [id]
                  holdout: {fraction: 0.3}
                train:
                  xgboost: {rounds: 5, max_depth: 2}
                  threads: 1
                evaluate: {metrics: [auc, log_loss]}
                gates:
                  - {metric: auc, at-least: 0.5}
                history: {mlflow: mlruns}
                """);
        return project;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
