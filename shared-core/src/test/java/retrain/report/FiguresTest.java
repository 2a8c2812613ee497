package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.71234 | 0.7123",
                "0.71235001 | 0.7124",
                "0 | 0.0000",
                "-0.5 | −0.5000",
                "9.99999 | 10.0000",
                "12.3456 | 12.346",
                "123.456 | 123.46",
                "1234.56 | 1,234.6",
                "1234567.8 | 1,234,568",
                "0.00001234 | 1.23e-5",
                "-3e20 | −3e20",
                "4.9e-324 | 4.94e-324",
                "1.7976931348623157e308 | 1.8e308",
                "NaN | undefined",
                "Infinity | ∞",
                "-Infinity | −∞"
            })
    void shouldFormatValues(double value, String text) {
        assertThat(Figures.value(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"12.0 | 12", "7.25 | 7.25", "1234.5 | 1,234.5", "0 | 0", "0.00002 | 2e-5", "100000 | 100,000"})
    void shouldLeaveOutZerosThatSayNothing(double value, String text) {
        assertThat(Figures.plain(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | ±0", "0.0073 | +0.0073", "-0.0073 | −0.0073", "0.0000591 | +0.000059", "1e-9 | +1e-9"})
    void shouldSignDifferences(double value, String text) {
        assertThat(Figures.signed(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | 0%", "1000 | 100%", "1 | 0.1%", "201 | 20.1%", "0.1 | <0.1%", "999.9 | >99.9%"})
    void shouldNeverRoundLittleToNothingOrNearlyAllToAll(double part, String text) {
        assertThat(Figures.share(part, 1_000)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 s",
                "0.0001 | <1 ms",
                "0.0214 | 21 ms",
                "0.99951 | 1.00 s",
                "6.421 | 6.42 s",
                "42.25 | 42.3 s",
                "61.2 | 1 min 1 s",
                "7384 | 2 h 3 min",
                "-1 | –"
            })
    void shouldFormatDurations(double seconds, String text) {
        assertThat(Figures.duration(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 B",
                "999 | 999 B",
                "1000 | 1.0 kB",
                "712345 | 712 kB",
                "1204331 | 1.2 MB",
                "9223372036854775807 | 9.2 EB"
            })
    void shouldFormatSizes(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void shouldNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
            assertThat(Figures.value(1234.5)).isEqualTo("1,234.5");
        } finally {
            Locale.setDefault(before);
        }
    }
}
