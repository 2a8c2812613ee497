package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Outcome.Kind;
import retrain.Request;
import retrain.Retrain;
import retrain.Stopping;
import retrain.Terminal;
import retrain.aws.FakeTraining.End;
import retrain.event.Event;
import retrain.problem.RetrainException;

/** Ctrl-C while SageMaker trains, on a real terminal and without one. */
@DisabledOnOs(OS.WINDOWS) // has neither such terminals nor signals
class CtrlCIT {
    private static final String CTRL_C = "\u0003";
    private static final int INTERRUPTED = 130;

    /** Then a process that says nothing is ended, in seconds. */
    private static final int PATIENCE = 90;

    @TempDir
    private Path folder;

    private AwsWorld world;

    @BeforeEach
    void begin() throws IOException {
        world = AwsWorld.begin(folder);
        world.training.ending(name -> End.NEVER);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void shouldLeaveTheJobWhenToldToAndAttachToItLater() throws Exception {
        Shown shown = inTheMiddleOnATerminal();
        shown.type(CTRL_C);
        shown.await("stops it:");
        shown.type("leave\n");

        assertThat(shown.exit()).isEqualTo(INTERRUPTED);
        String job = job();
        String run = world.begun().orElseThrow();
        assertThat(shown.said())
                .contains("training job " + job + " is under way outside of this process")
                .endsWith("Left working: training job " + job + ". Run " + run + " goes on");
        assertThat(world.training.status(job)).isEqualTo("InProgress");
        world.training.ending(name -> End.COMPLETED);
        world.loseTheMachine();
        assertThat(world.goOn(run).kind()).isEqualTo(Kind.PROMOTED);
        assertThat(world.training.names()).containsExactly(job);
    }

    @Test
    void shouldStopTheJobWhenToldTo() throws Exception {
        Shown shown = inTheMiddleOnATerminal();
        shown.type(CTRL_C);
        shown.await("stops it:");
        shown.type("\n");

        assertStopped(shown);
    }

    @Test
    void shouldStopTheJobAtASecondCtrlC() throws Exception {
        Shown shown = inTheMiddleOnATerminal();
        shown.type(CTRL_C);
        shown.await("stops it:");
        shown.type(CTRL_C);

        assertStopped(shown);
        assertThat(shown.said()).containsOnlyOnce("stops it:");
    }

    @Test
    void shouldStopTheJobUnaskedWhenTheSystemEndsTheProcess() throws Exception {
        Shown shown = inTheMiddle(world.command(FrontEnd.class));
        signal("-TERM", shown);

        assertThat(shown.exit()).isNotZero();
        assertThat(shown.said()).doesNotContain("stops it:").endsWith("goes on");
        assertThat(world.training.status(job())).isIn("Stopping", "Stopped");
    }

    @Test
    void shouldStopTheJobUnaskedWithoutATerminal() throws Exception {
        Shown shown = inTheMiddle(listening());
        signal("-INT", shown);

        assertStopped(shown);
        assertThat(shown.said()).doesNotContain("stops it:");
    }

    /** Where a build ignores Ctrl-C, as one in the background does, its children would, too. */
    private List<String> listening() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        List<String> tried = new ArrayList<>(command);
        tried.add("true");
        boolean possible = new ProcessBuilder(tried).start().waitFor() == 0;
        command.addAll(world.command(FrontEnd.class));
        return possible ? command : world.command(FrontEnd.class);
    }

    private static void signal(String which, Shown shown) throws IOException, InterruptedException {
        String pid = String.valueOf(shown.process.pid());
        assertThat(new ProcessBuilder("kill", which, pid).inheritIO().start().waitFor())
                .isZero();
    }

    private void assertStopped(Shown shown) throws InterruptedException {
        assertThat(shown.exit()).isEqualTo(INTERRUPTED);
        assertThat(shown.said()).endsWith("Stopped. Run " + world.begun().orElseThrow() + " goes on");
        assertThat(world.training.status(job())).isIn("Stopping", "Stopped");
    }

    private String job() {
        assertThat(world.training.names()).hasSize(1);
        return world.training.names().get(0);
    }

    private Shown inTheMiddleOnATerminal() throws IOException {
        String python = System.getProperty("retrain.python", "");
        if (python.isEmpty()) {
            System.out.println("Skipped: Ctrl-C on a terminal; name a Python with -Dretrain.python=<path>");
        }
        assumeTrue(!python.isEmpty());
        List<String> command = new ArrayList<>(List.of(
                python, Path.of("src/test/python/terminal.py").toAbsolutePath().toString()));
        command.addAll(world.command(FrontEnd.class));
        return inTheMiddle(command);
    }

    private Shown inTheMiddle(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // A build server may run this test, but none runs the process.
        builder.environment().keySet().removeIf(name -> name.matches("CI|CI_.*|BUILD.*|CIRCLE.*|CODEBUILD.*"));
        Shown shown = new Shown(builder.start());
        shown.await("training");
        return shown;
    }

    /** A process, and what it has shown. */
    private static final class Shown {
        private final Process process;
        private final BufferedReader output;
        private final StringBuilder said = new StringBuilder();

        Shown(Process process) {
            this.process = process;
            CompletableFuture.delayedExecutor(PATIENCE, TimeUnit.SECONDS).execute(process::destroyForcibly);
            this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        void await(String text) throws IOException {
            for (int c = output.read(); c >= 0; c = output.read()) {
                said.append((char) c);
                if (said.toString().endsWith(text)) {
                    return;
                }
            }
            throw new AssertionError("it ended before it said '" + text + "': " + said);
        }

        void type(String text) throws IOException {
            OutputStream keys = process.getOutputStream();
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        }

        int exit() throws InterruptedException {
            output.lines().forEach(line -> said.append(line).append('\n'));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        String said() {
            return said.toString().strip();
        }
    }

    /** What the front ends have in common. */
    static final class FrontEnd {
        private FrontEnd() {}

        private static void say(String line) {
            System.out.println(line);
        }

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            List<String> run = new ArrayList<>();
            try (Stopping stopping = Stopping.open(
                    event -> {
                        if (event instanceof Event.RunStarted started) {
                            run.add(started.run());
                        } else if (event instanceof Event.JobAwaited awaited) {
                            System.out.println("Waits for " + awaited.job() + ", it is in training");
                        }
                    },
                    Terminal.isThere(System.getenv()),
                    FrontEnd::say,
                    how -> say(how + " Run " + run.get(0) + " goes on"))) {
                execute(stopping, folder);
            }
        }

        /** What went wrong is said before the work counts as ended: the last line comes after it. */
        private static void execute(Stopping stopping, Path folder) {
            try {
                new Retrain(stopping)
                        .execute(new Request(Command.RUN, Map.of(), folder, folder.resolve("out"), "test"));
            } catch (RetrainException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
