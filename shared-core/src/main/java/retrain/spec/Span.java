package retrain.spec;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time of the calendar: {@code 3 months}. A month before March 31 is the last day of February. */
public record Span(int count, ChronoUnit unit) {
    /** How a span is written. */
    static final String PATTERN = "[1-9][0-9]{0,5} (minute|hour|day|week|month|year)s?";

    /** The same up to weeks, whose length is the same at any time. */
    static final String SHORT_PATTERN = "[1-9][0-9]{0,5} (minute|hour|day|week)s?";

    private static final Pattern WORDS = Pattern.compile("([1-9][0-9]{0,5}) (minute|hour|day|week|month|year)s?");

    /** {@return the span that the text names} Throws IllegalArgumentException if it is not of the {@link #PATTERN}. */
    public static Span of(String text) {
        Matcher matcher = WORDS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no length of time");
        }
        String unit = matcher.group(2).toUpperCase(Locale.ROOT);
        return new Span(Integer.parseInt(matcher.group(1)), ChronoUnit.valueOf(unit.concat("S")));
    }

    /** {@return the instant so long after, in UTC} */
    public Instant after(Instant instant) {
        return after(instant, ZoneOffset.UTC);
    }

    /** {@return the instant so long after, by the calendar of a zone} */
    public Instant after(Instant instant, ZoneId zone) {
        return instant.atZone(zone).plus(count, unit).toInstant();
    }

    /** {@return the time so long before} */
    public LocalDateTime before(LocalDateTime time) {
        return time.minus(count, unit);
    }

    /** {@return the instant so long before, by the calendar of a zone} */
    public Instant before(Instant instant, ZoneId zone) {
        return instant.atZone(zone).minus(count, unit).toInstant();
    }

    /**
     * {@return the beginning of the cell that the instant is in, if time is cut into cells of this span by the calendar of a zone: days from
     * 00:00, weeks from Monday}
     */
    public Instant floor(Instant instant, ZoneId zone) {
        LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
        LocalDateTime first = first();
        long units = unit.between(first, local);
        if (first.plus(units, unit).isAfter(local)) {
            units--;
        }
        return first.plus(Math.floorDiv(units, count) * count, unit)
                .atZone(zone)
                .toInstant();
    }

    /** Cells are counted from 1970, weeks from its first Monday. */
    private LocalDateTime first() {
        LocalDate epoch = LocalDate.EPOCH;
        return (unit == ChronoUnit.WEEKS ? epoch.with(TemporalAdjusters.next(DayOfWeek.MONDAY)) : epoch).atStartOfDay();
    }

    /** {@return how long it is; of a month or a year the mean} */
    public Duration length() {
        return unit.getDuration().multipliedBy(count);
    }

    @Override
    public String toString() {
        String word = unit.name().toLowerCase(Locale.ROOT);
        return count == 1 ? "1 " + word.substring(0, word.length() - 1) : count + " " + word;
    }
}
