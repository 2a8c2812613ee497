package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.aws.AwsServer;
import retrain.aws.AwsWorld;
import retrain.registry.ExecutionEntry;

class RecordHandlerTest {
    @TempDir
    Path folder;

    private AwsWorld world;
    private Environment environment;

    @BeforeEach
    void begin() throws IOException {
        world = AwsWorld.begin(folder.resolve("driven"));
        environment = Environment.of(Map.of(
                        "RETRAIN_CONFIG", folder.resolve("driven/retrain.yaml").toString()))
                .in(folder.resolve("tmp"));
    }

    @AfterEach
    void end() {
        world.close();
    }

    private String call(String request) {
        return Calls.call(new RecordHandler(environment), request, new TestContext());
    }

    private static String ended(int number) {
        return "{\"execution\":\"event-%d\",\"run\":null,\"state\":\"NotDue\",\"why\":\"nothing is new\"}"
                .formatted(number);
    }

    @Test
    void shouldEnterAnExecutionOnce() {
        assertThat(call(ended(1))).isEqualTo("{\"entry\":1,\"model\":\"small\"}");
        assertThat(call(ended(1))).isEqualTo("{\"entry\":1,\"model\":\"small\"}");
        assertThat(call("""
                {"execution": "event-2", "run": "20260131T235959Z-000002", "state": "Promoted", "why": "gates passed", "by": "data",
                 "began": "2026-01-31T23:00:00.123Z"}
                """)).isEqualTo("{\"entry\":2,\"model\":\"small\"}");
        assertThat(environment.registry().executions(5))
                .extracting(ExecutionEntry::state)
                .containsExactly("Promoted", "NotDue");
        assertThat(environment.registry().verify()).isEmpty();
    }

    @Test
    void shouldEnterEachOfManyThatEndAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String request = ended(i / 2);
            answers.add(threads.submit(() -> call(request)));
        }
        for (Future<String> answer : answers) {
            answer.get();
        }
        threads.shutdown();
        assertThat(environment.registry().executions(50)).hasSize(6);
        assertThat(environment.registry().verify()).isEmpty();
    }

    @Test
    void shouldEnterOnceWhenTheAnswerOfTheStoreIsLost() {
        int[] lost = {0};
        world.aws.faults(call -> call.name().startsWith("S3 PUT") && lost[0]++ == 0
                ? AwsServer.Fault.RESET_AFTER
                : AwsServer.Fault.NONE);
        call(ended(1));
        assertThat(environment.registry().executions(50)).hasSize(1);
    }

    @Test
    void shouldSayWhatTheRequestLacks() {
        assertThatThrownBy(() -> call("{\"execution\":\"event-1\"}"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("'state'");
        assertThatThrownBy(() -> call("{\"execution\":\"event-1\",\"state\":\"NotDue\",\"run\":\"x\"}"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no id of a run");
        assertThatThrownBy(() -> call("{\"execution\":\"event-1\",\"state\":\"NotDue\",\"began\":\"x\"}"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no time");
    }
}
