package retrain.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Json;

/** Writes what a run leaves for people and machines; {@code docs/report.md} says how to read it. */
public final class Reports {
    private Reports() {}

    /**
     * Writes {@code report.html}, {@code report.md}, {@code gates.xml}, {@code predictions.parquet} and {@code result.json} into the
     * folder, each whole or not at all. {@code result.json} comes last: once it names the run, all others are of this run.
     *
     * @param predictions the evaluation's Parquet object; without one, an earlier run's copy is removed
     * @param out the folder, made if need be
     * @return the path of {@code report.html}
     * @throws BackendFailure {@code STORE_UNUSABLE} if the folder cannot be written
     */
    public static Path write(RunRecord run, Optional<Path> predictions, Path out) {
        return write(run, predictions, Map.of(), out);
    }

    /**
     * Writes files in the forms of others beside the reports, before {@code result.json}.
     *
     * @param others their contents by their names
     */
    public static Path write(RunRecord run, Optional<Path> predictions, Map<String, String> others, Path out) {
        return writing(out, "report", () -> {
            Files.createDirectories(out);
            predictions(predictions, out);
            for (Map.Entry<String, String> other : others.entrySet()) {
                text(other.getValue(), out.resolve(other.getKey()));
            }
            text(GateTests.of(run), out.resolve("gates.xml"));
            text(Summary.of(run), out.resolve("report.md"));
            Path page = out.resolve("report.html");
            text(Page.of(run), page);
            write(Json.pretty(run.result()), out.resolve("result.json"));
            return page;
        });
    }

    /**
     * Writes {@code check.md} and then {@code check.json} into the folder, each whole or not at all.
     *
     * @param out the folder, made if need be
     * @return the path of {@code check.md}
     * @throws BackendFailure {@code STORE_UNUSABLE} if the folder cannot be written
     */
    public static Path write(CheckResult check, Path out) {
        return writing(out, "check", () -> {
            Files.createDirectories(out);
            Path summary = out.resolve("check.md");
            text(CheckSummary.of(check), summary);
            write(Json.pretty(check), out.resolve("check.json"));
            return summary;
        });
    }

    /** Writes some reports. */
    interface Writing {
        Path write() throws IOException;
    }

    /** {@return the path of the one to look at} */
    static Path writing(Path out, String command, Writing work) {
        try {
            return work.write();
        } catch (IOException e) {
            throw unwritable(out, command, e);
        }
    }

    static BackendFailure unwritable(Path out, String command, IOException e) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        out.toString(),
                        "the reports cannot be written there (" + e + ")",
                        "Free space or grant access there, then write them again with the command '" + command + "'"),
                e);
    }

    private static void predictions(Optional<Path> from, Path out) throws IOException {
        Path target = out.resolve("predictions.parquet");
        if (from.isEmpty()) {
            Files.deleteIfExists(target);
            return;
        }
        Path whole = beside(target);
        try {
            Files.copy(from.get(), whole, StandardCopyOption.REPLACE_EXISTING);
            move(whole, target);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    static void text(String text, Path target) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8), target);
    }

    static void write(byte[] content, Path target) throws IOException {
        Path whole = beside(target);
        try {
            Files.write(whole, content);
            move(whole, target);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static void move(Path whole, Path target) throws IOException {
        Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Not a file of {@code createTempFile}: nobody but its owner may read those. */
    private static Path beside(Path target) {
        return target.resolveSibling("." + target.getFileName() + "."
                + ProcessHandle.current().pid() + "-" + Thread.currentThread().getId() + ".tmp");
    }
}
