package retrain.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitJumpTest {
    private static ColumnProfile profile(double... quantiles) {
        List<Double> all = new ArrayList<>(List.of(quantiles[0], quantiles[0]));
        for (double quantile : quantiles) {
            all.add(quantile);
        }
        all.addAll(List.of(quantiles[4], quantiles[4]));
        return new ColumnProfile("x", 0, 1000, Optional.empty(), Optional.empty(), all, List.of());
    }

    @ParameterizedTest
    @CsvSource({"0.3048, 0, 'm to feet, backwards'", "1000, 0, times 1000", "1.8, 32, °C to °F"})
    void shouldRecogniseAConversion(double times, double plus, String name) {
        double[] old = {-5, 8, 14, 20, 30};
        double[] fresh = new double[5];
        for (int i = 0; i < 5; i++) {
            fresh[i] = times * old[i] + plus;
        }

        assertThat(UnitJump.between(profile(old), profile(fresh))).contains(name);
    }

    @Test
    void shouldSayNothingOfAColumnThatMostlyIsZero() {
        assertThat(UnitJump.between(profile(0, 0, 0, 0, 0.0202), profile(0, 0, 0, 0, 0.0109)))
                .isEmpty();
    }

    @Test
    void shouldNotTakeAnAmountThatGrewForAnotherUnit() {
        assertThat(UnitJump.between(profile(1, 3, 8, 20, 60), profile(2.2, 6.1, 14.5, 35, 107)))
                .isEmpty();
    }
}
