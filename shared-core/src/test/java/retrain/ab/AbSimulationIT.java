package retrain.ab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import retrain.ab.AbSimulation.Ends;
import retrain.ab.Look.Verdict;

/** Bounds that a right test passes by far, and that one which looks again and again at a fixed interval does not. */
class AbSimulationIT {
    @Test
    void shouldSeldomDecideBetweenEqualsThoughItIsLookedAtEveryDay() {
        Ends ends = AbSimulation.halves(0).run(80, 7);

        assertThat(ends.share(Verdict.PROMOTE) + ends.share(Verdict.ROLLBACK)).isLessThan(0.11);
        assertThat(ends.share(Verdict.STOP)).isLessThan(0.05);
        assertThat(ends.covered()).isGreaterThan(0.9);
    }

    @Test
    void shouldSeldomDecideBetweenEqualsWhileTheShareGrows() {
        Ends ends = AbSimulation.ramped(0).run(50, 7);

        assertThat(ends.share(Verdict.PROMOTE) + ends.share(Verdict.ROLLBACK)).isLessThan(0.13);
        assertThat(ends.covered()).isGreaterThan(0.87);
    }

    @Test
    void shouldFindAClearDifferenceOfEitherSign() {
        Ends better = AbSimulation.halves(0.4).run(25, 9);
        Ends worse = AbSimulation.ramped(-0.4).run(20, 9);

        assertThat(better.share(Verdict.PROMOTE)).isGreaterThan(0.9);
        assertThat(better.share(Verdict.ROLLBACK)).isZero();
        assertThat(better.covered()).isGreaterThan(0.85);
        assertThat(worse.share(Verdict.ROLLBACK)).isGreaterThan(0.85);
    }

    @Test
    void shouldStopATestThatLosesUnitsOfOneVariant() {
        assertThat(AbSimulation.losing(0.25).run(20, 3).share(Verdict.STOP)).isGreaterThan(0.9);
    }
}
