package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@NullUnmarked // what is missing in a map of JSON fails the test
class StateMachineTest {
    /** Everything that a spec can add: a job of Glue, a search, approval, rows in a job. */
    static final String ALL = """
            model: churn
            task: binary
            target: late
            store: s3://my-bucket/retrain
            aws: {role: 'arn:aws:iam::123456789012:role/retrain-jobs', subnets: [subnet-1], security-groups: [sg-1]}
            data:
              sources: {rows: 's3://my-bucket/rows/'}
              prepare: {glue: {sql: prepare.sql}}
              key: [id]
              validation: {fraction: 0.2}
            train:
              xgboost: {rounds: 20, eval_metric: auc}
              tune: {trials: 9, parallel: 2, ranges: {eta: {min: 0.1, max: 0.3}}}
              sagemaker: {instance: ml.m5.xlarge}
            evaluate: {sagemaker: {transform: {instance: ml.m5.large}}}
            gates: [{metric: auc, at-least: 0.6}]
            promote: {strategy: blue_green, endpoint: {name: churn, instance: ml.m5.large, alarms: {names: [mine], errors: 0.1}}}
            infra:
              approval: {}
              watch: 3 hours
              notify: [a@example.com]
              rows: {image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/rows:1'}
            """;

    @Test
    void shouldHaveTheStatesThatTheSpecNeeds() {
        assertThat(states(Plans.flights()).keySet())
                .startsWith("Begin", "Settle", "Lock", "IsAlone", "Check", "IsDue", "PlanTraining", "TrainingPlanned")
                .contains("Train", "PlanScoring", "Score", "Evaluate", "Decide", "Deploy", "Watch", "Rollback")
                .doesNotContain("PlanPrepare", "Prepare", "Tune", "Approve", "Testing", "ApprovalTimedOut");
    }

    @Test
    void shouldHaveAllStatesWhenTheSpecHasAllJobs(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM rows");
        Plan plan = Plans.of(folder, ALL);

        assertThat(List.copyOf(states(plan).keySet()))
                .containsSubsequence(
                        "Check",
                        "ReadCheck",
                        "IsDue",
                        "PlanPrepare",
                        "ReadPlanPrepare",
                        "Prepare",
                        "PlanTraining",
                        "Tune",
                        "Train",
                        "PlanScoring",
                        "Score",
                        "Evaluate",
                        "Decide",
                        "Approve",
                        "Approved",
                        "Deploy",
                        "Watch",
                        "Rollback",
                        "Record")
                .contains("ApprovalTimedOut", "RolledBack");
        assertThat(AslRules.faults(StateMachine.definition(plan))).isEmpty();
        assertThat(StateMachinePromotion.alarms(plan))
                .containsExactly("retrain-churn-endpoint-errors", "mine", "churn-5xx");
    }

    /** Triggers that look at rows and at drift, whose jobs are begun before it is known whether a retrain is due. */
    static Plan looking(Path folder) throws IOException {
        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM rows");
        return Plans.of(
                folder,
                ALL.replaceFirst("(?s)\n  rows: .*", "\n")
                        + "triggers: {schema: true, drift: {}, new-data: {rows: 100}}\n");
    }

    @Test
    void shouldBeginTheJobsThatALookNeeds(@TempDir Path folder) throws IOException {
        Plan plan = looking(folder);

        assertThat(states(plan)).containsKeys("AwaitCheck", "PrepareForCheck", "ScoreForCheck");
        assertThat(map(states(plan).get("PrepareForCheck"))).containsEntry("Next", "Check");
        assertThat(AslRules.faults(StateMachine.definition(plan))).isEmpty();
        assertThat(states(Plans.flights("triggers.schema=true"))).doesNotContainKeys("PrepareForCheck", "AwaitCheck");
        assertThat(states(Plans.flights("triggers.drift={}")))
                .containsKeys("AwaitCheck", "ScoreForCheck")
                .doesNotContainKey("PrepareForCheck");
    }

    @Test
    void shouldTellAJobWhoApprovedAndWhy(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM rows");
        Map<String, Object> check = map(states(Plans.of(folder, ALL)).get("Check"));

        assertThat(map(map(check.get("Arguments")).get("AppSpecification")).get("ContainerArguments"))
                .asInstanceOf(InstanceOfAssertFactories.list(Object.class))
                .containsSequence("--by", "{% $substring($replace($by & '', '\\n', ' '), 0, 256) %}")
                .containsSequence("--why", "{% $substring($replace($why & '', '\\n', ' '), 0, 256) %}");
    }

    @Test
    void shouldKeepTheRulesOfStepFunctions() {
        assertThat(AslRules.faults(StateMachine.definition(Plans.flights()))).isEmpty();
        assertThat(AslRules.faults(StateMachine.definition(Plans.flights("infra.approval={within: 2 days}"))))
                .isEmpty();
        assertThat(AslRules.faults(StateMachine.definition(Plans.sample("own-trainer"))))
                .isEmpty();
    }

    @Test
    void shouldBeFarFromTheLimits() {
        String text = StateMachine.file(Plans.flights()).content();

        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(100_000);
        assertThat(StateMachine.file(Plans.flights()).content()).isEqualTo(text);
        assertThat(StateMachine.file(Plans.flights()).path()).isEqualTo("infra/state-machine.asl.json");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("Train leads to Nowhere", "Train", s -> s.put("Next", "Nowhere")),
                fault("Train has no TimeoutSeconds", "Train", s -> s.remove("TimeoutSeconds")),
                fault("Train has no Retry", "Train", s -> s.remove("Retry")),
                fault("does not catch every error", "Decide", s -> s.remove("Catch")),
                fault("has the field InputPath of JSONPath", "Deploy", s -> s.put("InputPath", "$.a")),
                fault("has neither Next nor End", "Watch", s -> s.remove("Next")),
                fault("without Default", "IsDue", s -> s.remove("Default")),
                fault("WaitForEndpoint is never reached", "Deployed", s -> ((List<?>) s.get("Choices")).remove(0)),
                fault("Deploy has no Comment", "Deploy", s -> s.remove("Comment")),
                fault("uses $spelt, which has no value", "Settle", s -> s.put("Output", "{% $spelt %}")),
                fault("Record uses $end, which has no value", "Lock", s -> s.put("Next", "Record")),
                fault("has no Type that there is", "Train", s -> s.put("Type", "Tsk")));
    }

    private static Arguments fault(String message, String state, Consumer<Map<String, Object>> seed) {
        return Arguments.of(message, state, seed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void shouldNoticeWhatIsWrong(String message, String state, Consumer<Map<String, Object>> seed) {
        Map<String, Object> definition = mutable(StateMachine.definition(Plans.flights()));
        seed.accept(map(map(definition.get("States")).get(state)));

        assertThat(AslRules.faults(definition)).anyMatch(f -> f.contains(message));
    }

    private static Map<String, Object> states(Plan plan) {
        return map(StateMachine.definition(plan).get("States"));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    static Map<String, Object> mutable(Map<String, Object> value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        value.forEach((key, item) -> copy.put(key, anyMutable(item)));
        return copy;
    }

    private static Object anyMutable(Object value) {
        if (value instanceof Map<?, ?>) {
            return mutable(map(value));
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(anyMutable(item)));
            return copy;
        }
        return value;
    }
}
