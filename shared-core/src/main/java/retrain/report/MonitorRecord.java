package retrain.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.monitor.Drift;
import retrain.monitor.LiveQuality;
import retrain.monitor.Monitoring;
import retrain.monitor.Window;

/**
 * What the reports of monitor are made from.
 *
 * @param earlier what monitor came to before, the oldest first; for the timelines only
 * @param made when this was looked at
 */
record MonitorRecord(Monitoring monitoring, List<Monitoring> earlier, Instant made) {
    /** More windows cannot be told apart in a timeline. */
    static final int MOST_WINDOWS = 200;

    MonitorRecord {
        earlier = List.copyOf(earlier);
    }

    /** A window as it was last looked at, and the version that was watched then. */
    record Seen(Window window, Optional<Integer> champion) {
        private boolean sameTime(Window other) {
            return window.name().equals(other.name())
                    && window.from().equals(other.from())
                    && window.to().equals(other.to());
        }
    }

    /** {@return the newest window, which decides; empty if nothing is newer than the reference} */
    Optional<Window> newest() {
        List<Window> windows = monitoring.windows();
        return windows.isEmpty() ? Optional.empty() : Optional.of(windows.get(windows.size() - 1));
    }

    Optional<Drift> drift() {
        return newest().flatMap(Window::drift);
    }

    Optional<LiveQuality> live() {
        return newest().flatMap(Window::live);
    }

    /** {@return all windows, those of earlier looks too, the oldest first; of one that was looked at twice the later look} */
    List<Seen> all() {
        List<Seen> all = new ArrayList<>();
        for (Monitoring look : earlier) {
            add(all, look);
        }
        add(all, monitoring);
        return all;
    }

    private static void add(List<Seen> all, Monitoring look) {
        for (Window window : look.windows()) {
            all.removeIf(s -> s.sameTime(window));
            all.add(new Seen(window, look.champion()));
        }
    }

    /** {@return the newest of {@link #all()} that a timeline can show} */
    List<Seen> timeline() {
        List<Seen> all = all();
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_WINDOWS), all.size()));
    }

    /** {@return what the windows are compared with, for people} */
    String reference() {
        return Texts.brief(monitoring.reference(), 120);
    }
}
