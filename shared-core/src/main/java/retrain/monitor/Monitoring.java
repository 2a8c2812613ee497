package retrain.monitor;

import java.util.List;
import java.util.Optional;

/**
 * The result of monitor: what the rows since the champion, and the live model's predictions, look like in each window.
 *
 * @param champion the version that is watched; absent if there is none yet
 * @param reference what the windows are compared with, for people: {@code the training rows of version 3}
 * @param windows the oldest first; empty if nothing is newer than the reference
 */
public record Monitoring(
        String model, Optional<Integer> champion, String reference, long referenceRows, List<Window> windows) {
    public Monitoring {
        windows = List.copyOf(windows);
    }

    /** {@return whether the newest window raises an alarm} */
    public boolean alarm() {
        return !windows.isEmpty() && windows.get(windows.size() - 1).alarm();
    }
}
