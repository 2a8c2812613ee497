package retrain.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import retrain.jenkins.result.RunResults;

class AwaitStepTest {
    private final AwaitStep.DescriptorImpl descriptor = new AwaitStep.DescriptorImpl();

    @Test
    void shouldTakeTheResultOfTheStartAsWellAsItsId() {
        Map<String, Object> arguments = Map.of("run", RunResults.started("id-1", "run"));

        assertThat(descriptor.customInstantiate(arguments)).isEqualTo(Map.of("run", "id-1"));
        assertThat(descriptor.customInstantiate(Map.of("run", "id-2"))).isEqualTo(Map.of("run", "id-2"));
        assertThat(descriptor.argumentsToString(arguments)).isEqualTo("id-1");
    }

    @Test
    void shouldNeedNoNode() {
        assertThat(descriptor.getRequiredContext()).isEqualTo(Set.of(Run.class, TaskListener.class));
    }
}
