package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.infra.StepFunctions.Call;
import retrain.infra.StepFunctions.Execution;

/** Every branch of the state machine, by scripted answers. */
@NullUnmarked // what is missing in a map of JSON fails the test
class StateMachineExecutionIT {
    private static final String RUN = "20260101-000000-abcdef";
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static StepFunctions stepFunctions;

    @BeforeAll
    static void start() throws IOException {
        stepFunctions = StepFunctions.start();
    }

    @AfterAll
    static void stop() {
        if (stepFunctions != null) {
            stepFunctions.close();
        }
    }

    /** What the tasks answer: what is set down for a state, one after the other, else what goes well. */
    private static final class Script {
        private final Map<String, Deque<Map<String, Object>>> answers = new HashMap<>();

        Script() {
            then("Lock", output(Map.of("Executions", List.of())));
            then("Record", payload(Map.of()));
            then("Notify", output(Map.of("MessageId", "1")));
        }

        @SafeVarargs
        @SuppressWarnings("varargs") // only read
        final Script then(String state, Map<String, Object>... more) {
            answers.computeIfAbsent(state, s -> new ArrayDeque<>()).addAll(List.of(more));
            return this;
        }

        @SafeVarargs
        final Script instead(String state, Map<String, Object>... more) {
            answers.remove(state);
            return then(state, more);
        }

        synchronized Map<String, Object> answer(Call call) {
            Deque<Map<String, Object>> next = answers.get(call.state());
            if (next == null) {
                return failure("Test.NotScripted", call.state());
            }
            return next.size() > 1 ? next.remove() : next.element();
        }
    }

    private static Map<String, Object> output(Map<String, Object> value) {
        return Map.of("output", value);
    }

    private static Map<String, Object> payload(Map<String, Object> value) {
        return output(Map.of("ExecutedVersion", "$LATEST", "Payload", value, "StatusCode", 200));
    }

    private static Map<String, Object> failure(String error, String cause) {
        return Map.of("error", error, "cause", cause);
    }

    private static Map<String, Object> due() {
        return payload(Map.of(
                "next",
                "end",
                "outcome",
                Map.of("kind", "DUE", "summary", "2 files are new"),
                "because",
                List.of("2 files are new")));
    }

    private static Map<String, Object> job(String stage, String action, String... names) {
        List<Object> jobs = new ArrayList<>();
        for (String name : names) {
            jobs.add(Map.of("stage", stage, "action", action, "name", name, "request", Map.of("TheName", name)));
        }
        return payload(Map.of("run", RUN, "next", "jobs", "stage", stage, "jobs", jobs));
    }

    private static Map<String, Object> stage(String stage) {
        return payload(Map.of("run", RUN, "next", "stage", "stage", stage, "jobs", List.of()));
    }

    private static Map<String, Object> lookAgain(String stage) {
        return payload(Map.of("run", RUN, "next", "look-again", "stage", stage, "jobs", List.of()));
    }

    private static Map<String, Object> ends(String kind, String summary) {
        return payload(Map.of(
                "run", RUN, "next", "end", "stage", "promote", "outcome", Map.of("kind", kind, "summary", summary)));
    }

    /** From data that arrive to an endpoint that serves. */
    private static Script promoting() {
        return new Script()
                .then("Check", due())
                .then("PlanTraining", job("train", "sagemaker:createTrainingJob", "train-1"))
                .then("Train", output(Map.of("TrainingJobStatus", "Completed")))
                .then(
                        "PlanScoring",
                        job("evaluate", "sagemaker:createTransformJob", "score-candidate", "score-champion"))
                .then("ScoreOne", output(Map.of("TransformJobStatus", "Completed")))
                .then("Evaluate", stage("gate"))
                .then("Decide", stage("promote"))
                .then("Deploy", lookAgain("promote"), ends("PROMOTED", "version 2 is the champion"))
                .then("LookAtAlarms", output(Map.of("MetricAlarms", List.of(), "CompositeAlarms", List.of())));
    }

    private static Execution execute(Script script, String... overrides) {
        return execute(script, NEW_DATA, overrides);
    }

