package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTest {
    @ParameterizedTest
    @CsvSource({
        "0.70374086, 0.7037",
        "0.65, 0.65",
        "12345.678, 12346",
        "0.0000123456, 0.00001235",
        "1e20, 100000000000000000000",
        "0, 0",
        "-0.5, -0.5",
        "NaN, NaN"
    })
    void shouldShowFourDigits(double value, String text) {
        assertThat(Figure.of(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.64996, 0.65, 0.64996",
        "0.612, 0.65, 0.612",
        "0.65, 0.65, 0.65",
        "0.6499999999999999, 0.65, 0.6499999999999999"
    })
    void shouldShowAsManyDigitsAsItTakesToTellTwoNumbersApart(double value, double other, String text) {
        assertThat(Figure.of(value, other)).isEqualTo(text);
    }

    @Test
    void shouldShowANumberAsItWasWritten() {
        assertThat(Figure.exact(0.005)).isEqualTo("0.005");
        assertThat(Figure.exact(1)).isEqualTo("1");
        assertThat(Figure.exact(1e-4)).isEqualTo("0.0001");
    }
}
