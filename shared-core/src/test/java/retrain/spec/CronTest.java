package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    private static Instant next(String cron, String zone, String after) {
        return Cron.of(cron).next(Instant.parse(after), ZoneId.of(zone));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 * * *         | 2026-01-05T01:59:59Z | 2026-01-05T02:00:00Z",
                "0 2 * * *         | 2026-01-05T02:00:00Z | 2026-01-06T02:00:00Z",
                "*/15 * * * *      | 2026-01-05T23:46:10Z | 2026-01-06T00:00:00Z",
                "5-59/20 3 * * *   | 2026-01-05T03:05:00Z | 2026-01-05T03:25:00Z",
                "0 9-17/4 * * *    | 2026-01-05T13:00:00Z | 2026-01-05T17:00:00Z",
                "0 2 * * MON-FRI   | 2026-01-09T12:00:00Z | 2026-01-12T02:00:00Z",
                "0 2 * * mon,Wed   | 2026-01-05T12:00:00Z | 2026-01-07T02:00:00Z",
                "0 0 * * 7         | 2026-01-05T12:00:00Z | 2026-01-11T00:00:00Z",
                "0 0 * * 0         | 2026-01-05T12:00:00Z | 2026-01-11T00:00:00Z",
                "0 0 * * FRI-7     | 2026-01-10T12:00:00Z | 2026-01-11T00:00:00Z",
                "0 0 1 JAN,JUL *   | 2026-01-05T12:00:00Z | 2026-07-01T00:00:00Z",
                "0 0 L * *         | 2026-02-01T12:00:00Z | 2026-02-28T00:00:00Z",
                "0 0 L 2 *         | 2026-03-01T12:00:00Z | 2027-02-28T00:00:00Z",
                "0 0 L 2 *         | 2028-02-01T12:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 15,L * *      | 2026-04-16T12:00:00Z | 2026-04-30T00:00:00Z",
                "0 0 31 * *        | 2026-04-01T00:00:00Z | 2026-05-31T00:00:00Z",
                "0 0 29 2 *        | 2026-01-05T12:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 29 2 *        | 2096-03-01T00:00:00Z | 2104-02-29T00:00:00Z",
                "0 0 13 * FRI      | 2026-01-05T12:00:00Z | 2026-01-09T00:00:00Z",
                "0 0 13 * FRI      | 2026-01-12T12:00:00Z | 2026-01-13T00:00:00Z",
                "0 0 30 2 FRI      | 2026-02-01T12:00:00Z | 2026-02-06T00:00:00Z",
                "0 0 ? * FRI       | 2026-01-12T12:00:00Z | 2026-01-16T00:00:00Z",
                "0 0 13 * ?        | 2026-01-14T12:00:00Z | 2026-02-13T00:00:00Z",
                "0 0 */2 * MON     | 2026-01-05T12:00:00Z | 2026-01-19T00:00:00Z",
                "59 23 31 12 *     | 2026-12-31T23:59:00Z | 2027-12-31T23:59:00Z"
            })
    void shouldGiveTheNextTime(String cron, String after, String expected) {
        assertThat(next(cron, "UTC", after)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The clock goes from 02:00 to 03:00 on 29 March, and from 03:00 back to 02:00 on 25 October.
                "30 2 * * *   | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-29T01:30:00Z",
                "30 2 * * *   | Europe/Berlin | 2026-03-29T01:30:00Z | 2026-03-30T00:30:00Z",
                "30 2,3 * * * | Europe/Berlin | 2026-03-29T01:30:00Z | 2026-03-30T00:30:00Z",
                "0 3 * * *    | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z",
                "0 2,3 * * *  | Europe/Berlin | 2026-03-29T00:59:00Z | 2026-03-29T01:00:00Z",
                "45 2 29 3 *  | Europe/Berlin | 2026-03-01T00:00:00Z | 2026-03-29T01:45:00Z",
                "45,0 2-3 * * * | Europe/Berlin | 2026-03-29T00:59:00Z | 2026-03-29T01:00:00Z",
                "30 2 * * *   | Europe/Berlin | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z",
                "30 2 * * *   | Europe/Berlin | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z",
                "30 2 * * *   | Europe/Berlin | 2026-10-25T01:10:00Z | 2026-10-26T01:30:00Z",
                "0 * * * *    | Europe/Berlin | 2026-10-25T00:00:00Z | 2026-10-25T02:00:00Z",
                // Half an hour.
                "15 2 * * *   | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-03T15:45:00Z",
                // There was no 30 December 2011.
                "0 2 * * *    | Pacific/Apia | 2011-12-29T13:00:00Z | 2011-12-30T12:00:00Z",
                "0 2 * * *    | Pacific/Apia | 2011-12-30T12:00:00Z | 2011-12-31T12:00:00Z",
                "0 2 * * *    | Asia/Kathmandu | 2026-01-01T00:00:00Z | 2026-01-01T20:15:00Z"
            })
    void shouldComeOnceWhereTheClockIsMoved(String cron, String zone, String after, String expected) {
        assertThat(next(cron, zone, after)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/New_York",
                "America/Sao_Paulo",
                "Africa/Cairo",
                "Australia/Lord_Howe",
                "Asia/Beirut"
            })
    void shouldComeOnEachDayOnce(String name) {
        ZoneId zone = ZoneId.of(name);
        for (String cron : List.of("30 0 * * *", "0 0 * * *", "30 1 * * *", "30 2 * * *")) {
            Instant time = Instant.parse("2014-12-31T12:00:00Z");
            LocalDate date = time.atZone(zone).toLocalDate();
            for (int day = 0; day < 1_500; day++) {
                time = Cron.of(cron).next(time, zone);
                date = date.plusDays(1);
                assertThat(time.atZone(zone).toLocalDate())
                        .as(cron + " " + time)
                        .isEqualTo(date);
            }
        }
    }

    /** Every minute of some weeks is looked at in the plainest way. */
    @Test
    void shouldGiveTheTimesThatMatch() {
        Random random = new Random(3);
        for (int i = 0; i < 60; i++) {
            int minute = random.nextInt(60);
            int hour = random.nextInt(24);
            int day = 1 + random.nextInt(28);
            int weekday = random.nextInt(7);
            boolean either = random.nextBoolean();
            Cron cron = Cron.of(minute + " " + hour + "-23/5 " + day + (either ? "" : "-31") + " * "
                    + (either ? "" + weekday : "*"));
            Instant time = Instant.parse("2026-01-01T00:00:00Z").plus(random.nextInt(400 * 1440), ChronoUnit.MINUTES);
            Instant expected = time;
            do {
                expected = expected.plus(1, ChronoUnit.MINUTES);
            } while (!matches(expected, minute, hour, day, weekday, either));
            assertThat(cron.next(time, ZoneId.of("UTC"))).isEqualTo(expected);
        }
    }

    private static boolean matches(Instant time, int minute, int hour, int day, int weekday, boolean either) {
        ZonedDateTime clock = time.atZone(ZoneId.of("UTC"));
        boolean date = either
                ? clock.getDayOfMonth() == day || clock.getDayOfWeek().getValue() % 7 == weekday
                : clock.getDayOfMonth() >= day;
        return date && clock.getMinute() == minute && clock.getHour() >= hour && (clock.getHour() - hour) % 5 == 0;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "0 0 30 2 *      | never comes",
                "0 0 31 4,6,9 *  | never comes",
                "0 0 30,31 FEB * | never comes",
                "0 2 * *         | has 4 fields",
                "0 0 2 * * MON   | has 6 fields",
                "60 2 * * *      | '60' in the minute is not within 0 to 59",
                "0 24 * * *      | '24' in the hour is not within 0 to 23",
                "0 0 0 * *       | '0' in the day of the month is not within 1 to 31",
                "0 0 * 13 *      | '13' in the month is not within 1 to 12",
                "0 0 * * 8       | '8' in the day of the week is not within 0 to 7",
                "0 0 * * FRI-MON | 'FRI-MON' in the day of the week ends before it begins",
                "0 0 * * MOON    | 'MOON' is no day of the week",
                "0 5/2 * * *     | '5/2' is no hour",
                "*/0 * * * *     | '*/0' is no minute",
                "1,,2 * * * *    | '' is no minute",
                "0 0 1W * *      | '1W' is no day of the month",
                "0 0 * * 5L      | '5L' is no day of the week",
                "0 0 * * 5#3     | '5#3' is no day of the week",
                "-1 0 * * *      | '-1' is no minute",
                "1-2-3 0 * * *   | '1-2-3' is no minute",
                "*/5/5 0 * * *   | '*/5/5' is no minute",
                "@daily          | has 1 fields"
            })
    void shouldSayWhatIsWrong(String cron, String what) {
        assertThatThrownBy(() -> Cron.of(cron))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(what);
    }
}
