package retrain.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunIdTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void shouldSortRunsOfOneSecondByTheMillisecondTheyBegan() {
        assertThat(IntStream.range(0, 1000)
                        .mapToObj(ms -> RunId.next(NOON.plusMillis(ms)).text()))
                .isSorted()
                .allMatch(RunId::isValid)
                .allMatch(t -> t.startsWith("20260131T120000Z-"));
    }

    @Test
    void shouldTellRunsOfOneMillisecondApart() {
        long distinct = IntStream.range(0, 100)
                .mapToObj(i -> RunId.next(NOON).text())
                .distinct()
                .count();

        // 100 of 16,384 salts: two or three alike are chance, half of them alike would be no salt
        assertThat(distinct).isGreaterThan(90);
    }
}
