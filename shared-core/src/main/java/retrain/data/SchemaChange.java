package retrain.data;

import retrain.spec.SchemaSpec.Policy;

/**
 * A way in which prepared rows differ in form from those that the champion was trained on.
 *
 * @param column the column; of a renamed one the new name
 * @param policy what the spec says to do about it
 * @param what the change in words, to be read after the column's name: {@code is new}
 */
public record SchemaChange(Kind kind, String column, Policy policy, String what) {
    /** What changed. */
    public enum Kind {
        ADDED,
        REMOVED,
        RETYPED,
        RENAMED,
        NEW_CATEGORY,
        UNIT_JUMP,
        NULL_RATE
    }

    /** {@return whether nothing may be trained until somebody has looked at it} What was adapted is no change any more. */
    public boolean blocks() {
        return policy == Policy.BLOCK || policy == Policy.ADAPT;
    }
}
