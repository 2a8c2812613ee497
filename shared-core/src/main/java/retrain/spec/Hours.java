package retrain.spec;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Hours of the day in a zone, which may go past midnight.
 *
 * @param to until before this time; of the next day if it is the earlier one
 * @param days the days on which they begin
 */
public record Hours(LocalTime from, LocalTime to, ZoneId zone, Set<DayOfWeek> days) {
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";

    /** {@code 22:00-06:00 Europe/Berlin} */
    static final String PATTERN = TIME + "-" + TIME + "( [A-Za-z0-9_/+-]+)?";

    static final String DAY_PATTERN = "MON|TUE|WED|THU|FRI|SAT|SUN";

    public Hours {
        if (from.equals(to) || days.isEmpty()) {
            throw new IllegalArgumentException("no hours: " + from + " to " + to + " on " + days);
        }
        days = Set.copyOf(days);
    }

    /** {@return hours of every day} */
    public static Hours daily(String from, String to, String zone) {
        return new Hours(LocalTime.parse(from), LocalTime.parse(to), ZoneId.of(zone), EnumSet.allOf(DayOfWeek.class));
    }

    /**
     * {@return the hours that are written}
     *
     * @param text of the form {@code 22:00-06:00 Europe/Berlin}; UTC without a zone
     * @param days of the form {@code MON}; every day if there is none
     */
    public static Hours of(String text, List<String> days) {
        Hours daily = daily(text.substring(0, 5), text.substring(6, 11), zone(text));
        if (days.isEmpty()) {
            return daily;
        }
        Set<DayOfWeek> some = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (days.contains(word(day))) {
                some.add(day);
            }
        }
        return new Hours(daily.from, daily.to, daily.zone, some);
    }

    static String zone(String text) {
        return text.length() > 12 ? text.substring(12) : "UTC";
    }

    private static String word(DayOfWeek day) {
        return day.name().substring(0, 3);
    }

    /** {@return whether a time is within the hours} */
    public boolean isOpen(Instant time) {
        ZonedDateTime there = time.atZone(zone);
        LocalTime clock = there.toLocalTime();
        LocalDate day = there.toLocalDate();
        boolean begun = !clock.isBefore(from);
        boolean over = !clock.isBefore(to);
        if (from.isBefore(to)) {
            return begun && !over && begins(day);
        }
        return (begun && begins(day)) || (!over && begins(day.minusDays(1)));
    }

    private boolean begins(LocalDate day) {
        return days.contains(day.getDayOfWeek());
    }

    /** {@return the first time from an instant on that the hours begin; a day whose clock skips all of them is passed over} */
    public Instant opens(Instant time) {
        LocalDateTime start = time.atZone(zone).toLocalDate().atTime(from);
        for (int day = 0; true; day++) {
            Instant opens = start.plusDays(day).atZone(zone).toInstant();
            if (!opens.isBefore(time) && isOpen(opens)) {
                return opens;
            }
        }
    }

    /** {@return {@code from 22:00 to 06:00 in Europe/Berlin, beginning on MON, TUE}} */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            if (days.contains(day)) {
                words.add(word(day));
            }
        }
        String begin = words.size() == DayOfWeek.values().length ? "" : ", beginning on " + String.join(", ", words);
        return "from " + from + " to " + to + " in " + zone + begin;
    }
}
