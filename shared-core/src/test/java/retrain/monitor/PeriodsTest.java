package retrain.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.monitor.Periods.Period;
import retrain.spec.Span;

class PeriodsTest {
    private static final Instant START = Instant.parse("2013-08-15T10:00:00Z");
    private static final Instant LATEST = Instant.parse("2013-10-02T03:00:00Z");

    @Test
    void shouldBeginTheFirstWindowWhereTheReferenceEnds() {
        assertThat(Periods.of(START, LATEST, Optional.of(Span.of("1 month")), 12, ZoneOffset.UTC))
                .containsExactly(
                        new Period("2013-08", START, Instant.parse("2013-09-01T00:00:00Z")),
                        new Period(
                                "2013-09",
                                Instant.parse("2013-09-01T00:00:00Z"),
                                Instant.parse("2013-10-01T00:00:00Z")),
                        new Period(
                                "2013-10",
                                Instant.parse("2013-10-01T00:00:00Z"),
                                Instant.parse("2013-11-01T00:00:00Z")));
    }

    @Test
    void shouldKeepTheNewestWindows() {
        assertThat(Periods.of(START, LATEST, Optional.of(Span.of("1 day")), 2, ZoneOffset.UTC))
                .extracting(Period::name)
                .containsExactly("2013-10-01", "2013-10-02");
    }

    @Test
    void shouldMakeOneWindowWithoutALength() {
        assertThat(Periods.of(START, LATEST, Optional.empty(), 12, ZoneOffset.UTC))
                .containsExactly(
                        new Period("since 2013-08-15T10:00:00Z", START, Instant.parse("2013-10-02T03:00:00.000001Z")));
    }

    @Test
    void shouldHaveNoWindowWhenNothingIsNewer() {
        assertThat(Periods.of(START, START.minusSeconds(1), Optional.of(Span.of("1 day")), 12, ZoneOffset.UTC))
                .isEmpty();
        assertThat(Periods.of(START, START.minusSeconds(1), Optional.empty(), 12, ZoneOffset.UTC))
                .isEmpty();
    }

    @Test
    void shouldHaveAWindowForAStretchWithoutRows() {
        assertThat(Periods.of(START, START, Optional.of(Span.of("1 month")), 12, ZoneOffset.UTC))
                .hasSize(1);
        Instant onTheBoundary = Instant.parse("2013-09-01T00:00:00Z");
        assertThat(Periods.of(onTheBoundary, onTheBoundary, Optional.of(Span.of("1 month")), 12, ZoneOffset.UTC))
                .extracting(Period::name)
                .containsExactly("2013-09");
    }

    @Test
    void shouldAlignWindowsToTheCalendarOfAZone() {
        Instant night = Instant.parse("2013-10-01T03:00:00Z");

        assertThat(Periods.of(START, night, Optional.of(Span.of("1 month")), 1, ZoneId.of("America/New_York")))
                .containsExactly(new Period(
                        "2013-09", Instant.parse("2013-09-01T04:00:00Z"), Instant.parse("2013-10-01T04:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "1 hour, 2013-10-02T03:00",
        "6 hours, 2013-10-02T00:00 to 2013-10-02T05:00",
        "1 week, 2013-W40",
        "3 months, 2013-10 to 2013-12",
        "1 year, 2013"
    })
    void shouldNameWindowsAsPeopleDo(String length, String name) {
        assertThat(Periods.of(LATEST, LATEST, Optional.of(Span.of(length)), 1, ZoneOffset.UTC))
                .extracting(Period::name)
                .containsExactly(name);
    }
}
