package retrain.monitor;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.spec.Span;

/** Cuts the time since the reference into windows. */
final class Periods {
    private Periods() {}

    /** The time of a window; {@code to} is the first instant after it. */
    record Period(String name, Instant from, Instant to) {}

    /**
     * {@return the newest windows that hold a time from {@code start} to {@code latest}, the oldest first; the first one does not
     * begin before the start}
     *
     * @param length absent: one window
     * @param zone of the calendar that the windows are aligned to
     */
    static List<Period> of(Instant start, Instant latest, Optional<Span> length, int most, ZoneId zone) {
        if (latest.isBefore(start)) {
            return List.of();
        }
        if (length.isEmpty()) {
            return List.of(new Period("since " + start, start, latest.plus(1, ChronoUnit.MICROS)));
        }
        Span span = length.get();
        Deque<Period> periods = new ArrayDeque<>();
        Instant from = span.floor(latest, zone);
        while (periods.size() < most && span.after(from, zone).isAfter(start)) {
            Instant first = from.isBefore(start) ? start : from;
            periods.addFirst(
                    new Period(name(span, from.atZone(zone).toLocalDateTime()), first, span.after(from, zone)));
            from = span.before(from, zone);
        }
        return List.copyOf(periods);
    }

    private static String name(Span span, LocalDateTime first) {
        String begin = name(span.unit(), first);
        if (span.count() == 1) {
            return begin;
        }
        return begin + " to " + name(span.unit(), first.plus(span.count() - 1L, span.unit()));
    }

    private static String name(ChronoUnit unit, LocalDateTime from) {
        if (unit == ChronoUnit.WEEKS) {
            return String.format(
                    Locale.ROOT,
                    "%d-W%02d",
                    from.get(IsoFields.WEEK_BASED_YEAR),
                    from.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        }
        String pattern =
                switch (unit) {
                    case YEARS -> "yyyy";
                    case MONTHS -> "yyyy-MM";
                    case DAYS -> "yyyy-MM-dd";
                    default -> "yyyy-MM-dd'T'HH:mm";
                };
        return from.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
    }
}
