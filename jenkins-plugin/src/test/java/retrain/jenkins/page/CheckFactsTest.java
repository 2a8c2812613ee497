package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CheckFactsTest {
    @Test
    void shouldNameTheModelAndFailWhenTheCandidateIsRejected() {
        CheckFacts facts = CheckFacts.of(Sample.rejected(), "flight-delay", Sample.core("report.md"), "more");

        assertThat(facts.name()).isEqualTo("retrain / flight-delay");
        assertThat(facts.conclusion()).isEqualTo("FAILURE");
        assertThat(facts.title()).isEqualTo("REJECTED: As it is");
        assertThat(facts.summary()).isEqualTo(Sample.core("report.md"));
    }

    @Test
    void shouldBeNeutralWhenARejectionIsToWarnOnly() {
        assertThat(CheckFacts.of(Sample.warned("REJECTED"), "m", "", "more").conclusion())
                .isEqualTo("NEUTRAL");
        assertThat(CheckFacts.of(Sample.warned("INCONCLUSIVE"), "m", "", "more").conclusion())
                .isEqualTo("NEUTRAL");
    }

    @Test
    void shouldSucceedWhenTheCandidateIsPromotedOrHeld() {
        assertThat(CheckFacts.of(Sample.warned("PROMOTED"), "m", "", "more").conclusion())
                .isEqualTo("SUCCESS");
        assertThat(CheckFacts.of(Sample.warned("HELD"), "m", "", "more").conclusion())
                .isEqualTo("SUCCESS");
    }

    @Test
    void shouldTellTheChecksOfCommandsApart() {
        assertThat(CheckFacts.of(Sample.bare("monitor", "ALARM"), "m", "", "more")
                        .name())
                .isEqualTo("retrain monitor / m");
        assertThat(CheckFacts.of(Sample.bare("evaluate", "EVALUATED"), "m", "", "more")
                        .name())
                .isEqualTo("retrain / m");
    }

    @Test
    void shouldSayTheOutcomeWhenThereIsNoReport() {
        assertThat(CheckFacts.of(Sample.warned("HELD"), "m", "", "more").summary())
                .isEqualTo("HELD: As it is");
    }

    @Test
    void shouldBeShortEnoughForTheForgeAndSayWhereTheRestIs() {
        String summary = CheckFacts.of(Sample.rejected(), "m", "✗ row\n".repeat(20_000), "the rest")
                .summary();

        assertThat(summary.getBytes(StandardCharsets.UTF_8).length).isBetween(CheckFacts.LIMIT - 20, CheckFacts.LIMIT);
        assertThat(summary).endsWith("✗ row\n\nthe rest\n");
    }
}