    private static final Map<String, Object> NEW_DATA =
            Map.of("cause", "data", "because", List.of("s3://b/k"), "intent", "schedule");

    /** With so many calls of Record and Notify; one each is the rule. */
    private static Execution execute(int records, Script script) {
        return execute(script, NEW_DATA, records + 1, 1);
    }

    private static Execution execute(int records, int notifications, Script script) {
        return execute(script, NEW_DATA, records + 1, notifications);
    }

    private static Execution execute(Script script, Map<String, Object> input, String... overrides) {
        return execute(script, input, 1, 1, overrides);
    }

    private static Execution execute(
            Script script, Map<String, Object> input, int records, int notifications, String... overrides) {
        String name = "execution-" + NAMES.incrementAndGet();
        Execution execution = stepFunctions.execute(
                StateMachine.file(Plans.flights(overrides)).content(), name, input, script::answer);
        assertThat(execution.raw().path("evaluations"))
                .as("expressions that failed")
                .isEmpty();
        assertThat(execution.calls("Record")).as("entries in the audit chain").hasSize(records);
        assertThat(execution.calls("Notify")).as("messages").hasSize(notifications);
        return execution;
    }

    private static void endsAs(Execution execution, String end) {
        assertThat(execution.states()).endsWith("Record", "Notify", "Ended", end);
        assertThat(execution
                        .calls("Record")
                        .get(0)
                        .arguments()
                        .path("Payload")
                        .path("state")
                        .asText())
                .isEqualTo(end);
    }

    @Test
    void shouldGoFromNewDataToAnEndpointThatServes() {
        Execution execution = execute(promoting(), "infra.watch=2 minutes");

        assertThat(execution.states())
                .containsExactly(
                        "Begin",
                        "Settle",
                        "Lock",
                        "IsAlone",
                        "Check",
                        "IsDue",
                        "PlanTraining",
                        "TrainingPlanned",
                        "Train",
                        "PlanScoring",
                        "ScoringPlanned",
                        "Score",
                        "ScoreOne",
                        "ScoreOne",
                        "Evaluate",
                        "Evaluated",
                        "Decide",
                        "Decided",
                        "Deploy",
                        "Deployed",
                        "WaitForEndpoint",
                        "Deploy",
                        "Deployed",
                        "Watch",
                        "LookAtAlarms",
                        "Rings",
                        "Watch",
                        "LookAtAlarms",
                        "Rings",
                        "Record",
                        "Notify",
                        "Ended",
                        "Promoted");
        endsAs(execution, "Promoted");
        assertThat(execution.status()).isEqualTo("SUCCEEDED");
        assertThat(execution.output().path("run").asText()).isEqualTo(RUN);
        assertThat(execution.output().path("why").asText()).isEqualTo("version 2 is the champion");
    }

    @Test
    void shouldGiveFunctionsAndJobsWhatTheyNeed() {
        Execution execution = execute(promoting());

        JsonNode check = execution.calls("Check").get(0).arguments();
        assertThat(check.path("FunctionName").asText()).isEqualTo("${StepArn}");
        assertThat(check.path("Payload").path("do").asText()).isEqualTo("check");
        assertThat(check.path("Payload").path("run").isNull()).isTrue();
        assertThat(check.path("Payload").path("execution").asText()).startsWith("execution-");
        assertThat(check.path("Payload").path("intent").asText()).isEqualTo("schedule");
        assertThat(check.path("Payload").path("because").get(0).asText()).isEqualTo("s3://b/k");
        JsonNode planned = execution.calls("PlanScoring").get(0).arguments().path("Payload");
        assertThat(planned.path("do").asText()).isEqualTo("go-on");
        assertThat(planned.path("run").asText()).isEqualTo(RUN);
        assertThat(planned.path("because").get(0).asText()).isEqualTo("2 files are new");
        assertThat(execution.calls("Train").get(0).arguments().toString()).isEqualTo("{\"TheName\":\"train-1\"}");
        assertThat(execution.calls("ScoreOne"))
                .extracting(c -> c.arguments().path("TheName").asText())
                .containsExactlyInAnyOrder("score-candidate", "score-champion");
        assertThat(execution
                        .calls("LookAtAlarms")
                        .get(0)
                        .arguments()
                        .path("AlarmNames")
                        .size())
                .isPositive();
        JsonNode told = execution.calls("Notify").get(0).arguments();
        assertThat(told.path("Subject").asText()).isEqualTo("flight-delay: Promoted");
        assertThat(told.path("Message").asText())
                .startsWith("Promoted: version 2 is the champion\n\nRun: " + RUN
                        + "\nBegun by: data\nBecause: 2 files are new\n");
        assertThat(told.path("MessageAttributes")
                        .path("state")
                        .path("StringValue")
                        .asText())
                .isEqualTo("Promoted");
    }

