package retrain.problem;

import java.util.Objects;

/**
 * One thing that is wrong.
 *
 * @param code the stable code
 * @param where the file, with line and column where they are known, or the object
 * @param what what is wrong with it
 * @param cure the command, key or action that mends it
 */
public record Problem(Code code, String where, String what, String cure) {
    public Problem {
        Objects.requireNonNull(code, "code");
        if (where.isBlank() || what.isBlank() || cure.isBlank()) {
            throw new IllegalArgumentException("a problem names where, what and the cure");
        }
    }

    /** {@return the problem in one line, for people} */
    public String line() {
        return where + ": " + what + ". " + cure + " [" + code + "]";
    }
}
