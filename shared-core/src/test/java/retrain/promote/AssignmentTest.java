package retrain.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AssignmentTest {
    /** Made with Python: int(hashlib.sha256(b"flights-v1-v2:customer-42").hexdigest()[:13], 16) / 2**52. */
    @Test
    void shouldBeWhatTheDocumentationSays() {
        assertThat(Assignment.place("flights-v1-v2", "customer-42")).isEqualTo(0.01685032067236225);
        assertThat(Assignment.place("flights-v1-v2", "Zoë")).isEqualTo(0.386663657822057);
    }

    @Test
    void shouldKeepAUnitWithTheChallengerWhenItsShareGrows() {
        for (int unit = 0; unit < 5000; unit++) {
            int before = Assignment.of("t", "u" + unit, new double[] {0.9, 0.1});
            int after = Assignment.of("t", "u" + unit, new double[] {0.75, 0.25});
            assertThat(after).isGreaterThanOrEqualTo(before);
        }
    }

    @Test
    void shouldGiveEachVariantItsShareOfTheUnits() {
        int[] count = new int[3];
        for (int unit = 0; unit < 100_000; unit++) {
            count[Assignment.of("t", "unit " + unit, new double[] {0.5, 0.3, 0.2})]++;
        }
        assertThat(count[0] / 1e5).isCloseTo(0.5, within(0.01));
        assertThat(count[1] / 1e5).isCloseTo(0.3, within(0.01));
        assertThat(count[2] / 1e5).isCloseTo(0.2, within(0.01));
    }

    @Test
    void shouldMixTheUnitsAnewForAnotherTest() {
        int both = 0;
        for (int unit = 0; unit < 10_000; unit++) {
            double[] halves = {0.5, 0.5};
            both += Assignment.of("a", "u" + unit, halves) * Assignment.of("b", "u" + unit, halves);
        }
        assertThat(both / 1e4).isCloseTo(0.25, within(0.02));
    }
}