    @ParameterizedTest
    @CsvSource({"REJECTED, Rejected", "INCONCLUSIVE, Inconclusive", "UNCHANGED, Unchanged", "HELD, Held"})
    void shouldEndAsTheRunDoesWhenTheCandidateIsNotDeployed(String kind, String end) {
        Execution execution = execute(promoting().instead("Decide", ends(kind, "because of a gate\nof \"it\"")));

        endsAs(execution, end);
        assertThat(execution.states()).doesNotContain("Deploy");
        assertThat(execution.status()).isEqualTo("SUCCEEDED");
        assertThat(recorded(execution).path("why").asText()).isEqualTo("because of a gate\nof \"it\"");
        assertThat(recorded(execution).path("run").asText()).isEqualTo(RUN);
    }

    @Test
    void shouldEndAtOnceWhenNoRetrainIsDue() {
        Execution execution = execute(promoting()
                .instead(
                        "Check",
                        payload(Map.of(
                                "next",
                                "end",
                                "because",
                                List.of(),
                                "outcome",
                                Map.of("kind", "NOT_DUE", "summary", "nothing is new")))));

        endsAs(execution, "NotDue");
        assertThat(execution.states()).doesNotContain("PlanTraining");
        assertThat(recorded(execution).path("run").isNull()).isTrue();
        assertThat(recorded(execution).path("why").asText()).isEqualTo("nothing is new");
    }

    @Test
    void shouldSkipWhatAnEarlierRunHasDone() {
        assertThat(execute(promoting().instead("PlanTraining", ends("UNCHANGED", "the same archive")))
                        .states())
                .containsSubsequence("PlanTraining", "TrainingPlanned", "Record")
                .doesNotContain("Train", "PlanScoring");
        assertThat(execute(promoting()
                                .instead("PlanTraining", job("evaluate", "sagemaker:createTransformJob", "score-1")))
                        .states())
                .containsSubsequence("PlanTraining", "TrainingPlanned", "Score", "ScoreOne", "Evaluate")
                .doesNotContain("Train", "PlanScoring");
        assertThat(execute(promoting().instead("PlanTraining", stage("gate"))).states())
                .containsSubsequence("TrainingPlanned", "Decide");
        assertThat(execute(promoting().instead("PlanScoring", stage("promote"))).states())
                .containsSubsequence("ScoringPlanned", "Deploy");
    }

    @Test
    void shouldGoOnWithTheRunThatItIsGiven() {
        Execution execution = execute(promoting(), Map.of("cause", "manual", "run", "20251231-000000-123456"));

        endsAs(execution, "Promoted");
        assertThat(execution.states()).doesNotContain("Check").contains("Lock");
        JsonNode first = execution.calls("PlanTraining").get(0).arguments().path("Payload");
        assertThat(first.path("run").asText()).isEqualTo("20251231-000000-123456");
        assertThat(first.path("intent").asText()).isEqualTo("manual");
    }

    @Test
    void shouldBeBegunWithNothingAtAll() {
        Execution execution = execute(promoting(), Map.of());

        endsAs(execution, "Promoted");
        JsonNode check = execution.calls("Check").get(0).arguments().path("Payload");
        assertThat(check.path("intent").asText()).isEqualTo("manual");
        assertThat(check.path("because").size()).isZero();
    }

