package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
    @ParameterizedTest
    @CsvSource({
        "1 hour, 2013-09-05T13:59:59.999Z, 2013-09-05T13:00:00Z",
        "1 day, 2013-09-05T13:59:00Z, 2013-09-05T00:00:00Z",
        "1 week, 2013-09-05T13:59:00Z, 2013-09-02T00:00:00Z",
        "1 week, 2013-09-02T00:00:00Z, 2013-09-02T00:00:00Z",
        "1 month, 2013-09-30T23:59:59Z, 2013-09-01T00:00:00Z",
        "3 months, 2013-09-30T23:59:59Z, 2013-07-01T00:00:00Z",
        "1 year, 2013-09-30T23:59:59Z, 2013-01-01T00:00:00Z",
        "1 month, 1969-12-31T23:00:00Z, 1969-12-01T00:00:00Z",
        "1 day, 1969-12-30T23:00:00Z, 1969-12-30T00:00:00Z"
    })
    void shouldCutTimeIntoCellsOfTheCalendar(String span, Instant instant, Instant floor) {
        assertThat(Span.of(span).floor(instant, ZoneOffset.UTC)).isEqualTo(floor);
    }

    @Test
    void shouldKnowTheLengthOfMonths() {
        assertThat(Span.of("1 month").before(Instant.parse("2013-03-31T12:00:00Z"), ZoneOffset.UTC))
                .isEqualTo("2013-02-28T12:00:00Z");
        assertThat(Span.of("1 month").after(Instant.parse("2013-01-31T12:00:00Z")))
                .isEqualTo("2013-02-28T12:00:00Z");
    }

    @Test
    void shouldCountBackByTheCalendar() {
        LocalDateTime newest = LocalDateTime.parse("2013-03-31T00:00");
        assertThat(Span.of("1 month").before(newest)).isEqualTo("2013-02-28T00:00");
        assertThat(Span.of("12 months").before(newest)).isEqualTo("2012-03-31T00:00");
        assertThat(Span.of("36 hours").before(newest)).isEqualTo("2013-03-29T12:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "0 days", "-1 day", "1 fortnight", "1day", "1 day ago"})
    void shouldRefuseWhatIsNoLengthOfTime(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Span.of(text)).withMessageContaining("'" + text + "'");
    }

    @Test
    void shouldSayItselfAsItIsWritten() {
        assertThat(Span.of("1 days")).hasToString("1 day");
        assertThat(Span.of("12 month")).hasToString("12 months");
    }
}
