package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
    @ParameterizedTest
    @CsvSource({
        "0.6714, 0.7531, 0.66 0.68 0.70 0.72 0.74 0.76",
        "0, 18.4, 0 5 10 15 20",
        "-160, 160, −200 −100 0 100 200",
        "0, 1, 0.0 0.2 0.4 0.6 0.8 1.0",
        "1200, 98000, '0 20,000 40,000 60,000 80,000 100,000'"
    })
    void shouldPutTicksAtRoundNumbers(double low, double high, String labels) {
        assertThat(labels(Axis.around(low, high, 4))).containsExactly(labels.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5",
        "0, 0",
        "NaN, 1",
        "-Infinity, Infinity",
        "1, 0",
        "-1.7e308, 1.7e308",
        "1e-300, 2e-300",
        "0.7, 0.7000000000000001"
    })
    void shouldHaveAnAxisForAnyRange(double low, double high) {
        Axis axis = Axis.around(low, high, 4);

        assertThat(axis.high()).isGreaterThan(axis.low());
        assertThat(axis.ticks()).hasSizeBetween(2, 50);
        assertThat(axis.position(low)).isBetween(0.0, 1.0);
    }

    @Test
    void shouldKeepWhatIsBeyondTheEndsAtTheEnds() {
        assertThat(Axis.UNIT.position(-3)).isZero();
        assertThat(Axis.UNIT.position(3)).isEqualTo(1);
        assertThat(Axis.UNIT.position(0.25)).isEqualTo(0.25);
    }

    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(axis::label).toList();
    }
}
