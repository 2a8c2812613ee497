package retrain.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;

class ProcessScriptTest {
    @TempDir
    Path folder;

    @Test
    void shouldGiveTheRunnerItsOwnOptionsAndThoseOfTheProcess() {
        Map<Option, String> options =
                Map.of(Option.SET, "a='x y',b=\"$HOME\"", Option.WAIT, "false", Option.INTO, "no");

        assertThat(ProcessScript.arguments(Command.RUN, options, "/ws", "/ws@tmp/c"))
                .containsExactly(
                        "run",
                        "set=a='x y',b=\"$HOME\"",
                        "--directory",
                        "/ws",
                        "--out",
                        "/ws@tmp/c/out",
                        "--ending",
                        "/ws@tmp/c/ending.json");
    }

    @Test
    void shouldRefuseAValueOfTwoLines() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ProcessScript.arguments(Command.RUN, Map.of(Option.SET, "a=1\n--out\n/etc"), "/ws", "/c"))
                .withMessage("The option 'set' has a line break in its value. Write it in one line");
    }

    @Test
    void shouldSetTheCharsetBeforeTheUsersOwnOptions() {
        assertThat(ProcessScript.environment("id", "/c", "/ws", "/r", "-Xmx2g"))
                .containsEntry("RETRAIN_PROCESS", "id")
                .containsEntry("RETRAIN_RUNNER", "/r")
                .extractingByKey("JAVA_OPTS")
                .asString()
                .endsWith(" -Xmx2g");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldRunTheRunnerInTheDirectoryAndWriteItsExitCode() throws IOException, InterruptedException {
        runner("pwd\necho \"$1\"\ncat \"${1#@}\"\nexit 2\n");
        Files.writeString(control().resolve(Control.ARGUMENTS), "run\nset=it's $HOME\n");

        assertThat(start().waitFor()).isZero();

        assertThat(Files.readString(control().resolve(Control.EXIT)).strip()).isEqualTo("2");
        assertThat(Files.readString(control().resolve(Control.LOG)))
                .isEqualTo(folder.resolve("a directory").toRealPath() + "\n@"
                        + control().resolve(Control.ARGUMENTS) + "\nrun\nset=it's $HOME\n");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldNeverStartTwice() throws IOException, InterruptedException {
        runner("echo once\n");

        assertThat(start().waitFor()).isZero();
        assertThat(start().waitFor()).isEqualTo(75);

        assertThat(Files.readString(control().resolve(Control.LOG))).isEqualTo("once\n");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldWriteTheExitCodeAlsoWhenAllOfItIsToldToEnd() throws IOException, InterruptedException {
        runner("echo ready\nexec sleep 600\n");
        Process process = start();
        while (!Files.exists(control().resolve(Control.LOG))
                || Files.size(control().resolve(Control.LOG)) == 0) {
            Thread.onSpinWait();
        }

        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(control().resolve(Control.EXIT)).strip()).isEqualTo("143");
    }

    private Path control() throws IOException {
        return Files.createDirectories(folder.toRealPath().resolve("ws@tmp/retrain-1"));
    }

    private void runner(String script) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("a runner/bin"));
        Files.writeString(bin.resolve("retrain"), "#!/bin/sh\n" + script);
        assertThat(bin.resolve("retrain").toFile().setExecutable(true)).isTrue();
    }

    private Process start() throws IOException {
        Path script = folder.resolve("script.sh");
        Files.writeString(script, ProcessScript.of(true));
        Path directory = Files.createDirectories(folder.resolve("a directory"));
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
        builder.environment()
                .putAll(ProcessScript.environment(
                        "1",
                        control().toString(),
                        directory.toString(),
                        folder.resolve("a runner").toString(),
                        ""));
        return builder.start();
    }
}
