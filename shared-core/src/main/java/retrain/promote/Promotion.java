package retrain.promote;

import java.util.Optional;

/**
 * The result of promote.
 *
 * @param version the version in question
 * @param replaced the version that was champion until then
 * @param where where it is served
 * @param reason in a sentence
 */
public record Promotion(State state, int version, Optional<Integer> replaced, String where, String reason) {
    /** What became of the candidate. */
    public enum State {
        /** It is the champion and served. */
        PROMOTED,
        /** It is the challenger, and served beside the champion until a test decides. */
        TESTING,
        /** It passed, but the intent or a state of the registry keeps it from being promoted. */
        HELD
    }
}
