package retrain.maven;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import retrain.Terminal;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;

/** On a terminal: a bar for the stage that works, below the lines that are there to stay. */
final class LiveProgress implements Observer, AutoCloseable {
    private static final long REDRAW = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int CELLS = 24;
    private static final String ERASE = "\r\u001b[K";

    private final Observer lines;
    private final PrintStream out;
    private final LongSupplier nanos;
    private final int width;

    private @Nullable Allocation work;
    private long workBegan;
    private double workDone;
    private long drawn;
    private boolean visible;
    private boolean closed;

    /**
     * @param lines told of everything but progress
     * @param width of the terminal, in columns
     */
    LiveProgress(Observer lines, PrintStream out, LongSupplier nanos, int width) {
        this.lines = lines;
        this.out = out;
        this.nanos = nanos;
        this.width = width;
    }

    static boolean isPossible(boolean interactive, Map<String, String> environment) {
        return interactive && !"dumb".equals(environment.get("TERM")) && Terminal.isThere(environment);
    }

    static int width(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : 80;
    }

    @Override
    public synchronized void on(Event event) {
        if (closed) {
            return;
        }
        if (event instanceof Event.Progressed progressed) {
            progress(progressed);
            return;
        }
        erase();
        lines.on(event);
        if (event instanceof Event.StageStarted started) {
            draw(started.stage() + " …");
        }
        if (event instanceof Event.StageFinished) {
            work = null;
        }
    }

    private void progress(Event.Progressed progressed) {
        Allocation whole = progressed.allocation().parent().orElse(progressed.allocation());
        long now = nanos.getAsLong();
        if (!whole.equals(work)) {
            work = whole;
            workBegan = now;
            workDone = 0;
            drawn = now - REDRAW;
        }
        boolean isPart = progressed.allocation().parent().isPresent();
        double fraction = progressed.allocation().fractionOfStage(progressed.done());
        if (!isPart) {
            workDone = fraction;
        }
        if (now - drawn >= REDRAW) {
            draw(bar(progressed, isPart ? Math.min(1, workDone + fraction) : fraction, now - workBegan));
            drawn = now;
        }
    }

    private static String bar(Event.Progressed progressed, double fraction, long elapsed) {
        Allocation a = progressed.allocation();
        StringBuilder bar = new StringBuilder(a.stage()).append(' ');
        if (a.total() > 0) {
            int full = (int) Math.round(fraction * CELLS);
            bar.append('[')
                    .append("=".repeat(full))
                    .append(" ".repeat(CELLS - full))
                    .append("] ");
        }
        bar.append(a.description()).append(": ").append(String.format(Locale.ROOT, "%,d", progressed.done()));
        if (a.total() > 0) {
            bar.append(String.format(Locale.ROOT, " of %,d", a.total()));
        }
        bar.append(' ').append(a.unit());
        if (fraction > 0 && fraction < 1) {
            bar.append(", ")
                    .append(duration((long) (elapsed * (1 - fraction) / fraction)))
                    .append(" left");
        }
        return progressed.note().isEmpty() ? bar.toString() : bar + ", " + progressed.note();
    }

    static String duration(long nanos) {
        long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos));
        return seconds < 60 ? seconds + " s" : String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60);
    }

    /** The last column stays free: some terminals begin a new line when it is written. */
    private void draw(String bar) {
        String line = bar.length() < width ? bar : bar.substring(0, Math.max(0, width - 1));
        out.print(ERASE + line);
        out.flush();
        visible = true;
    }

    private void erase() {
        if (visible) {
            out.print(ERASE);
            out.flush();
            visible = false;
        }
    }

    /** Leaves the terminal as it was; nothing is drawn any more. */
    @Override
    public synchronized void close() {
        erase();
        closed = true;
    }
}
