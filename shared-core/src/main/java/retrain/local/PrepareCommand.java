package retrain.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import retrain.data.Preparer;
import retrain.data.SourceFormat;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/**
 * A program of the user's own that writes the rows. It runs in the spec's folder and finds each source as the folder {@code
 * SM_CHANNEL_<NAME>}, and in {@code SM_OUTPUT_DATA_DIR} the folder to write csv or parquet files to.
 */
final class PrepareCommand {
    private static final int TAIL_LINES = 20;

    private final Preparer.Work work;
    private final List<String> command;
    private final Observer observer;
    private final Deque<String> tail = new ArrayDeque<>();

    PrepareCommand(Preparer.Work work, List<String> command, Observer observer) {
        this.work = work;
        this.command = command;
        this.observer = observer;
    }

    /**
     * Runs the program.
     *
     * @return the files it wrote, sorted
     */
    List<Path> run() throws IOException {
        Path output = Files.createDirectories(work.scratch().resolve("output"));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(work.base().toFile());
        builder.environment().putAll(environment(output));
        Process process = start(builder);
        try {
            process.getOutputStream().close();
            finish(process);
        } finally {
            kill(process);
        }
        return written(output);
    }

    private Map<String, String> environment(Path output) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("SM_OUTPUT_DATA_DIR", output.toAbsolutePath().toString());
        for (Map.Entry<String, List<Path>> source : work.files().entrySet()) {
            Path channel =
                    Files.createDirectories(work.scratch().resolve("channels").resolve(source.getKey()));
            for (Path file : source.getValue()) {
                link(channel, file);
            }
            String name = source.getKey().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
            environment.put("SM_CHANNEL_" + name, channel.toAbsolutePath().toString());
        }
        return environment;
    }

    /** Linked, since sources are large; copied where that is not possible. Files of equal names get numbers. */
    private static void link(Path channel, Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        Path target = channel.resolve(name);
        for (int i = 2; Files.exists(target); i++) {
            target = channel.resolve(i + "-" + name);
        }
        try {
            Files.createSymbolicLink(target, file.toAbsolutePath());
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private Process start(ProcessBuilder builder) {
        try {
            return builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new InvalidInput(
                    Code.DATA_SQL,
                    "data.prepare.command",
                    "'" + command.get(0) + "' cannot be started (" + e.getMessage() + ")",
                    "Name a program that is on the PATH or in the spec's folder, and is executable");
        }
    }

    private void finish(Process process) {
        Thread reader = new Thread(() -> read(process.getInputStream()), "retrain-prepare-output");
        reader.setDaemon(true);
        reader.start();
        try {
            int exit = process.waitFor();
            // A grandchild may keep the pipe open; it is not waited for.
            reader.join(TimeUnit.SECONDS.toMillis(2));
            if (exit != 0) {
                throw failed(exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Running.cancelled(e);
        }
    }

    private void read(InputStream output) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                observer.on(new Event.Printed("prepare", line));
            }
        } catch (IOException e) {
            keep("(the output ends here: " + e.getMessage() + ")");
        }
    }

    private synchronized void keep(String line) {
        tail.add(line);
        if (tail.size() > TAIL_LINES) {
            tail.remove();
        }
    }

    private synchronized BackendFailure failed(int exit) {
        String last = tail.isEmpty() ? "it printed nothing" : "its last lines: " + String.join(" | ", tail);
        return BackendFailure.permanent(
                new Problem(
                        Code.DATA_SQL,
                        "data.prepare.command",
                        "'" + String.join(" ", command) + "' ended with exit code " + exit + "; " + last,
                        "Mend the program, then run again"),
                null);
    }

    private static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static List<Path> written(Path output) throws IOException {
        try (Stream<Path> walk = Files.walk(output)) {
            List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
            List<Path> rows = files.stream()
                    .filter(f -> SourceFormat.of(f)
                            .filter(k -> k != SourceFormat.JSON)
                            .isPresent())
                    .toList();
            long formats = rows.stream()
                    .map(SourceFormat::of)
                    .flatMap(Optional::stream)
                    .distinct()
                    .count();
            if (formats != 1) {
                throw new InvalidInput(
                        Code.DATA_MISSING,
                        "data.prepare.command",
                        rows.isEmpty()
                                ? "wrote no csv or parquet file, but "
                                        + files.stream().map(output::relativize).toList()
                                : "wrote both csv and parquet files",
                        "Write the rows to the folder that SM_OUTPUT_DATA_DIR names, as .csv or as .parquet");
            }
            return rows;
        }
    }
}
