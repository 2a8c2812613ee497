package retrain.infra;

import java.util.List;

/** Port: the stack as it is in an account. */
public interface Stacks {
    /**
     * Looks whether the stack could be deployed, and says what a deployment would change, by a change set that is removed again.
     *
     * @return what would change, a line each; empty if nothing would
     */
    List<String> check(List<GeneratedFile> files);

    /** Makes the stack, or changes it to what the files say, and waits for it. {@return what was changed, a line each} */
    List<String> deploy(List<GeneratedFile> files);

    /**
     * Removes the stack and waits for it; its buckets stay.
     *
     * @param withData whether its buckets are removed, with all that is in them
     * @return what was removed, and what stays, a line each
     */
    List<String> destroy(boolean withData);
}
