package retrain.jenkins.agent;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id of the run in the store, which a command says in its log before it does anything, and how to go on with it. */
final class CoreRun {
    private static final Pattern SAID = Pattern.compile("Run (\\S+) of '.*' (?:begins|goes on)");

    private CoreRun() {}

    static Optional<String> of(String line) {
        Matcher said = SAID.matcher(line);
        return said.matches() ? Optional.of(said.group(1)) : Optional.empty();
    }

    /** {@return what to write to go on with a run; nothing that was done is done again} */
    static String toGoOn(@Nullable String run) {
        return run == null ? "Run the step again" : "Go on with run: '" + run + "' in the same step";
    }
}
