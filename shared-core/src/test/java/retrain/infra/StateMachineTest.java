package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateMachineTest {
    @Test
    void shouldHaveTheStatesThatTheSpecNeeds() {
        assertThat(states(Plans.flights()))
                .startsWith("Begin", "Settle", "Lock", "IsAlone", "Check", "IsDue", "PlanTraining", "TrainingPlanned")
                .contains("Train", "PlanScoring", "Score", "Evaluate", "Decide", "Deploy", "Watch", "Rollback")
                .doesNotContain("PlanPrepare", "Prepare", "Tune", "Approve", "Testing", "ApprovalTimedOut");
    }

    @Test
    void shouldAskSomebodyWhenTheSpecWantsApproval() {
        assertThat(states(Plans.flights("infra.approval={within: 2 days}")))
                .containsSubsequence("Decided", "Approve", "Approved", "Deploy")
                .contains("ApprovalTimedOut");
    }

    @SuppressWarnings("unchecked")
    private static List<String> states(Plan plan) {
        return List.copyOf(((Map<String, Object>) StateMachine.definition(plan).get("States")).keySet());
    }
}
