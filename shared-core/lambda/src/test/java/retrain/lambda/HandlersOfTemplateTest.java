package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.lang.reflect.Modifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names that the stack's template and its state machine know these classes by. */
class HandlersOfTemplateTest {
    @ParameterizedTest
    @ValueSource(strings = {"Trigger", "Step", "Decide", "Deploy", "Record"})
    void shouldBeAHandlerThatLambdaCanMake(String id) throws Exception {
        Class<?> handler = Class.forName("retrain.lambda." + id + "Handler");
        assertThat(RequestStreamHandler.class).isAssignableFrom(handler);
        assertThat(Modifier.isPublic(handler.getModifiers())).isTrue();
        assertThat(handler.getConstructor().newInstance()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Retryable", "Failed", "InvalidInput"})
    void shouldThrowWhatTheStateMachineCatches(String error) throws Exception {
        assertThat(RuntimeException.class).isAssignableFrom(Class.forName("retrain.lambda." + error));
    }
}
