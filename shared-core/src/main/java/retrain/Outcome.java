package retrain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a command came to, when it could do its work. (When it could not, it throws a {@link retrain.problem.RetrainException}.)
 *
 * @param kind the word of {@code result.json}'s outcome, or DONE for commands that run no stage
 * @param summary in a sentence
 * @param text what the command has to show, line by line: a table, a diff
 * @param run the id of the run
 * @param report the report that was written
 * @param fails whether the build is to know it as a failure
 */
public record Outcome(
        Kind kind, String summary, List<String> text, Optional<String> run, Optional<Path> report, boolean fails) {
    public Outcome {
        text = List.copyOf(text);
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
        /** The command runs no stage, and did its work. */
        DONE(false);

        private final boolean rejected;

        Kind(boolean rejected) {
            this.rejected = rejected;
        }
    }
}
