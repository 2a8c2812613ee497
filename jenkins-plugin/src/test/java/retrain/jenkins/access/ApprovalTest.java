package retrain.jenkins.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import retrain.jenkins.access.Approval.State;

class ApprovalTest {
    private static Approval settled(@Nullable String run, State state) {
        Approval approval = new Approval("1", run, null, null);
        approval.settle(state, "alice", "looked at the slices", 7);
        return approval;
    }

    @Test
    void shouldAllowThePromotionOfTheRunThatWasApproved() {
        Approval approved = settled("r1", State.APPROVED);

        assertThat(approved.allows(Optional.of("r1"))).isTrue();
        assertThat(approved.allows(Optional.of("r2"))).isFalse();
        assertThat(approved.allows(Optional.empty())).isFalse();
        assertThat(approved.by()).isEqualTo("alice");
        assertThat(approved.why()).isEqualTo("looked at the slices");
    }

    @Test
    void shouldAllowEveryPromotionOfItsBuildWhenNoRunWasNamed() {
        assertThat(settled(null, State.APPROVED).allows(Optional.of("r2"))).isTrue();
        assertThat(settled(null, State.APPROVED).allows(Optional.empty())).isTrue();
    }

    @Test
    void shouldAllowNothingThatWasNotApproved() {
        assertThat(new Approval("1", null, null, null).allows(Optional.empty())).isFalse();
        assertThat(settled(null, State.DENIED).allows(Optional.empty())).isFalse();
        assertThat(settled(null, State.WITHDRAWN).allows(Optional.empty())).isFalse();
    }

    @Test
    void shouldLetOnlyThoseDecideWhoAreNamed() {
        assertThat(Submitters.include(Optional.empty(), "anyone", List.of())).isTrue();
        assertThat(Submitters.include(Optional.of("alice, ops"), "Alice", List.of()))
                .isTrue();
        assertThat(Submitters.include(Optional.of("alice, ops"), "bob", List.of("authenticated", "ops")))
                .isTrue();
        assertThat(Submitters.include(Optional.of("alice, ops"), "bob", List.of("authenticated")))
                .isFalse();
        assertThat(Submitters.include(Optional.of(" , "), "", List.of(""))).isFalse();
    }
}
