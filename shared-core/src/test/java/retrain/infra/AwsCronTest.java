package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.spec.Cron;

class AwsCronTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0 2 * * *          | 0  | cron(0 2 * * ? *)
                    0 2 * * MON-FRI    | 0  | cron(0 2 ? * MON,TUE,WED,THU,FRI *)
                    */30 * * * *       | 0  | cron(0,30 * * * ? *)
                    0 2 1 1,7 *        | 0  | cron(0 2 1 1,7 ? *)
                    0 2 L * *          | 0  | cron(0 2 L * ? *)
                    0 2 1,L * *        | 0  | cron(0 2 1 * ? *) cron(0 2 L * ? *)
                    0 2 1 * MON        | 0  | cron(0 2 1 * ? *) cron(0 2 ? * MON *)
                    0 2 * * 7          | 0  | cron(0 2 ? * SUN *)
                    0 2 */2 * MON      | 0  | cron(0 2 ? * MON *)
                    30 23 * * *        | 45 | cron(15 0 * * ? *)
                    30 23 1 * *        | 45 | cron(15 0 * * ? *)
                    30 2,23 * * MON    | 45 | cron(15 3 ? * MON *) cron(15 0 * * ? *)
                    """)
    void shouldSayTheSameTimes(String cron, int minutesLater, String expected) {
        assertThat(String.join(" ", AwsCron.of(Cron.of(cron), Duration.ofMinutes(minutesLater))))
                .isEqualTo(expected);
    }

    @Test
    void shouldComeAtEveryTimeOfTheScheduleOrWithinAMinuteAfterIt() {
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
            String text = random(random);
            Cron cron = Cron.of(text);
            Duration later = Duration.ofSeconds(random.nextInt(24 * 3600));
            List<String> expressions = AwsCron.of(cron, later);

            Instant time = Instant.parse("2026-01-01T00:00:00Z").plus(random.nextInt(700), ChronoUnit.DAYS);
            for (int n = 0; n < 20; n++) {
                time = cron.next(time, UTC);
                ZonedDateTime due = time.plus(later)
                        .plusSeconds(59)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .atZone(UTC);
                assertThat(expressions)
                        .as("%s, %s later, comes at %s", text, later, due)
                        .anyMatch(expression -> comes(expression, due));
            }
        }
    }

    private static String random(Random random) {
        String[] days = {"*", "1", "15,L", "L", "*/2", "1-7"};
        String[] months = {"*", "1,7", "*/3"};
        String[] week = {"*", "MON", "MON-FRI", "0,6", "*/2"};
        return String.join(
                " ",
                "" + random.nextInt(60),
                random.nextBoolean() ? "*/6" : "" + random.nextInt(24),
                days[random.nextInt(days.length)],
                months[random.nextInt(months.length)],
                week[random.nextInt(week.length)]);
    }

    /** As the guide of EventBridge Scheduler has it. */
    private static boolean comes(String expression, ZonedDateTime time) {
        String[] fields = expression.replaceAll("^cron\\(|\\)$", "").split(" ", -1);
        assertThat(fields).hasSize(6);
        assertThat(List.of(fields[2], fields[4]).stream().filter("?"::equals)).hasSize(1);
        boolean last = time.getDayOfMonth() == YearMonth.from(time).lengthOfMonth();
        return in(fields[0], v -> v == time.getMinute())
                && in(fields[1], v -> v == time.getHour())
                && (fields[2].equals("L") ? last : in(fields[2], v -> v == time.getDayOfMonth()))
                && in(fields[3], v -> v == time.getMonthValue())
                && onWeekday(fields[4], time.getDayOfWeek());
    }

    private static boolean in(String field, IntPredicate matches) {
        return field.equals("*")
                || field.equals("?")
                || List.of(field.split(",", -1)).stream().anyMatch(v -> matches.test(Integer.parseInt(v)));
    }

    private static boolean onWeekday(String field, DayOfWeek day) {
        return field.equals("*")
                || field.equals("?")
                || List.of(field.split(",", -1)).contains(day.name().substring(0, 3));
    }
}
