package retrain.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void shouldLookLessAndLessOftenWhileNothingHappens() {
        long first = backoff.next(false);
        long second = backoff.next(false);
        for (int i = 0; i < 20; i++) {
            backoff.next(false);
        }

        assertThat(first).isEqualTo(375);
        assertThat(second).isEqualTo(562);
        assertThat(backoff.next(false)).isEqualTo(Backoff.LONGEST_MILLIS);
    }

    @Test
    void shouldLookSoonAfterSomethingHappened() {
        for (int i = 0; i < 20; i++) {
            backoff.next(false);
        }

        assertThat(backoff.next(true)).isEqualTo(Backoff.SHORTEST_MILLIS);
    }
}
