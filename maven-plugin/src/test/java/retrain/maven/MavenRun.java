package retrain.maven;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real Maven in a process of its own, without a network, with the plugin as it was packaged. Its repository is the tests' own, into
 * which the build installs the plugin; the repository of this build stands in for all that are remote.
 */
final class MavenRun {
    static final String PLUGIN = "io.retrain:retrain-maven-plugin:" + property("retrain.it.version") + ":";
    private static final Pattern RUN = Pattern.compile("Run (\\S+) of");
    private static final long LIMIT_MINUTES = 10;

    private final Process process;

    @SuppressWarnings("JdkObsolete") // one thread writes, another reads
    private final StringBuffer output = new StringBuffer();

    private final Thread reader;
    private final List<Awaited> awaited = new ArrayList<>();

    private record Awaited(String text, CountDownLatch seen) {}

    private MavenRun(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "maven-output");
        reader.start();
    }

    /** Runs Maven in batch mode until its end. */
    static MavenRun of(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("-B"));
        command.addAll(List.of(arguments));
        return start(folder, command).await();
    }

    static MavenRun start(Path folder, List<String> arguments) {
        List<String> command = new ArrayList<>(commandLine());
        command.addAll(arguments);
        return start(folder, new ProcessBuilder(command));
    }

    /** Runs the lines of a documentation's block until one fails; {@code mvn} in it is the tests' own. */
    static MavenRun shell(Path folder, String block) {
        String mvn = "mvn() { " + String.join(" ", commandLine()) + " -B \"$@\"; }\n";
        return start(folder, new ProcessBuilder("sh", "-ec", mvn + block)).await();
    }

    /** {@return the words that start Maven, before its arguments} */
    static List<String> commandLine() {
        String name = System.getProperty("os.name", "").startsWith("Windows") ? "mvn.cmd" : "mvn";
        return List.of(
                Path.of(property("retrain.it.maven"), "bin", name).toString(),
                "-ntp",
                "-s",
                settings().toString(),
                "-Dmaven.repo.local=" + property("retrain.it.repository"));
    }

    private static Path settings() {
        Path file = Path.of(property("retrain.it.repository")).resolveSibling("it-settings.xml");
        String source = Path.of(property("retrain.it.source")).toUri().toString();
        try {
            return Files.writeString(
                    file,
                    "<settings><mirrors><mirror><id>this-build</id><mirrorOf>*</mirrorOf><url>" + source
                            + "</url></mirror></mirrors></settings>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MavenRun start(Path folder, ProcessBuilder builder) {
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeAll(List.of("CI", "BUILD_URL", "MAVEN_PROJECTBASEDIR"));
        // A build of seconds: compiling Maven itself well would take half of the time.
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        try {
            return new MavenRun(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                output.append((char) c);
                if (c == '\n') {
                    tell();
                }
            }
        } catch (IOException e) {
            output.append("[the output ended: ").append(e).append(']');
        }
        tell();
    }

    private void tell() {
        synchronized (awaited) {
            awaited.stream()
                    .filter(a -> output.indexOf(a.text()) >= 0)
                    .forEach(a -> a.seen().countDown());
        }
    }

    /** Waits until the output has the text. */
    MavenRun awaitOutput(String text) throws InterruptedException {
        Awaited wanted = new Awaited(text, new CountDownLatch(1));
        synchronized (awaited) {
            awaited.add(wanted);
        }
        tell();
        if (!wanted.seen().await(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("Maven never said '" + text + "' but:\n" + output);
        }
        return this;
    }

    /** Ends the process at once, as a power cut would. */
    MavenRun kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        reader.join();
        return this;
    }

    /** Asks the process to end, as Ctrl-C and a build server do. */
    MavenRun stop() {
        // Process.destroy would close the output, too.
        process.toHandle().destroy();
        return await();
    }

    MavenRun await() {
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("Maven did not end:\n" + output);
            }
            reader.join();
            return this;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError(e);
        }
    }

    /** {@return what it said, without the resets of colours with which Maven itself begins and ends} */
    String output() {
        return output.toString().replace("\u001b[0m", "");
    }

    int exit() {
        return process.exitValue();
    }

    /** {@return the id of the run that Maven spoke of} */
    String run() {
        Matcher matcher = RUN.matcher(output);
        if (!matcher.find()) {
            throw new AssertionError("no run in:\n" + output);
        }
        return matcher.group(1);
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new AssertionError("run by 'mvn verify': the property " + name + " is not set");
        }
        return value;
    }
}
