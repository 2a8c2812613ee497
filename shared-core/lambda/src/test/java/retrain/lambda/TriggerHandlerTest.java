package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.aws.AwsServer;

class TriggerHandlerTest {
    private static final String NONE_BACK = "{\"batchItemFailures\":[]}";

    @TempDir
    Path folder;

    private AwsServer aws;
    private FakeStepFunctions machine;
    private TriggerHandler trigger;
    private final TestContext context = new TestContext();

    @BeforeEach
    void begin() throws IOException {
        aws = AwsServer.start();
        machine = new FakeStepFunctions(aws);
        Path config = folder.resolve("retrain.yaml");
        Files.writeString(config, """
                model: small
                task: binary
                target: late
                store: s3://retrain-bucket/store
                data:
                  sources: {rows: 's3://retrain-bucket/**.csv'}
                  key: [id]
                train: {xgboost: {rounds: 5}}
                """);
        trigger = new TriggerHandler(Environment.of(
                Map.of("RETRAIN_CONFIG", config.toString(), "RETRAIN_STATE_MACHINE", FakeStepFunctions.MACHINE)));
        machine.at("2026-01-01T12:05:00Z");
    }

    @AfterEach
    void end() {
        aws.close();
    }

    private String call(String event) {
        return Calls.call(trigger, event, context);
    }

    private static String batch(String... bodies) {
        return S3Events.batch(List.of(bodies));
    }

    private static String file(int number) {
        return S3Events.created("data/rows-" + number + ".csv", "2026-01-01T12:00:%02dZ".formatted(number % 60));
    }

    @Test
    void shouldBeginOneExecutionForANewFile() {
        assertThat(call(batch(file(1)))).isEqualTo(NONE_BACK);
        assertThat(machine.executions()).singleElement().satisfies(e -> {
            assertThat(e.name()).startsWith("event-");
            assertThat(e.input())
                    .isEqualTo("{\"cause\":\"data\",\"because\":[\"s3://retrain-bucket/data/rows-1.csv is new since"
                            + " 2026-01-01T12:00:01Z\"],\"intent\":\"schedule\"}");
        });
    }

    @Test
    void shouldBeginOneExecutionForAThousandDuplicates() {
        for (int i = 0; i < 10; i++) {
            assertThat(call(S3Events.batch(Collections.nCopies(100, file(1))))).isEqualTo(NONE_BACK);
        }
        assertThat(machine.executions()).hasSize(1);
    }

    @Test
    void shouldBeginOneExecutionForABurstInAnyOrder() {
        List<String> burst = new ArrayList<>(
                IntStream.range(0, 500).mapToObj(TriggerHandlerTest::file).toList());
        Collections.reverse(burst);
        for (int i = 0; i < 500; i += 50) {
            assertThat(call(S3Events.batch(burst.subList(i, i + 50)))).isEqualTo(NONE_BACK);
        }
        assertThat(machine.executions())
                .singleElement()
                .satisfies(e -> assertThat(e.input()).contains("\"and 30 more\""));
    }

    @Test
    void shouldBeginOneExecutionWhenCallsRace() throws Exception {
        int calls = 8;
        CyclicBarrier together = new CyclicBarrier(calls);
        aws.faults(call -> {
            if (call.name().equals("AWSStepFunctions.StartExecution")) {
                await(together);
            }
            return AwsServer.Fault.NONE;
        });
        ExecutorService threads = Executors.newFixedThreadPool(calls);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            String event = batch(file(i));
            answers.add(threads.submit(() -> Calls.call(trigger, event, new TestContext())));
        }
        for (Future<String> answer : answers) {
            assertThat(answer.get()).isEqualTo(NONE_BACK);
        }
        threads.shutdown();
        assertThat(machine.executions()).hasSize(1);
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldBeginNoSecondExecutionWhileTheListIsBehind() {
        call(batch(file(1)));
        machine.hide(1);
        assertThat(call(batch(file(2)))).isEqualTo(NONE_BACK);
        assertThat(machine.executions()).hasSize(1);
    }