    @Test
    void shouldLeaveTheFieldToAnOlderExecution() {
        Execution execution = execute(promoting()
                .instead(
                        "Lock",
                        output(Map.of(
                                "Executions",
                                List.of(
                                        Map.of("Name", "older", "StartDate", "2020-01-01T00:00:00.123Z"),
                                        Map.of("Name", "younger", "StartDate", "2999-01-01T00:00:00Z"))))));

        endsAs(execution, "AnotherRuns");
        assertThat(recorded(execution).path("why").asText())
                .isEqualTo("execution older began before this one and runs");
        assertThat(execution.states()).doesNotContain("Check");
    }

    @Test
    void shouldGoOnWhenOnlyYoungerExecutionsRun() {
        endsAs(
                execute(promoting()
                        .instead(
                                "Lock",
                                output(Map.of(
                                        "Executions",
                                        List.of(Map.of("Name", "younger", "StartDate", "2999-01-01T00:00:00Z")))))),
                "Promoted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Lambda.ServiceException",
                "Lambda.AWSLambdaException",
                "Lambda.SdkClientException",
                "Lambda.TooManyRequestsException",
                "retrain.lambda.Retryable"
            })
    void shouldCallAFunctionAgainThatCouldNotAnswerNow(String error) {
        Script script = promoting();
        for (String state : List.of("Check", "PlanTraining", "Decide", "Deploy", "Record")) {
            script.answers.get(state).addFirst(failure(error, "later"));
        }
        Execution execution = execute(1, script);

        endsAs(execution, "Promoted");
        assertThat(execution.calls("Check")).extracting(Call::retry).containsExactly(0, 1);
        assertThat(execution.calls("Record")).extracting(Call::retry).containsExactly(0, 1);
    }

