package retrain.registry;

import java.time.Instant;
import java.util.Optional;
import retrain.run.RunId;

/**
 * An execution of the state machine that has ended.
 *
 * @param began when it began, or a time before that
 * @param state the state that it ended in
 */
public record Ended(String execution, Instant began, String state, Optional<RunId> run, String by, String why) {}
