package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private long wall;
    private long processors;

    private Pace pace(int threads) {
        return new Pace(threads, () -> wall, () -> processors);
    }

    private void pass(long milliseconds, double share) {
        wall += milliseconds * 1_000_000;
        processors += (long) (milliseconds * share * 1_000_000);
    }

    @Test
    void shouldKeepThreadsThatHaveTheirProcessors() {
        Pace pace = pace(4);
        pass(200, 3.5);
        assertThat(pace.next()).isEqualTo(4);
        pass(200, 2.5);
        assertThat(pace.next()).isEqualTo(4);
    }

    @Test
    void shouldGiveThreadsUpThatHaveNoProcessors() {
        Pace pace = pace(8);
        pass(200, 3.2);
        assertThat(pace.next()).isEqualTo(3);
        pass(200, 0.3);
        assertThat(pace.next()).isEqualTo(1);
        pass(200, 0.1);
        assertThat(pace.next()).isEqualTo(1);
    }

    @Test
    void shouldNotJudgeByAMoment() {
        Pace pace = pace(2);
        pass(50, 0.1);
        assertThat(pace.next()).isEqualTo(2);
        pass(60, 0.1);
        assertThat(pace.next()).isEqualTo(1);
    }

    @Test
    void shouldKeepAllThreadsWhereNobodyKnows() {
        processors = -1;
        Pace pace = pace(2);
        wall += 1_000_000_000;
        assertThat(pace.next()).isEqualTo(2);
    }
}
