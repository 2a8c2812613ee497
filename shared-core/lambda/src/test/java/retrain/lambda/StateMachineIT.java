package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.aws.AwsServer.Fault;
import retrain.aws.FakeGlue;
import retrain.aws.FakeTraining.End;
import retrain.infra.StepFunctions;
import retrain.infra.StepFunctions.Call;
import retrain.infra.StepFunctions.Execution;
import retrain.registry.ExecutionEntry;
import retrain.registry.ModelVersion;

/** The state machine and the functions together: what one answers is what the other understands, and every way ends in one entry of the audit chain. */
@NullUnmarked // what is missing in a map of JSON fails the test
class StateMachineIT {
    private static final Path SCRIPT = Path.of("../src/test/python/state_machine.py");
    private static final String MANUAL = "{\"cause\":\"manual\",\"because\":[\"somebody wants it\"]}";
    private static StepFunctions interpreter;

    @TempDir
    private Path folder;

    private EmulatedStack stack;

    @BeforeAll
    static void start() throws IOException {
        interpreter = StepFunctions.start(SCRIPT);
    }

    @AfterAll
    static void stop() {
        if (interpreter != null) {
            interpreter.close();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        interpreter.forget();
        stack = new EmulatedStack(interpreter, folder.resolve("stack"));
    }

    @AfterEach
    void end() {
        stack.close();
    }

    /** An execution that ended in a state, with a champion then; it is in the chain once, and told of once. */
    private Execution ends(Execution execution, String end, int champion) {
        JsonNode recorded = execution.calls("Record").get(0).arguments().path("Payload");
        assertThat(execution.states())
                .as("%s, %s", recorded, execution.cause())
                .endsWith("Record", "Notify", "Ended", end);
        assertThat(execution.raw().path("evaluations"))
                .as("expressions that failed")
                .isEmpty();
        assertThat(execution.calls("Record")).hasSize(1);
        assertThat(stack.environment().registry().executions(100))
                .filteredOn(e -> e.execution().equals(recorded.path("execution").asText()))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.state()).isEqualTo(end);
                    assertThat(entry.run().orElse(""))
                            .isEqualTo(recorded.path("run").asText("").replace("null", ""));
                    assertThat(entry.why()).isNotEmpty();
                });
        assertThat(stack.environment().registry().verify()).isEmpty();
        assertThat(champion()).isEqualTo(champion);
        return execution;
    }

    /** {@return the number of the champion; 0 if there is none} */
    private int champion() {
        return stack.environment()
                .registry()
                .champion()
                .map(ModelVersion::number)
                .orElse(0);
    }

    private ExecutionEntry entry() {
        return stack.environment().registry().executions(1).get(0);
    }

    @Test
    void shouldGoFromAnEventToAChampionAndBackToRest() {
        Execution first = ends(stack.arrived(3).orElseThrow(), "Promoted", 1);
        assertThat(first.calls("Deploy")).hasSizeGreaterThan(1);
        assertThat(first.output().path("run").asText()).isEqualTo(entry().run().orElseThrow());

        Execution second = ends(stack.arrived(4).orElseThrow(), "Promoted", 2);
        assertThat(second.calls("ScoreOne")).hasSize(2);
        assertThat(stack.world.endpoints.serves("small").orElseThrow()).startsWith("small-v2-");

        ends(stack.begun("again", "{}"), "NotDue", 2);
        assertThat(entry().why()).contains("made from the same 4 files");
        assertThat(stack.world.training.names()).hasSize(2);
    }

    @Test
    void shouldKeepTheChampionWhenTheCandidateIsNotShownToBeBetter() throws IOException {
        stack.with("at-least: 0.5", "at-least: 0.8");
        ends(stack.begun("unsure", MANUAL), "Inconclusive", 0);
        stack.with("at-least: 0.8", "at-least: 0.999");
        Execution rejected = ends(stack.begun("worse", MANUAL), "Rejected", 0);
        assertThat(rejected.states()).doesNotContain("Train", "Deploy");
        assertThat(entry().why()).contains("auc");
    }

    @Test
    void shouldAskBeforeItDeploysAndSayWhoApproved() throws IOException {
        stack.with("infra: {}", "infra: {approval: {within: 2 days}, notify: [a@example.com]}");

        ends(stack.begun("late", MANUAL), "ApprovalTimedOut", 0);
        stack.answered(EmulatedStack.failure("Refused", "not before the holidays"));
        ends(stack.begun("refused", MANUAL), "Held", 0);
        assertThat(entry().why()).isEqualTo("refused: not before the holidays");
        stack.answered(Map.of("output", Map.of("approved", true, "by", "Ann", "why", "looks well")));
        String run = entry().run().orElseThrow();
        Execution approved = ends(stack.begun("approved", "{\"run\":\"" + run + "\"}"), "Promoted", 1);

        assertThat(approved.states()).doesNotContain("Train", "Score");
        assertThat(entry().by()).isEqualTo("Ann");
        assertThat(stack.environment().registry().audit())
                .singleElement()
                .satisfies(promoted -> assertThat(promoted.by()).isEqualTo("Ann, execution approved"));
        assertThat(stack.told)
                .extracting(m -> m.path("Subject").asText())
                .containsExactly(
                        "Approve small?",
                        "small: ApprovalTimedOut",
                        "Approve small?",
                        "small: Held",
                        "Approve small?",
                        "small: Promoted");
    }

    @Test
    void shouldGoOnAfterFailuresThatPass() {
        stack.world.training.ending(name -> name.endsWith("-2") ? End.COMPLETED : End.INTERNAL_ERROR);
        stack.world.transforms.fail = Optional.of("InternalServerError: try again");
        stack.before(call -> stack.world.aws.faults(
                call.state().equals("Decide") && call.retry() == 0
                        ? asked -> Fault.ERROR_BEFORE
                        : asked -> Fault.NONE));

        Execution execution = ends(stack.begun("bumpy", MANUAL), "Promoted", 1);

        assertThat(execution.calls("Train")).hasSize(2);
        assertThat(execution.calls("ScoreOne")).hasSize(2);
        assertThat(execution.calls("Decide")).extracting(Call::retry).containsExactly(0, 1);
    }

    @Test
    void shouldEndAsFailedWithTheReasonAndGoOnWithTheRun() {
        stack.world.training.ending(name -> End.CLIENT_ERROR);
        Execution denied = ends(stack.begun("denied", MANUAL), "Failed", 0);
        assertThat(denied.cause()).contains("AccessDenied");
        assertThat(denied.cause()).doesNotContain("\\n", "stackTrace");

        stack.world.training.ending(name -> End.COMPLETED);
        ends(stack.begun("mended", MANUAL), "Promoted", 1);
        stack.world.month(4);
        stack.world.endpoints.rollBack = true;
        Execution back = ends(stack.begun("back", MANUAL), "Failed", 2);
        assertThat(back.cause()).contains("went back to the configuration small-v1-");
        assertThat(stack.world.endpoints.serves("small").orElseThrow()).startsWith("small-v1-");

        String run = entry().run().orElseThrow();
        Execution on = ends(stack.begun("on", "{\"run\":\"" + run + "\"}"), "Promoted", 2);
        assertThat(on.states()).doesNotContain("Check", "Train", "Score");
        assertThat(on.output().path("run").asText()).isEqualTo(run);
    }

    @Test
    void shouldBringTheChampionBackWhenAnAlarmRings() throws IOException {
        stack.with("infra: {}", "infra: {watch: 2 minutes}");
        stack.alarms.alarm("retrain-small-endpoint-errors");
        ends(stack.begun("first", MANUAL), "Promoted", 1);
        stack.world.month(4);
        int[] looks = {0};
        stack.before(call -> {
            if (call.state().equals("LookAtAlarms") && ++looks[0] == 2) {
                assertThat(champion()).isEqualTo(2);
                stack.alarms.state("retrain-small-endpoint-errors", "ALARM");
            }
        });

        Execution rolledBack = ends(stack.begun("second", MANUAL), "RolledBack", 1);

        assertThat(rolledBack.cause()).isEqualTo("after the deployment rang retrain-small-endpoint-errors");
        assertThat(rolledBack.calls("Rollback")).hasSizeGreaterThan(1);
        assertThat(stack.world.endpoints.serves("small").orElseThrow()).startsWith("small-v1-");
    }

    @Test
    void shouldPrepareByGlueAlsoForALookAtTheRows() throws IOException {
        new FakeGlue(stack.world.aws);
        Files.writeString(folder.resolve("stack/prepare.sql"), "SELECT * FROM rows");
        stack.with("key: [id]", "key: [id]\n  prepare: {glue: {sql: prepare.sql}}")
                .with("infra: {}", "triggers: {new-data: {rows: 200}}\ninfra: {}");

        Execution first = ends(stack.arrived(3).orElseThrow(), "Promoted", 1);
        assertThat(first.states()).contains("Prepare").doesNotContain("PrepareForCheck");
        Execution second = ends(stack.arrived(4).orElseThrow(), "Promoted", 2);
        assertThat(second.states())
                .containsSubsequence("Check", "IsDue", "PrepareForCheck", "Check", "IsDue", "PlanPrepare", "Train")
                .doesNotContain("Prepare");
        assertThat(stack.world.aws.asked())
                .filteredOn("AWSGlue.StartJobRun"::equals)
                .hasSize(2);
    }

    @Test
    void shouldBeginOnceForAnEventThatComesTwiceAndPromoteOnceWhenTwoRun() throws IOException {
        String event = S3Events.created("data/rows-3.csv", "2026-01-01T12:00:00Z");
        ends(stack.event(event).orElseThrow(), "Promoted", 1);
        assertThat(stack.event(event)).isEmpty();

        stack.world.month(4);
        try (StepFunctions other = StepFunctions.start(SCRIPT)) {
            stack.before(call -> {
                if (call.execution().equals("first") && call.state().equals("Train")) {
                    stack.before(c -> {});
                    ends(stack.begun(other, "second", MANUAL), "AnotherRuns", 1);
                    stack.executions.hide(3);
                    ends(stack.begun(other, "unseen", MANUAL), "Promoted", 2);
                    stack.executions.hide(0);
                }
            });
            ends(stack.begun("first", MANUAL), "Unchanged", 2);
        }
        assertThat(stack.environment().registry().executions(100))
                .extracting(ExecutionEntry::state)
                .containsExactly("Unchanged", "Promoted", "AnotherRuns", "Promoted");
    }

    @Test
    void shouldDoTheWorkOnRowsInJobsOfTheUsersImage() throws IOException {
        stack.with("infra: {}", """
                infra:
                  approval: {within: 2 days}
                  notify: [a@example.com]
                  rows: {image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/rows:1'}
                """).answered(Map.of("output", Map.of("approved", true, "by", "Ann")));

        Execution execution = ends(stack.begun("rows", MANUAL), "Promoted", 1);

        assertThat(execution.calls("ReadEvaluate")).hasSize(1);
        assertThat(List.copyOf(stack.environment().registry().audit()))
                .singleElement()
                .satisfies(promoted -> assertThat(promoted.by()).isEqualTo("Ann, execution rows"));
    }
}
