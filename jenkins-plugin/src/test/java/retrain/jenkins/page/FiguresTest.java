package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void shouldHaveFourDecimals() {
        assertThat(Figures.number(0.7539400736)).isEqualTo("0.7539");
        assertThat(Figures.number(-0.5)).isEqualTo("−0.5000");
        assertThat(Figures.number(0.0)).isEqualTo("0.0000");
    }

    @Test
    void shouldHaveFourDigitsWhenDecimalsWouldLeaveNone() {
        assertThat(Figures.number(0.00001234567)).isEqualTo("0.00001235");
        assertThat(Figures.number(-1.234567e-9)).isEqualTo("−1.235E-9");
    }

    @Test
    void shouldBeShortWhenNumbersAreLarge() {
        assertThat(Figures.number(12345.678)).isEqualTo("12345.68");
        assertThat(Figures.number(1.2345678e12)).isEqualTo("1.235E+12");
    }

    @Test
    void shouldShowADashForWhatIsUnknownOrUndefined() {
        assertThat(Figures.number(null)).isEqualTo("–");
        assertThat(Figures.number(Double.NaN)).isEqualTo("–");
        assertThat(Figures.difference(null, 1.0)).isEqualTo("–");
        assertThat(Figures.difference(Double.POSITIVE_INFINITY, 1.0)).isEqualTo("–");
        assertThat(Figures.percent(Double.NaN)).isEqualTo("–");
    }

    @Test
    void shouldShowInfinityWithItsSign() {
        assertThat(Figures.number(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
    }

    @Test
    void shouldSignDifferences() {
        assertThat(Figures.difference(0.7539, 0.7173)).isEqualTo("+0.0366");
        assertThat(Figures.difference(0.4, 0.5)).isEqualTo("−0.1000");
        assertThat(Figures.difference(0.5, 0.5)).isEqualTo("0.0000");
    }

    @Test
    void shouldShowSharesAsPercent() {
        assertThat(Figures.percent(0.95)).isEqualTo("95%");
        assertThat(Figures.percent(0.9975)).isEqualTo("99.75%");
        assertThat(Figures.percent(1)).isEqualTo("100%");
    }
}
