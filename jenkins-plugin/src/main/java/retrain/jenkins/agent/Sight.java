package retrain.jenkins.agent;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What an agent saw of one process.
 *
 * @param folder whether its folder is there
 * @param started whether the process was started
 * @param log the bytes of its log after those that are known
 * @param more whether the log goes on after them
 * @param exit the exit code; null while it runs
 * @param sign changes every few seconds while the process lives; 0 if there is none
 * @param found whether it was searched for and found among the processes
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once, never compared
record Sight(
        String id,
        boolean folder,
        boolean started,
        byte[] log,
        boolean more,
        @Nullable Integer exit,
        long sign,
        boolean found)
        implements Serializable {
    /** {@return whether there is nothing more to come} */
    boolean isOver() {
        return exit != null && !more;
    }
}
