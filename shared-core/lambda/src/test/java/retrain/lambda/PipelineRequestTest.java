package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.problem.BackendFailure;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

class PipelineRequestTest {
    private final TestContext plenty = new TestContext(900_000);
    private int looks;

    private static PipelineRequest of(String request) {
        return new PipelineRequest(JsonNode.parser().parse(request));
    }

    private static Answer answer(String next) {
        return new Answer(
                Optional.of("run"),
                next,
                Optional.of("promote"),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** Under way until the third look. */
    private Answer look() {
        return answer(++looks < 3 ? "look-again" : "end");
    }

    @Test
    void shouldLookAgainAtWhatIsUnderWayUntilItHasEnded() {
        Answer answer = of("{\"wait\":\"600\"}").awaited(this::look, plenty, 1);
        assertThat(answer.next()).isEqualTo("end");
        assertThat(looks).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"wait\":\"0\"}", "{\"wait\":\"600\",\"over\":true}"})
    void shouldLookOnceWithoutTimeToWait(String request) {
        TestContext context = request.contains("over") ? new TestContext(60_000) : plenty;
        assertThat(of(request).awaited(this::look, context, 1).next()).isEqualTo("look-again");
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void shouldWaitForNothingThatIsNotUnderWay() {
        Answer answer = of("{\"wait\":\"600\"}").awaited(() -> answer("jobs"), plenty);
        assertThat(answer.next()).isEqualTo("jobs");
    }

    @Test
    void shouldStopWaitingWhenItIsToldTo() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> of("{\"wait\":\"600\"}").awaited(this::look, plenty, 1))
                .isInstanceOfSatisfying(
                        BackendFailure.class, e -> assertThat(e.isRetryable()).isTrue());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void shouldSayWhatIsNoTimeToWait() {
        assertThatThrownBy(() -> of("{\"wait\":\"soon\"}").awaited(this::look, plenty))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("'soon'", "seconds");
        assertThat(looks).isZero();
    }

    @Test
    void shouldLayOverTheSpecWhatThePipelineHasBegun() {
        assertThat(of("{\"jobs\":\"train-1=pipelines-abc,score-1=,\",\"anew\":\"true\"}")
                        .overrides())
                .isEqualTo(
                        ",aws.hand-over.jobs.train-1=pipelines-abc,aws.hand-over.jobs.score-1=,aws.hand-over.anew=true");
        assertThat(of("{}").overrides()).isEmpty();
    }
}
