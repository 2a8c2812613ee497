package retrain.infra;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import retrain.spec.Cron;

/**
 * Times of cron(5) as the expressions of EventBridge Scheduler, which together come at least as often: a look at another time finds nothing due.
 * One of the two days must be {@code ?} there, so either of two is two expressions; and of both at once the day of the week remains.
 */
final class AwsCron {
    private static final int MINUTES_A_DAY = 24 * 60;
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private AwsCron() {}

    /**
     * {@return the expressions: {@code cron(0 2 ? * MON-FRI *)}}
     *
     * @param later by how much each time is moved; one that comes on the next day by it comes every day
     */
    static List<String> of(Cron cron, Duration later) {
        int minutes = (int) ((later.toSeconds() + 59) / 60);
        TreeMap<Boolean, TreeMap<Integer, TreeSet<Integer>>> hours = new TreeMap<>();
        for (int hour : cron.hours()) {
            for (int minute : cron.minutes()) {
                int time = hour * 60 + minute + minutes;
                hours.computeIfAbsent(time >= MINUTES_A_DAY, d -> new TreeMap<>())
                        .computeIfAbsent(time % 60, m -> new TreeSet<>())
                        .add(time % MINUTES_A_DAY / 60);
            }
        }
        List<String> all = new ArrayList<>();
        hours.forEach(
                (nextDay, byMinute) -> all.addAll(expressions(clock(byMinute), nextDay ? everyDay() : days(cron))));
        return all;
    }

    private static List<String> expressions(List<String> clock, List<String> days) {
        return clock.stream()
                .flatMap(time -> days.stream().map(day -> "cron(" + time + " " + day + " *)"))
                .toList();
    }

    /** {@return minute and hour; minutes of the same hours together} */
    private static List<String> clock(Map<Integer, ? extends SortedSet<Integer>> hoursByMinute) {
        TreeMap<String, TreeSet<Integer>> minutes = new TreeMap<>();
        hoursByMinute.forEach((minute, hours) ->
                minutes.computeIfAbsent(list(hours, 24), h -> new TreeSet<>()).add(minute));
        return minutes.entrySet().stream()
                .map(e -> list(e.getValue(), 60) + " " + e.getKey())
                .toList();
    }

    private static List<String> everyDay() {
        return List.of("* * ?");
    }

    /** {@return day of the month, month, day of the week} */
    private static List<String> days(Cron cron) {
        String months = list(cron.months(), 12);
        boolean someDays = cron.onLastDay() || cron.days().size() < 31;
        Optional<String> week = cron.weekdays().size() == DAYS.size()
                ? Optional.empty()
                : Optional.of(cron.weekdays().stream().map(DAYS::get).collect(Collectors.joining(",")));
        List<String> days = new ArrayList<>();
        boolean either = !cron.anyDay() && !cron.anyWeekday();
        if (someDays && (either || week.isEmpty())) {
            if (!cron.days().isEmpty()) {
                days.add(list(cron.days(), 31) + " " + months + " ?");
            }
            if (cron.onLastDay()) {
                days.add("L " + months + " ?");
            }
        }
        week.ifPresent(w -> days.add("? " + months + " " + w));
        return days.isEmpty() ? List.of("* " + months + " ?") : days;
    }

    private static String list(SortedSet<Integer> values, int all) {
        return values.size() == all ? "*" : values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
