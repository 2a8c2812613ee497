package retrain.monitor;

import java.time.Instant;
import java.util.Optional;

/**
 * A stretch of time that is looked at.
 *
 * @param name {@code 2013-09}, {@code 2013-09-30}, {@code since 2013-08-31T23:00:00Z}
 * @param from its first instant; absent if the rows have no time
 * @param to the first instant after it
 * @param rows prepared rows in it
 * @param drift of these rows against the reference; absent if there are none
 * @param live quality of the live model's predictions in it; absent if none are there
 */
public record Window(
        String name,
        Optional<Instant> from,
        Optional<Instant> to,
        long rows,
        Optional<Drift> drift,
        Optional<LiveQuality> live) {
    /** {@return whether anything in it is an alarm} */
    public boolean alarm() {
        boolean drifts = drift.isPresent() && drift.get().alarm();
        return drifts || (live.isPresent() && live.get().alarm());
    }
}
