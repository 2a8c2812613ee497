package retrain.spec;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Times in the five fields of cron(5): minute, hour, day of the month, month, day of the week. As there: if both days are restricted,
 * either of them is enough. Beyond it {@code L}, the last day of the month, and {@code ?}, which is {@code *}.
 *
 * <p>A time that the clock of the zone skips is at the end of the gap it falls into, as far after it as it was in it; a time that the
 * clock shows twice is the first of both. So each time is there once.
 */
public final class Cron {
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /** From a 29 February to the next it can be eight years (1896 to 1904). */
    private static final int MOST_DAYS = 366 * 9;

    private final SortedSet<Integer> minutes;
    private final SortedSet<Integer> hours;
    private final SortedSet<Integer> days;
    private final boolean lastDay;
    private final SortedSet<Integer> months;
    private final SortedSet<Integer> weekdays;
    private final boolean anyDay;
    private final boolean anyWeekday;

    private Cron(String[] fields) {
        minutes = new Field("minute", 0, 59, List.of(), 0).read(fields[0]);
        hours = new Field("hour", 0, 23, List.of(), 0).read(fields[1]);
        String day = fields[2];
        lastDay = List.of(day.split(",", -1)).contains("L");
        String plain = lastDay ? String.join(",", without(day)) : day;
        days = plain.isEmpty() ? new TreeSet<>() : new Field("day of the month", 1, 31, List.of(), 0).read(plain);
        months = new Field("month", 1, 12, MONTHS, 1).read(fields[3]);
        SortedSet<Integer> week = new Field("day of the week", 0, 7, DAYS, 0).read(fields[4]);
        weekdays = new TreeSet<>(week.stream().map(d -> d % 7).toList());
        anyDay = isAny(day);
        anyWeekday = isAny(fields[4]);
    }

    private static List<String> without(String days) {
        return List.of(days.split(",", -1)).stream().filter(d -> !d.equals("L")).toList();
    }

    /** As in cron(5): a field that begins with a star restricts nothing, though it may have a step. */
    private static boolean isAny(String field) {
        return field.startsWith("*") || field.equals("?");
    }

    /**
     * {@return the times of an expression}
     *
     * @throws IllegalArgumentException with what is wrong, in words
     */
    public static Cron of(String text) {
        String[] fields = text.strip().split("\\s+", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException("has " + fields.length
                    + " fields, not the five: minute, hour, day of the month, month, day of the week");
        }
        Cron cron = new Cron(fields);
        if (cron.neverFires()) {
            throw new IllegalArgumentException("never comes: no such month has such a day");
        }
        return cron;
    }

    /** {@return the minutes of the hour, 0 to 59} */
    public SortedSet<Integer> minutes() {
        return Collections.unmodifiableSortedSet(minutes);
    }

    /** {@return the hours of the day, 0 to 23} */
    public SortedSet<Integer> hours() {
        return Collections.unmodifiableSortedSet(hours);
    }

    /** {@return the days of the month, 1 to 31; without its last day, if that is named as such} */
    public SortedSet<Integer> days() {
        return Collections.unmodifiableSortedSet(days);
    }

    /** {@return whether the last day of the month is named as such} */
    public boolean onLastDay() {
        return lastDay;
    }

    /** {@return the months, 1 to 12} */
    public SortedSet<Integer> months() {
        return Collections.unmodifiableSortedSet(months);
    }

    /** {@return the days of the week, 0 to 6 from Sunday} */
    public SortedSet<Integer> weekdays() {
        return Collections.unmodifiableSortedSet(weekdays);
    }

    /** {@return whether every day of the month will do} */
    public boolean anyDay() {
        return anyDay;
    }

    /** {@return whether every day of the week will do} */
    public boolean anyWeekday() {
        return anyWeekday;
    }

