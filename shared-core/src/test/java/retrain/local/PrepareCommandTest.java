package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Snapshot;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.Code;

@DisabledOnOs(OS.WINDOWS)
class PrepareCommandTest {
    @TempDir
    Path base;

    private PrepareFixture data;

    @BeforeEach
    void fixture() throws Exception {
        data = new PrepareFixture(base).rows().ignore("t");
    }

    private PrepareFixture shell(String script) {
        return data.command("sh", "-c", script);
    }

    @Test
    void shouldPrepareTheRowsThatAProgramWrites() {
        Snapshot snapshot = shell(
                        "echo made of $(ls $SM_CHANNEL_ROWS); head -51 $SM_CHANNEL_ROWS/rows.csv > $SM_OUTPUT_DATA_DIR/out.csv")
                .prepare();

        assertThat(snapshot.rows()).isEqualTo(50);
        assertThat(data.events).contains(new Event.Printed("prepare", "made of rows.csv"));
    }

    @Test
    void shouldPassOnNothingOfTheBuildsEnvironmentButTheNeedful() {
        shell("env; head -51 $SM_CHANNEL_ROWS/rows.csv > $SM_OUTPUT_DATA_DIR/out.csv")
                .prepare();

        Set<String> needful = CleanEnvironment.of(System.getenv()).keySet();
        Set<String> others = Set.of("PWD", "OLDPWD", "SHLVL", "_", "RETRAIN_PROCESS");
        assertThat(data.events.stream()
                        .filter(e -> e instanceof Event.Printed)
                        .map(e -> ((Event.Printed) e).line())
                        .filter(line -> line.contains("="))
                        .map(line -> line.substring(0, line.indexOf('='))))
                .contains("SM_CHANNEL_ROWS", "SM_OUTPUT_DATA_DIR")
                .allMatch(name -> needful.contains(name) || others.contains(name) || name.startsWith("SM_"));
    }

    @Test
    void shouldTellExitCodeAndLastLinesOfAProgramThatFails() {
        shell("echo begin; echo 'no such column' >&2; exit 7");

        assertThatThrownBy(() -> data.prepare())
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems().get(0).line())
                                .contains("data.prepare.command", "ended with exit code 7", "begin | no such column"));
    }

    @Test
    void shouldNameAProgramThatIsNotThereAndOneThatWritesNothing() {
        data.command("no-such-program-here");
        assertThat(data.problems()).singleElement().asString().contains("'no-such-program-here' cannot be started");

        shell("touch $SM_OUTPUT_DATA_DIR/rows.txt");
        assertThat(data.problems()).singleElement().asString().contains("wrote no csv or parquet file, but [rows.txt]");
    }

    @Test
    void shouldNameMistakesInTheProgramsRows() {
        shell("printf 'x,y\\n1,0\\n2\\n' > $SM_OUTPUT_DATA_DIR/out.csv");

        assertThat(data.problems())
                .singleElement()
                .asString()
                .contains("out.csv:3: Expected Number of Columns: 2 Found: 1");
    }

    @Test
    void shouldKillTheProgramWhenToldToStop() throws Exception {
        shell("echo $$; sleep 600 & echo $!; wait");

        long[] processes = stopWhenPrinted(2);

        for (long process : processes) {
            ProcessHandle.of(process).ifPresent(p -> p.onExit().join());
        }
        assertThat(base.resolve("scratch/prepare-job")).doesNotExist();
    }

    private long[] stopWhenPrinted(int lines) throws InterruptedException {
        CountDownLatch printed = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                data.prepare();
            } catch (BackendFailure e) {
                thrown.set(e);
            }
        });
        data.onEvent(() -> {
            if (data.events.stream().filter(e -> e instanceof Event.Printed).count() == lines) {
                printed.countDown();
            }
        });
        thread.start();
        printed.await();
        thread.interrupt();
        thread.join();
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.CANCELLED));
        return data.events.stream()
                .filter(e -> e instanceof Event.Printed)
                .mapToLong(e -> Long.parseLong(((Event.Printed) e).line()))
                .toArray();
    }

    @Test
    void shouldStopAQueryWhenToldTo() throws Exception {
        data.sql(
                "SELECT x, y, (SELECT max(a.range * b.range % 7) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range > y) AS z"
                        + " FROM rows");
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        data.onEvent(begun::countDown);
        Thread thread = new Thread(() -> {
            try {
                data.prepare();
            } catch (BackendFailure e) {
                thrown.set(e);
            }
        });
        thread.start();
        begun.await();
        thread.interrupt();
        thread.join();

        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.CANCELLED));
        assertThat(Files.exists(base.resolve("scratch/prepare-job"))).isFalse();
    }
}
