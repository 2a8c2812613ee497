package retrain.jenkins.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import retrain.jenkins.trigger.DueDecision.Started;

class DueDecisionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<String> NEW_DATA = List.of("new-data: 1 new file");

    private static Optional<Started> failed(List<String> reasons, Instant ended) {
        return Optional.of(new Started(reasons, true, ended));
    }

    @Test
    void shouldStartABuildWhenARetrainIsDue() {
        assertThat(DueDecision.of(true, NEW_DATA, Optional.empty(), NOW).start())
                .isTrue();
        assertThat(DueDecision.of(false, List.of(), Optional.empty(), NOW).start())
                .isFalse();
    }

    @Test
    void shouldPauseAfterABuildForTheSameReasonsFailed() {
        DueDecision paused = DueDecision.of(true, NEW_DATA, failed(NEW_DATA, NOW.minusSeconds(3599)), NOW);

        assertThat(paused.start()).isFalse();
        assertThat(paused.until()).contains(NOW.plusSeconds(1));
        assertThat(DueDecision.of(true, NEW_DATA, failed(NEW_DATA, NOW.minusSeconds(3600)), NOW)
                        .start())
                .isTrue();
    }

    @Test
    void shouldNotPauseForOtherReasonsOrAfterABuildThatEndedWell() {
        assertThat(DueDecision.of(true, NEW_DATA, failed(List.of("age: 3 months"), NOW), NOW)
                        .start())
                .isTrue();
        assertThat(DueDecision.of(true, NEW_DATA, Optional.of(new Started(NEW_DATA, false, NOW)), NOW)
                        .start())
                .isTrue();
    }

    @Test
    void shouldTellTwoCausesApartByTheirReasons() {
        assertThat(new RetrainDueCause(NEW_DATA)).isEqualTo(new RetrainDueCause(NEW_DATA));
        assertThat(new RetrainDueCause(NEW_DATA)).isNotEqualTo(new RetrainDueCause(List.of("age: 3 months")));
    }
}
