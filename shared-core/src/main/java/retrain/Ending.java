package retrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import retrain.problem.BackendFailure;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.Handover;
import retrain.run.Json;
import retrain.run.WholeFile;

/**
 * How a command ended, for whoever started it as a process: the file beside the exit code.
 *
 * @param format of this record; a higher one was written by a newer version
 * @param exit the exit code: 0 done, 2 rejected or an alarm, 3 mistakes of the user, 4 a backend failed, 70 a bug of Retrain
 * @param kind the word of the outcome; absent if there is none
 * @param summary in a sentence
 * @param text what the command has to show, line by line
 * @param run the id of the run; of one that failed, too, if it had begun
 * @param report the path of the report that was written
 * @param problems what was wrong, all of it
 * @param retryable whether the same run, resumed later, can succeed without anything being mended
 * @param requestId what the service that failed calls the failed request
 * @param handedOver what somebody else is to do before the run is gone on with
 */
public record Ending(
        int format,
        int exit,
        Optional<String> kind,
        String summary,
        List<String> text,
        Optional<String> run,
        Optional<String> report,
        List<Problem> problems,
        boolean retryable,
        Optional<String> requestId,
        List<Handover> handedOver) {
    /** The format that is written. */
    public static final int FORMAT = 1;

    /** The exit code of a bug of Retrain. */
    public static final int BUG = 70;

    public Ending {
        text = List.copyOf(text);
        problems = List.copyOf(problems);
        handedOver = List.copyOf(handedOver);
    }

    /**
     * {@return the ending of a command that did its work}
     *
     * @param exit that of the outcome, or 0 if the front end was told to let it pass
     */
    public static Ending of(Outcome outcome, int exit) {
        return new Ending(
                FORMAT,
                exit,
                Optional.of(outcome.kind().name()),
                outcome.summary(),
                outcome.text(),
                outcome.run(),
                outcome.report().map(Path::toString),
                List.of(),
                false,
                Optional.empty(),
                outcome.handedOver());
    }

    /**
     * {@return the ending of a command that could not do its work}
     *
     * @param run the run that had begun, if one had
     */
    public static Ending of(RetrainException failure, Optional<String> run) {
        Optional<BackendFailure> backend = failure instanceof BackendFailure f ? Optional.of(f) : Optional.empty();
        return new Ending(
                FORMAT,
                failure.exitCode(),
                Optional.empty(),
                failure.problems().get(0).line(),
                List.of(),
                run,
                Optional.empty(),
                failure.problems(),
                backend.filter(BackendFailure::isRetryable).isPresent(),
                backend.flatMap(BackendFailure::requestId),
                List.of());
    }

    /** {@return the ending of a command that met a bug of Retrain} */
    public static Ending bug(Throwable bug, Optional<String> run) {
        return new Ending(
                FORMAT,
                BUG,
                Optional.empty(),
                "a bug of Retrain: " + bug,
                List.of(),
                run,
                Optional.empty(),
                List.of(),
                false,
                Optional.empty(),
                List.of());
    }

    /** Writes the file, whole or not at all, over an earlier one. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().resolveSibling(".").normalize());
        WholeFile.write(file, Json.write(this));
    }

    /**
     * {@return the ending in a file that {@link #write} has written}
     *
     * @throws BackendFailure if it is no such file
     */
    public static Ending read(Path file) throws IOException {
        return Json.read(Files.readAllBytes(file), Ending.class, file.toString());
    }
}