    @Test
    void shouldWaitLongerBeforeEachTry() {
        Execution execution = execute(promoting()
                .instead(
                        "Decide",
                        failure(
                                "retrain.lambda.Retryable",
                                "{\"errorMessage\":\"S3 answered 503\",\"errorType\":\"x\"}")));

        endsAs(execution, "Failed");
        assertThat(execution.calls("Decide")).hasSize(6);
        double longest = 0;
        int bound = 30;
        for (JsonNode pause : execution.raw().path("pauses")) {
            assertThat(pause.asDouble()).isBetween(0.0, Math.min(600.0, bound));
            longest = Math.max(longest, pause.asDouble());
            bound *= 2;
        }
        assertThat(longest).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SageMaker.ResourceLimitExceededException",
                "SageMaker.ThrottlingException",
                "SageMaker.InternalServerException"
            })
    void shouldBeginAJobAgainThatCouldNotBeginNow(String error) {
        Script script = promoting();
        script.answers.get("Train").addFirst(failure(error, "later"));
        script.answers.get("ScoreOne").addFirst(failure(error, "later"));
        Execution execution = execute(script);

        endsAs(execution, "Promoted");
        assertThat(execution.calls("Train")).hasSize(2);
        assertThat(execution.calls("ScoreOne")).hasSize(3);
        assertThat(execution.calls("PlanTraining")).hasSize(1);
    }

    @Test
    void shouldAskTheFunctionAgainWhenAJobFailed() {
        Execution execution = execute(promoting()
                .instead(
                        "PlanTraining",
                        job("train", "sagemaker:createTrainingJob", "train-1"),
                        job("train", "sagemaker:createTrainingJob", "train-1-on-demand"))
                .instead("Train", failure("States.TaskFailed", "{\"FailureReason\":\"spot\"}"), output(Map.of())));

        endsAs(execution, "Promoted");
        assertThat(execution.calls("Train"))
                .extracting(c -> c.arguments().path("TheName").asText())
                .containsExactly("train-1", "train-1-on-demand");
    }

    @Test
    void shouldGiveUpWhenJobsFailAgainAndAgain() {
        Execution execution =
                execute(promoting().instead("Train", failure("SageMaker.AmazonSageMakerException", "no such image")));

        endsAs(execution, "Failed");
        assertThat(execution.calls("Train")).hasSize(StateMachineFlow.TRIES);
        assertThat(execution.cause())
                .isEqualTo("jobs failed 3 times, at last: SageMaker.AmazonSageMakerException: no such image");
        assertThat(execution.error()).isEqualTo("Failed");
        assertThat(execution.status()).isEqualTo("FAILED");
    }

    @Test
    void shouldSayWhatIsWrongWhenTheFunctionSeesWhyAJobFailed() {
        Execution execution = execute(promoting()
                .instead("Train", failure("States.TaskFailed", "{}"))
                .instead(
                        "PlanTraining",
                        job("train", "sagemaker:createTrainingJob", "train-1"),
                        failure(
                                "retrain.lambda.Failed",
                                "{\"errorMessage\":\"job train-1 failed: AlgorithmError:\\nsaid \\\"no\\\"\",\"errorType\":\"retrain.lambda.Failed\","
                                        + "\"stackTrace\":[]}")));

        endsAs(execution, "Failed");
        assertThat(execution.cause())
                .isEqualTo("retrain.lambda.Failed: job train-1 failed: AlgorithmError:\nsaid \"no\"");
        assertThat(recorded(execution).path("run").asText()).isEqualTo(RUN);
    }

    @Test
    void shouldScoreAgainWhatAloneWasNotScored() {
        Execution execution = execute(promoting()
                .instead("ScoreOne", failure("States.TaskFailed", "lost"), output(Map.of()), output(Map.of()))
                .instead(
                        "Evaluate",
                        job("evaluate", "sagemaker:createTransformJob", "score-candidate-2"),
                        stage("gate")));

        endsAs(execution, "Promoted");
        assertThat(execution.states())
                .containsSubsequence(
                        "Score", "NotScored", "Evaluate", "Evaluated", "Score", "ScoreOne", "Evaluate", "Decide");
        assertThat(execution.calls("ScoreOne")).hasSize(3);
    }

    @Test
    void shouldGiveUpWhenNothingIsEverScored() {
        Execution execution = execute(promoting()
                .instead("ScoreOne", failure("States.TaskFailed", "lost"))
                .instead("Evaluate", job("evaluate", "sagemaker:createTransformJob", "again")));

        endsAs(execution, "Failed");
        assertThat(execution.cause()).isEqualTo("jobs failed 3 times, at last: States.TaskFailed: lost");
    }

    @Test
    void shouldNotBeginAgainWhatItMayNotBegin() {
        Execution execution =
                execute(promoting().instead("Train", failure("States.Permissions", "not allowed to pass the role")));

        endsAs(execution, "Failed");
        assertThat(execution.calls("Train")).hasSize(1);
        assertThat(execution.cause()).isEqualTo("States.Permissions: not allowed to pass the role");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Lock", "Check", "PlanTraining", "PlanScoring", "Evaluate", "Decide", "Deploy", "LookAtAlarms"})
    void shouldRecordWhyWhenATaskFailsForGood(String state) {
        Execution execution = execute(promoting()
                .instead(
                        state,
                        failure("retrain.lambda.Failed", "{\"errorMessage\":\"E-7: broken\",\"errorType\":\"x\"}")));

        endsAs(execution, "Failed");
        assertThat(execution.cause()).isEqualTo("retrain.lambda.Failed: E-7: broken");
        assertThat(execution.states()).containsSubsequence(state, "Record");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Lock",
                "Check",
                "PlanTraining",
                "Train",
                "PlanScoring",
                "Evaluate",
                "Decide",
                "Deploy",
                "LookAtAlarms"
            })
    void shouldEndAsTimedOutWhenATaskTakesTooLong(String state) {
        Execution execution = execute(promoting().instead(state, failure("States.Timeout", "")));

        endsAs(execution, "TimedOut");
        assertThat(execution.error()).isEqualTo("TimedOut");
        assertThat(execution.cause()).isEqualTo("took longer than it may: " + state);
    }

    @Test
    void shouldSayThatAFunctionHadNotTimeEnough() {
        endsAs(execute(promoting().instead("Evaluate", failure("Sandbox.Timedout", "15 minutes"))), "TimedOut");
    }

    @Test
    void shouldLookAgainAtAJobThatIsUnderWay() {
        Execution execution = execute(promoting()
                .instead("PlanTraining", lookAgain("train"), lookAgain("train"), stage("gate"))
                .instead("PlanScoring", lookAgain("evaluate"), stage("gate")));

        endsAs(execution, "Promoted");
        assertThat(execution.states())
                .containsSubsequence(
                        "PlanTraining", "AwaitTraining", "PlanTraining", "AwaitTraining", "PlanTraining", "Decide");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Check", "PlanTraining", "PlanScoring", "Evaluate", "Decide", "Deploy"})
    void shouldFailWhenAnAnswerIsNotUnderstood(String state) {
        Execution execution =
                execute(promoting().instead(state, payload(Map.of("next", "dance", "outcome", Map.of("kind", "?")))));

        endsAs(execution, "Failed");
        assertThat(execution.cause()).contains("the answer of a function is not understood", "dance");
    }

    @Test
    void shouldFailWhenNobodyCouldRecordTheEnd() {
        Execution execution = execute(promoting().instead("Record", failure("retrain.lambda.Failed", "no store")));

        assertThat(execution.states()).endsWith("Record", "Notify", "Ended", "Failed");
        assertThat(execution.cause())
                .isEqualTo(
                        "it ended as Promoted (version 2 is the champion), which could not be recorded: retrain.lambda.Failed: no store");
    }

    @Test
    void shouldEndAsItIsWhenNobodyCouldBeTold() {
        Execution execution =
                execute(0, 5, promoting().instead("Notify", failure("SNS.NotFoundException", "no topic")));

        endsAs(execution, "Promoted");
        assertThat(execution.status()).isEqualTo("SUCCEEDED");
    }

    @Test
    void shouldDeployWhenSomebodyApproves() {
        Execution execution = execute(
                promoting()
                        .then(
                                "Approve",
                                approval(Map.of("output", Map.of("approved", true, "by", "Ann", "why", "looks well")))),
                "infra.approval={}");

        endsAs(execution, "Promoted");
        assertThat(execution.states()).containsSubsequence("Decided", "Approve", "Approved", "Deploy");
        JsonNode deploy = execution.calls("Deploy").get(0).arguments().path("Payload");
        assertThat(deploy.path("by").asText()).isEqualTo("Ann");
        assertThat(deploy.path("why").asText()).isEqualTo("looks well");
        Call asked = execution.calls("Approve").get(0);
        assertThat(asked.token()).isNotEmpty();
        assertThat(asked.arguments().path("Subject").asText()).isEqualTo("Approve flight-delay?");
        assertThat(asked.arguments().path("Message").asText())
                .contains(
                        "within 3 days",
                        "Run: " + RUN,
                        "Because: 2 files are new",
                        "\naws stepfunctions send-task-success --task-output '{\"approved\": true, \"by\": \"YOUR NAME\"}' --task-token "
                                + asked.token() + "\n",
                        "\naws stepfunctions send-task-failure --error Refused --cause 'YOUR REASON' --task-token "
                                + asked.token());
    }

    @Test
    void shouldHoldACandidateThatSomebodyRefuses() {
        Execution refused = execute(
                promoting().then("Approve", approval(failure("Refused", "not before the holidays"))),
                "infra.approval={}");
        Execution answered = execute(
                promoting().then("Approve", approval(output(Map.of("approved", false, "by", "Ann")))),
                "infra.approval={}");
        Execution odd = execute(promoting().then("Approve", approval(output(Map.of()))), "infra.approval={}");

        endsAs(refused, "Held");
        assertThat(refused.calls("Approve"))
                .as("who refuses is not asked again")
                .hasSize(1);
        assertThat(recorded(refused).path("why").asText()).isEqualTo("refused: not before the holidays");
        endsAs(answered, "Held");
        assertThat(recorded(answered).path("why").asText()).isEqualTo("refused, by Ann");
        endsAs(odd, "Held");
        assertThat(List.of(refused, answered, odd)).allMatch(e -> !e.states().contains("Deploy"));
    }

    @Test
    void shouldHoldACandidateThatNobodyApprovesInTime() {
        Execution execution = execute(
                promoting().then("Approve", approval(failure("States.Timeout", ""))),
                "infra.approval={within: 2 days}");

        endsAs(execution, "ApprovalTimedOut");
        assertThat(execution.status()).isEqualTo("SUCCEEDED");
        assertThat(recorded(execution).path("why").asText()).isEqualTo("nobody approved within 2 days");
    }

    @Test
    void shouldFailWhenNobodyCouldBeAsked() {
        endsAs(
                execute(promoting().then("Approve", failure("SNS.NotFoundException", "no topic")), "infra.approval={}"),
                "Failed");
    }

    @Test
    void shouldBringTheChampionBackWhenAnAlarmRings() {
        Execution execution = execute(promoting()
                .instead(
                        "LookAtAlarms",
                        output(Map.of("MetricAlarms", List.of(), "CompositeAlarms", List.of())),
                        output(Map.of(
                                "MetricAlarms",
                                List.of(Map.of("AlarmName", "flight-delay-5xx")),
                                "CompositeAlarms",
                                List.of(Map.of("AlarmName", "all")))))
                .then("Rollback", lookAgain("promote"), ends("DONE", "version 1 is served again")));

        assertThat(execution.states())
                .containsSubsequence(
                        "Rings",
                        "Watch",
                        "LookAtAlarms",
                        "Rings",
                        "Rollback",
                        "Back",
                        "WaitForRollback",
                        "Rollback",
                        "Back");
        endsAs(execution, "RolledBack");
        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.cause()).isEqualTo("after the deployment rang flight-delay-5xx, all");
        JsonNode rollback = execution.calls("Rollback").get(0).arguments().path("Payload");
        assertThat(rollback.path("do").asText()).isEqualTo("rollback");
        assertThat(rollback.path("why").asText()).contains("flight-delay-5xx");
    }

    @Test
    void shouldWatchNothingThatWasNotPromoted() {
        Execution execution = execute(promoting().instead("Deploy", ends("HELD", "outside the hours")));

        endsAs(execution, "Held");
        assertThat(execution.states()).doesNotContain("Watch");
    }

    @Test
    void shouldStayBelowTheLimitOfAStateWhenRequestsAreLarge() {
        Script script = promoting();
        script.instead("PlanTraining", large(100_000));

        Execution execution = execute(script);

        endsAs(execution, "Promoted");
        assertThat(execution.raw().path("largest").asInt()).isBetween(100_000, 256 * 1024);
    }

    /** A job of Glue, a search, and rows that are read by jobs whose answers are in S3. */
    @Test
    void shouldRunJobsForAllThatASpecCanHave(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM rows");
        Plan plan = Plans.of(folder, StateMachineTest.ALL);
        Map<String, Object> done = output(Map.of("ProcessingJobStatus", "Completed"));
        Script script = promoting()
                .instead("Check", done)
                .then("ReadCheck", body(due()))
                .then("PlanPrepare", done)
                .then("ReadPlanPrepare", body(job("prepare", "glue:startJobRun", "retrain-churn")))
                .then(
                        "Prepare",
                        failure("Glue.ConcurrentRunsExceededException", "later"),
                        output(Map.of("JobRunState", "SUCCEEDED")))
                .instead("PlanTraining", done)
                .then(
                        "ReadPlanTraining",
                        body(job("tune", "sagemaker:createHyperParameterTuningJob", "tune-1")),
                        body(job("train", "sagemaker:createTrainingJob", "train-1")))
                .then("Tune", output(Map.of()))
                .instead("PlanScoring", done)
                .then("ReadPlanScoring", body(job("evaluate", "sagemaker:createTransformJob", "score-1")))
                .instead("Evaluate", done)
                .then("ReadEvaluate", body(stage("gate")))
                .then("Approve", approval(output(Map.of("approved", true, "by", "Ann"))));

        Execution execution = stepFunctions.execute(
                StateMachine.file(plan).content(), "all-" + NAMES.incrementAndGet(), NEW_DATA, script::answer);

        assertThat(execution.states())
                .containsSubsequence(
                        "Check",
                        "ReadCheck",
                        "PlanPrepare",
                        "ReadPlanPrepare",
                        "Prepare",
                        "PlanTraining",
                        "ReadPlanTraining",
                        "Tune",
                        "PlanTraining",
                        "ReadPlanTraining",
                        "Train",
                        "PlanScoring",
                        "ReadPlanScoring",
                        "Score",
                        "Evaluate",
                        "ReadEvaluate",
                        "Decide",
                        "Approve",
                        "Deploy",
                        "Record",
                        "Notify",
                        "Ended",
                        "Promoted");
        endsAs(execution, "Promoted");
        assertThat(execution.calls("Prepare")).hasSize(2);
        List<String> names = new ArrayList<>();
        for (String state : List.of("Check", "PlanPrepare", "PlanTraining", "PlanScoring", "Evaluate")) {
            for (Call call : execution.calls(state)) {
                names.add(call.arguments().path("ProcessingJobName").asText());
            }
        }
        assertThat(names).hasSize(6).doesNotHaveDuplicates().allMatch(n -> n.matches("retrain-churn-[0-9a-f]{20}"));
        JsonNode read = execution.calls("ReadCheck").get(0).arguments();
        JsonNode job = execution
                .calls("Check")
                .get(0)
                .arguments()
                .path("AppSpecification")
                .path("ContainerArguments");
        assertThat(job.get(job.size() - 1).asText())
                .isEqualTo("s3://" + read.path("Bucket").asText() + "/"
                        + read.path("Key").asText());
    }

    @Test
    void shouldDoTheJobsThatALookNeedsAndLookAgain(@TempDir Path folder) throws IOException {
        String definition = StateMachine.file(StateMachineTest.looking(folder)).content();
        Script script = promoting()
                .then("Approve", approval(output(Map.of("approved", true))))
                .instead(
                        "Check",
                        job("prepare", "glue:startJobRun", "retrain-churn"),
                        lookAgain("prepare"),
                        job("prepare", "glue:startJobRun", "retrain-churn"),
                        job("monitor", "sagemaker:createTransformJob", "score-newest"),
                        due())
                .then("PrepareForCheck", failure("States.TaskFailed", "lost"), output(Map.of()))
                .then("ScoreOneForCheck", output(Map.of()))
                .then("PlanPrepare", job("train", "sagemaker:createTrainingJob", "train-1"));

        Execution execution =
                stepFunctions.execute(definition, "looking-" + NAMES.incrementAndGet(), NEW_DATA, script::answer);

        assertThat(execution.states())
                .containsSubsequence(
                        "Check",
                        "IsDue",
                        "PrepareForCheck",
                        "Check",
                        "AwaitCheck",
                        "Check",
                        "PrepareForCheck",
                        "Check",
                        "ScoreForCheck",
                        "ScoreOneForCheck",
                        "Check",
                        "IsDue",
                        "PlanPrepare",
                        "PreparePlanned",
                        "Train");
        endsAs(execution, "Promoted");
    }

    /** The answer of a function, as a job leaves it in S3. */
    private static Map<String, Object> body(Map<String, Object> answer) {
        Object payload = StateMachineTest.map(answer.get("output")).get("Payload");
        try {
            return output(Map.of("Body", StepFunctions.JSON.writeValueAsString(payload)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> large(int bytes) {
        return payload(Map.of(
                "run",
                RUN,
                "next",
                "jobs",
                "stage",
                "train",
                "jobs",
                List.of(Map.of(
                        "stage",
                        "train",
                        "action",
                        "sagemaker:createTrainingJob",
                        "name",
                        "train-1",
                        "request",
                        Map.of("TheName", "x".repeat(bytes))))));
    }

    private static Map<String, Object> approval(Map<String, Object> callback) {
        return Map.of("output", Map.of("MessageId", "1"), "callback", callback);
    }

    private static JsonNode recorded(Execution execution) {
        return execution.calls("Record").get(0).arguments().path("Payload");
    }
}
