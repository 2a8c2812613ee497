package retrain.stream;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Lengths of time as the spec writes them: {@code 10 minutes}. */
final class Spans {
    private Spans() {}

    /** {@return the nanoseconds; as many as fit if it is longer} */
    static long nanos(String span) {
        String[] words = span.split(" ", -1);
        String unit = words[1].toUpperCase(Locale.ROOT);
        TimeUnit of = TimeUnit.valueOf(unit.endsWith("S") ? unit : unit + "S");
        return of.toNanos(words[0].length() > 9 ? Integer.MAX_VALUE : Long.parseLong(words[0]));
    }
}