    @Test
    void shouldLetTheNewestWaitForAllThatCameAfterTheExecutionBegan() {
        call(batch(file(1)));
        String late = S3Events.created("data/late.csv", "2026-01-01T12:06:00Z");
        String later = S3Events.created("data/later.csv", "2026-01-01T12:07:00Z");
        assertThat(call(batch(late, later, late))).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m-1\"}]}");
        assertThat(machine.executions()).hasSize(1);

        machine.end("SUCCEEDED");
        machine.at("2026-01-01T13:00:00Z");
        assertThat(call(batch(later))).isEqualTo(NONE_BACK);
        assertThat(machine.executions()).hasSize(2);
        assertThat(call(batch(later, late))).isEqualTo(NONE_BACK);
        assertThat(machine.executions()).hasSize(2);
    }

    @Test
    void shouldNotTakeAnEventForSeenThatMayBeYoungerThanTheExecution() {
        machine.at("2026-01-01T12:00:00.500Z");
        machine.begin("daily", "SUCCEEDED");
        machine.at("2026-01-01T12:05:00Z");
        call(batch(S3Events.created("data/rows.csv", "2026-01-01T12:00:00Z")));
        assertThat(machine.executions()).hasSize(2);
    }

    @Test
    void shouldBeginAnotherExecutionWhenTheOneThatWouldHaveSeenItFailed() {
        for (String status : List.of("FAILED", "TIMED_OUT", "ABORTED")) {
            machine.begin("other-" + status, status);
            call(batch(file(1)));
            assertThat(machine.executions())
                    .last()
                    .satisfies(e -> assertThat(e.name()).startsWith("event-"));
            machine.end(status);
        }
        assertThat(machine.executions()).hasSize(6);
    }

    @Test
    void shouldNotTakeAnEventForSeenByAnExecutionThatGaveWay() {
        machine.at("2026-01-01T11:59:00Z");
        machine.begin("daily", "RUNNING");
        machine.at("2026-01-01T12:01:00Z");
        machine.begin("manual", "RUNNING");
        String waits = "{\"batchItemFailures\":[{\"itemIdentifier\":\"m-0\"}]}";
        assertThat(call(batch(file(1)))).isEqualTo(waits);

        machine.end("SUCCEEDED");
        machine.ended("another", "AnotherRuns");
        machine.end("SUCCEEDED");
        machine.at("2026-01-01T12:02:00Z");
        machine.ended("late", "NotDue");
        assertThat(call(batch(file(1)))).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(context.lines).last().isEqualTo("1 events are seen by late, which began after them");
    }

    @Test
    void shouldBeginAnExecutionWhenTheOnlyOneSinceGaveWay() {
        machine.at("2026-01-01T12:01:00Z");
        machine.ended("manual", "AnotherRuns");
        assertThat(call(batch(file(1)))).isEqualTo(NONE_BACK);
        assertThat(machine.executions()).hasSize(2);
    }

    @Test
    void shouldLookPastAThousandExecutions() {
        machine.at("2026-01-01T12:01:00Z");
        machine.begin("daily", "SUCCEEDED");
        for (int i = 0; i < 1000; i++) {
            machine.begin("failed-" + i, "FAILED");
        }
        assertThat(call(batch(file(1)))).isEqualTo(NONE_BACK);
        assertThat(context.lines).containsExactly("1 events are seen by daily, which began after them");
    }

    @Test
    void shouldTakeNotificationsOfS3Itself() {
        call(batch(S3Events.notified("data/rows+of+%C3%BC.csv", "2026-01-01T12:00:00.123Z")));
        assertThat(machine.executions())
                .singleElement()
                .satisfies(e -> assertThat(e.input())
                        .contains("s3://retrain-bucket/data/rows of ü.csv is new since 2026-01-01T12:00:00.123Z"));
    }

    @Test
    void shouldIgnoreWhatIsNotAboutTheSources() {
        String test = "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"retrain-bucket\"}";
        String own = S3Events.created("store/objects/rows.csv", "2026-01-01T12:00:00Z");
        String other = S3Events.created("data/readme.txt", "2026-01-01T12:00:00Z");
        String removed =
                S3Events.created("data/rows.csv", "2026-01-01T12:00:00Z").replace("Object Created", "Object Deleted");
        assertThat(call(batch(test, own, other, removed))).isEqualTo(NONE_BACK);
        assertThat(aws.asked()).isEmpty();
    }

    @Test
    void shouldGiveBackOnlyTheMessagesThatItDoesNotUnderstand() {
        assertThat(call(batch("no json", file(1), "{\"a\":1}", file(1).replace("2026-01-01T", "yesterday "))))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m-0\"},{\"itemIdentifier\":\"m-2\"},"
                        + "{\"itemIdentifier\":\"m-3\"}]}");
        assertThat(machine.executions()).hasSize(1);
        assertThat(context.lines)
                .contains(
                        "message m-0 is not understood and goes back: it is no JSON",
                        "message m-2 is not understood and goes back: it is neither an event of EventBridge nor a"
                                + " notification of S3",
                        "message m-3 is not understood and goes back: its time is 'yesterday 12:00:01Z'");
    }

    @Test
    void shouldTellTheLastOfWhatWasWrittenUnderOneKey() {
        call(batch(
                S3Events.created("data/a.csv", "2026-01-01T12:00:02Z", "0061"),
                S3Events.created("data/a.csv", "2026-01-01T12:00:01Z", "00617f"),
                S3Events.created("data/a.csv", "2026-01-01T12:00:03Z", "005f")));
        assertThat(machine.executions())
                .singleElement()
                .satisfies(e -> assertThat(e.input())
                        .contains("[\"s3://retrain-bucket/data/a.csv is new since 2026-01-01T12:00:01Z\"]"));
    }

    @Test
    void shouldBeginForAnAlarmThatRingsAndForTheTimeToLook() {
        assertThat(call(S3Events.alarm("OK", "2026-01-01T12:00:00Z"))).contains("nothing");
        assertThat(call(S3Events.alarm("ALARM", "2026-01-01T12:00:00Z"))).contains("began");
        machine.end("SUCCEEDED");
        machine.at("2026-01-02T12:05:00Z");
        assertThat(call(S3Events.scheduled("2026-01-02T12:00:00Z"))).contains("began");
        assertThat(machine.executions().get(0).input())
                .isEqualTo("{\"cause\":\"alarm\",\"because\":[\"the alarm drift rings: Threshold Crossed\"],"
                        + "\"intent\":\"schedule\"}");
        assertThat(machine.executions().get(1).input()).contains("\"cause\":\"schedule\"");
    }

    @Test
    void shouldSayWhatIsMissingOrCannotBeUnderstood() {
        assertThatThrownBy(() -> call("{\"a\":1}"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("not understood");
        TriggerHandler without = new TriggerHandler(Environment.of(
                Map.of("RETRAIN_CONFIG", folder.resolve("retrain.yaml").toString())));
        assertThatThrownBy(() -> Calls.call(without, batch(file(1)), context))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("RETRAIN_STATE_MACHINE");
    }

    @Test
    void shouldSayWhetherAFailureMayPass() {
        aws.faults(call -> AwsServer.Fault.DENIED);
        assertThatThrownBy(() -> call(batch(file(1))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("access is denied")
                .hasNoCause();
        aws.faults(call -> AwsServer.Fault.ERROR_BEFORE);
        assertThatThrownBy(() -> call(batch(file(1)))).isInstanceOf(Retryable.class);
    }

    @Test
    void shouldBeginOneExecutionWhenTheAnswerToTheStartIsLost() {
        int[] lost = {0};
        aws.faults(call -> call.name().endsWith("StartExecution") && lost[0]++ == 0
                ? AwsServer.Fault.RESET_AFTER
                : AwsServer.Fault.NONE);
        assertThat(call(batch(file(1)))).isEqualTo(NONE_BACK);
        assertThat(machine.executions()).hasSize(1);
    }
}
