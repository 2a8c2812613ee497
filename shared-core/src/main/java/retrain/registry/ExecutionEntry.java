package retrain.registry;

import java.time.Instant;
import java.util.Optional;
import retrain.run.Digest;

/**
 * A line of a model's audit chain that moves no alias: how an execution of the state machine that retrains in AWS has ended.
 *
 * @param action always {@link #ACTION}
 * @param execution the execution's name
 * @param state the state that it ended in: {@code Promoted}, {@code NotDue}, {@code Failed} …
 * @param run the run that it did; absent if it came to none
 * @param moved the number of the last entry before that moved an alias, 0 if there is none: whoever looks for those passes over the others
 * @param previous the digest of the entry before, as stored; absent in the first
 */
public record ExecutionEntry(
        int number,
        String action,
        String execution,
        String state,
        Optional<String> run,
        String by,
        String why,
        Instant at,
        int moved,
        Optional<Digest> previous) {
    /** The action of these entries. */
    public static final String ACTION = "execution";
}
