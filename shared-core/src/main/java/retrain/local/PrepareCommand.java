package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.data.Preparer;
import retrain.data.SourceFormat;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.FileTree;

/**
 * A program of the user's own that writes the rows. It runs in the spec's folder and finds each source as the folder {@code
 * SM_CHANNEL_<NAME>}, and in {@code SM_OUTPUT_DATA_DIR} the folder to write csv or parquet files to. Of the build's environment it gets
 * what {@link CleanEnvironment} passes on.
 */
final class PrepareCommand {
    private final Preparer.Work work;
    private final List<String> command;
    private final Observer observer;

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
        try (ChildProcess process = start(environment(output))) {
            int exit = process.await();
            if (exit != 0) {
                throw failed(exit, process.tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Running.cancelled(e);
        }
        return written(output);
    }

    private Map<String, String> environment(Path output) throws IOException {
        Map<String, String> environment = CleanEnvironment.of(System.getenv());
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
        FileTree.link(target, file);
    }

    private ChildProcess start(Map<String, String> environment) {
        Path log = work.scratch().resolve("command.log");
        try {
            return ChildProcess.start(
                    new ChildProcess.Launch(command, work.base(), environment, log),
                    line -> observer.on(new Event.Printed("prepare", line)));
        } catch (IOException e) {
            throw new InvalidInput(
                    Code.DATA_SQL,
                    "data.prepare.command",
                    "'" + command.get(0) + "' cannot be started (" + e.getMessage() + ")",
                    "Name a program that is on the PATH or in the spec's folder, and is executable");
        }
    }

    private BackendFailure failed(int exit, List<String> tail) {
        String last = tail.isEmpty()
                ? "it printed nothing"
                : "its last lines: " + ScriptFailure.printable(String.join(" | ", tail));
        return BackendFailure.permanent(
                new Problem(
                        Code.DATA_SQL,
                        "data.prepare.command",
                        "'" + String.join(" ", command) + "' ended with exit code " + exit + "; " + last,
                        "Mend the program, then run again"),
                null);
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
