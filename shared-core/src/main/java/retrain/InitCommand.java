package retrain;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.local.Embedded;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.SpecDraft;

/** Writes a first spec for a data file, and says what it guessed. */
final class InitCommand {
    private static final String SQL = "prepare.sql";

    private final Request request;
    private final Path config;

    private InitCommand(Request request) {
        this.request = request;
        this.config = Setting.config(request);
    }

    static Outcome execute(Request request) {
        return new InitCommand(request).init();
    }

    private Outcome init() {
        Path data = data();
        Path sql = config.resolveSibling(SQL);
        if (!request.isOn(Option.DRY_RUN)) {
            refuse(List.of(config, sql));
        }
        String name = String.valueOf(data.getFileName()).replaceAll("\\..*", "");
        SpecDraft draft = SpecDraft.of(name, relative(data), Embedded.facts(data));
        List<String> lines = new ArrayList<>(draft.guesses());
        if (request.isOn(Option.DRY_RUN)) {
            lines.addAll(List.of("", config.getFileName() + ":"));
            draft.yaml().lines().forEach(lines::add);
            lines.addAll(List.of("", SQL + ":"));
            draft.sql().lines().forEach(lines::add);
            return outcome("Dry run: nothing is written", lines);
        }
        write(sql, draft.sql());
        write(config, draft.yaml());
        return outcome("Wrote " + config + " and " + SQL + ". Look at what was guessed, then run retrain:run", lines);
    }

    private static Outcome outcome(String summary, List<String> lines) {
        return new Outcome(Outcome.Kind.DONE, summary, lines, Optional.empty(), Optional.empty());
    }

    private Path data() {
        String given = request.value(Option.DATA)
                .orElseThrow(() -> new InvalidInput(
                        Code.OPTION_WRONG,
                        "option 'data'",
                        "is missing",
                        "Name a CSV, JSON or Parquet file: -Dretrain.data=rows.csv"));
        Path data = request.directory().resolve(given).toAbsolutePath().normalize();
        if (!Files.isRegularFile(data)) {
            throw new InvalidInput(
                    Code.DATA_MISSING,
                    "option 'data'",
                    Files.exists(data) ? data + " is no file" : "there is no file " + data,
                    "Name a CSV, JSON or Parquet file");
        }
        return data;
    }

    private void refuse(List<Path> files) {
        List<Problem> problems = new ArrayList<>();
        for (Path file : files) {
            if (Files.exists(file)) {
                problems.add(there(file));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private static Problem there(Path file) {
        return new Problem(
                Code.OPTION_WRONG,
                file.toString(),
                "is there already and is not overwritten",
                "Move it away, or see what would be written with -Dretrain.dryRun=true");
    }

    /** {@return the path as it is written in the spec, with slashes on every system} */
    private String relative(Path data) {
        Path folder = config.resolveSibling("");
        boolean sameRoot = String.valueOf(folder.getRoot()).equals(String.valueOf(data.getRoot()));
        return (sameRoot ? folder.relativize(data) : data).toString().replace('\\', '/');
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new InvalidInput(List.of(there(file)));
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            file.toString(),
                            "cannot be written (" + e + ")",
                            "Grant access to the folder, or free space there"),
                    e);
        }
    }
}