    private boolean neverFires() {
        if (anyDay || lastDay || !anyWeekday) {
            return false;
        }
        int longest =
                months.stream().mapToInt(m -> Month.of(m).maxLength()).max().orElse(0);
        return days.first() > longest;
    }

    /** {@return the first time after an instant} */
    public Instant next(Instant after, ZoneId zone) {
        LocalDate date = after.atZone(zone).toLocalDate();
        for (int i = 0; i < MOST_DAYS; i++) {
            Optional<Instant> first = on(date.plusDays(i)) ? first(date.plusDays(i), after, zone) : Optional.empty();
            if (first.isPresent()) {
                return first.get();
            }
        }
        throw new IllegalStateException("no time within " + MOST_DAYS + " days after " + after);
    }

    private boolean on(LocalDate date) {
        if (!months.contains(date.getMonthValue())) {
            return false;
        }
        boolean last = lastDay && date.getDayOfMonth() == YearMonth.from(date).lengthOfMonth();
        boolean day = last || days.contains(date.getDayOfMonth());
        boolean weekday = weekdays.contains(date.getDayOfWeek().getValue() % 7);
        return (anyDay || anyWeekday) ? (day && weekday) : (day || weekday);
    }

    /** The least of all, as a time in a gap is moved beyond times that come after it on the clock. */
    private Optional<Instant> first(LocalDate date, Instant after, ZoneId zone) {
        Instant first = Instant.MAX;
        for (int hour : hours) {
            for (int minute : minutes) {
                Instant time =
                        ZonedDateTime.of(date, LocalTime.of(hour, minute), zone).toInstant();
                first = time.isAfter(after) && time.isBefore(first) ? time : first;
            }
        }
        return first.equals(Instant.MAX) ? Optional.empty() : Optional.of(first);
    }

    /** One of the five fields. */
    private record Field(String name, int min, int max, List<String> names, int firstName) {
        SortedSet<Integer> read(String text) {
            SortedSet<Integer> values = new TreeSet<>();
            for (String item : text.split(",", -1)) {
                item(item, values);
            }
            return values;
        }

        private void item(String item, SortedSet<Integer> values) {
            String[] parts = item.split("/", -1);
            if (parts.length > 2) {
                throw wrong(item);
            }
            String[] ends = isAll(parts[0]) ? new String[] {"" + min, "" + most()} : parts[0].split("-", -1);
            boolean range = ends.length == 2;
            if (ends.length > 2 || (parts.length == 2 && !range)) {
                throw wrong(item);
            }
            int from = number(ends[0], item);
            int to = range ? number(ends[1], item) : from;
            int step = parts.length == 2 ? step(parts[1], item) : 1;
            if (from > to) {
                throw new IllegalArgumentException("'" + item + "' in the " + name + " ends before it begins");
            }
            for (int value = from; value <= to; value += step) {
                values.add(value);
            }
        }

        private static boolean isAll(String text) {
            return text.equals("*") || text.equals("?");
        }

        /** A Sunday is there once. */
        private int most() {
            return max == 7 ? 6 : max;
        }

        private int step(String text, String item) {
            if (!text.matches("[1-9][0-9]?")) {
                throw wrong(item);
            }
            return Integer.parseInt(text);
        }

        private int number(String text, String item) {
            int named = names.indexOf(text.toUpperCase(Locale.ROOT));
            if (named >= 0) {
                return named + firstName;
            }
            if (!text.matches("[0-9]{1,2}")) {
                throw wrong(item);
            }
            int value = Integer.parseInt(text);
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        "'" + text + "' in the " + name + " is not within " + min + " to " + max);
            }
            return value;
        }

        private IllegalArgumentException wrong(String item) {
            return new IllegalArgumentException("'" + item + "' is no " + name + ": use "
                    + (names.isEmpty() ? "numbers" : "numbers or names")
                    + ", a-b, a-b/step, * and */step, separated by commas"
                    + (name.equals("day of the month") ? ", or L for the last" : ""));
        }
    }
}
