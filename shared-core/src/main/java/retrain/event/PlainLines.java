package retrain.event;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Renders events as lines for logs of batch builds: no control characters, no line that is changed later, and few lines of progress. The
 * end of a run is left to the front end, which has the outcome of every command, also of those that have no run.
 */
public final class PlainLines implements Observer {
    /** Work that says nothing else is heard of this often. */
    private static final long SIGN_OF_LIFE = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<String> lines;
    private final LongSupplier nanos;

    private @Nullable Allocation work;
    private long tenth;
    private long spoken;

    /**
     * @param lines takes each line, without its end
     * @param nanos the time, in nanoseconds since anything, such as {@code System::nanoTime}
     */
    public PlainLines(Consumer<String> lines, LongSupplier nanos) {
        this.lines = lines;
        this.nanos = nanos;
        this.spoken = nanos.getAsLong();
    }

    @Override
    public synchronized void on(Event event) {
        if (event instanceof Event.Progressed progressed) {
            progressed(progressed).ifPresent(this::say);
        } else {
            of(event).forEach(this::say);
        }
    }

    private static List<String> of(Event event) {
        if (event instanceof Event.RunStarted e) {
            return List.of("Run " + e.run() + " of '" + e.model() + "' " + (e.resumed() ? "goes on" : "begins"));
        }
        if (event instanceof Event.StageStarted e) {
            return e.because().stream().map(reason -> e.stage() + ": " + reason).toList();
        }
        if (event instanceof Event.StageReused e) {
            return List.of(e.stage() + ": reused, " + String.join(", ", e.because()));
        }
        if (event instanceof Event.StageFinished e) {
            return List.of(e.stage() + ": " + e.summary() + String.format(Locale.ROOT, " (%.1f s)", e.seconds()));
        }
        if (event instanceof Event.Noticed e) {
            return List.of(e.message());
        }
        if (event instanceof Event.Printed e) {
            return List.of(e.source() + " | " + e.line());
        }
        return List.of();
    }

    /** With a note: at each tenth of the whole. Without: when nothing was said for a while. */
    private Optional<String> progressed(Event.Progressed progressed) {
        Allocation allocation = progressed.allocation();
        if (!allocation.equals(work)) {
            work = allocation;
            tenth = 0;
        }
        long reached = allocation.total() == 0 ? 0 : 10 * progressed.done() / allocation.total();
        boolean further = reached > tenth && !progressed.note().isEmpty();
        tenth = Math.max(tenth, reached);
        return further || nanos.getAsLong() - spoken >= SIGN_OF_LIFE
                ? Optional.of(line(allocation, progressed))
                : Optional.empty();
    }

    private static String line(Allocation allocation, Event.Progressed progressed) {
        String count = allocation.total() == 0
                ? String.format(Locale.ROOT, "%,d %s", progressed.done(), allocation.unit())
                : String.format(Locale.ROOT, "%,d of %,d %s", progressed.done(), allocation.total(), allocation.unit());
        String note = progressed.note().isEmpty() ? "" : ", " + progressed.note();
        return allocation.stage() + ": " + allocation.description() + ": " + count + note;
    }

    private void say(String line) {
        spoken = nanos.getAsLong();
        for (String piece : line.split("\\R", -1)) {
            lines.accept(plain(piece));
        }
    }

    /** {@return the text without colours and other control sequences, which a user's program may print} */
    private static String plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return text.replaceAll("\u001b\\[[0-?]*[ -/]*[@-~]", "")
                        .replaceAll("\u001b\\][^\u0007\u001b]*(\u0007|\u001b\\\\)", "")
                        .replace("\t", "    ")
                        .replaceAll("\\p{Cc}", "");
            }
        }
        return text;
    }
}
