package retrain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import retrain.run.HandedOver;
import retrain.run.Handover;
import retrain.run.RunId;

/**
 * What a command came to, when it could do its work. (When it could not, it throws a {@link retrain.problem.RetrainException}.)
 *
 * @param kind the word of {@code result.json}'s outcome, or DONE for commands that run no stage
 * @param summary in a sentence
 * @param text what the command has to show, line by line: a table, a diff
 * @param run the id of the run
 * @param report the report that was written
 * @param fails whether the build is to know it as a failure
 * @param handedOver what somebody else is to do before the run is gone on with, if it was set down for that
 */
public record Outcome(
        Kind kind,
        String summary,
        List<String> text,
        Optional<String> run,
        Optional<Path> report,
        boolean fails,
        List<Handover> handedOver) {
    public Outcome {
        text = List.copyOf(text);
        handedOver = List.copyOf(handedOver);
    }

    /** One that hands nothing over. */
    public Outcome(
            Kind kind, String summary, List<String> text, Optional<String> run, Optional<Path> report, boolean fails) {
        this(kind, summary, text, run, report, fails, List.of());
    }

    /** {@return the outcome of a run, or of a command without one, that was set down} */
    static Outcome of(HandedOver handed, Optional<RunId> run) {
        List<Handover> what = handed.what();
        return new Outcome(
                Kind.HANDED_OVER,
                run.map(id -> "The run is set down; go on with it when this is done: -Dretrain.run=" + id)
                        .orElse("The command is set down; give it again when this is done"),
                what.stream().map(Handover::line).toList(),
                run.map(RunId::text),
                Optional.empty(),
                false,
                what);
    }

    /** One that fails if the candidate was rejected. */
    public Outcome(Kind kind, String summary, List<String> text, Optional<String> run, Optional<Path> report) {
        this(kind, summary, text, run, report, kind.rejected);
    }

    /** {@return the word and the sentence, for people} */
    public String line() {
        return kind == Kind.DONE ? summary : kind + ": " + summary;
    }

    /** {@return the exit code of a process that ends with this outcome} */
    public int exitCode() {
        return fails ? 2 : 0;
    }

    /** What became of the run. */
    public enum Kind {
        /** The candidate is the new champion and served. */
        PROMOTED(false),
        /** The candidate passed, and is served beside the champion until a test decides. */
        TESTING(false),
        /** The candidate passed and was registered, but is not to be promoted now. */
        HELD(false),
        /** A gate failed. */
        REJECTED(true),
        /** A gate could not tell. */
        INCONCLUSIVE(true),
        /** The candidate is the champion already. */
        UNCHANGED(false),
        /** The command ended after prepare. */
        PREPARED(false),
        /** The command ended after train. */
        TRAINED(false),
        /** The command ended after evaluate, and the gates passed. */
        EVALUATED(false),
        /** A retrain is due. */
        DUE(false),
        /** No retrain is due, and nothing was run. */
        NOT_DUE(false),
        /** What is watched drifted, or got worse. */
        ALARM(true),
        /** Nothing that is watched raises an alarm. */
        QUIET(false),
        /** The run is set down until somebody else has done what was handed over; it is gone on with then. */
        HANDED_OVER(false),
        /** The command runs no stage, and did its work. */
        DONE(false);

        private final boolean rejected;

        Kind(boolean rejected) {
            this.rejected = rejected;
        }
    }
}
