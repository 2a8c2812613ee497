package retrain.spec;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A length of time as it is written: {@code 30 days}, {@code 3 months}. Months and years are those of the calendar, in UTC.
 *
 * @param count at least 1
 */
public record Span(long count, ChronoUnit unit) {
    /** What a length looks like. */
    static final String PATTERN = "[1-9][0-9]{0,5} (minute|hour|day|week|month|year)s?";

    /** The same up to weeks, whose length is the same at any time. */
    static final String SHORT_PATTERN = "[1-9][0-9]{0,5} (minute|hour|day|week)s?";

    /**
     * {@return the length that is written}
     *
     * @param text of the form {@link #PATTERN}
     */
    public static Span of(String text) {
        String[] words = text.split(" ", -1);
        String unit = words[1].endsWith("s") ? words[1] : words[1] + "s";
        return new Span(Long.parseLong(words[0]), ChronoUnit.valueOf(unit.toUpperCase(Locale.ROOT)));
    }

    /** {@return the time so much later} */
    public Instant after(Instant time) {
        return time.atZone(ZoneOffset.UTC).plus(count, unit).toInstant();
    }

    /** {@return how long it is; of a month or a year the mean} */
    public Duration length() {
        return unit.getDuration().multipliedBy(count);
    }

    @Override
    public String toString() {
        String units = unit.toString().toLowerCase(Locale.ROOT);
        return count + " " + (count == 1 ? units.substring(0, units.length() - 1) : units);
    }
}
