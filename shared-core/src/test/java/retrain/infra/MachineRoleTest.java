package retrain.infra;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.infra.RoleAudit.Asked;

/** What the state machine calls, by its definition, is what its role allows: each action on each resource, and nothing else. */
@NullUnmarked // what is missing in a map of JSON fails the test
class MachineRoleTest {
    private static final String PLACE = ":us-east-1:123456789012:";

    /** What lies in no state: the delivery of logs, traces, the key of what is encrypted. */
    private static final Set<String> BESIDE = Set.of("logs", "xray", "kms");

    /** What each integration with a service of its own calls, by the guide of Step Functions ("IAM policies for integrated services"). */
    private static final Map<String, List<String>> CALLS = Map.ofEntries(
            entry("lambda:invoke", List.of("lambda:InvokeFunction")),
            entry("sns:publish", List.of("sns:Publish")),
            entry("sns:publish.waitForTaskToken", List.of("sns:Publish")),
            entry("aws-sdk:sfn:listExecutions", List.of("states:ListExecutions")),
            entry("aws-sdk:cloudwatch:describeAlarms", List.of("cloudwatch:DescribeAlarms")),
            entry("aws-sdk:s3:getObject", List.of("s3:GetObject")),
            entry(
                    "glue:startJobRun.sync",
                    List.of("glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun")));

    /** How names begin that the functions give to jobs, by the state that begins them: see JobNames of the adapters. */
    private static final Map<String, String> NAMES = Map.of(
            "Prepare", "prepare-20260131t235959z-000001-0a1b2c3d",
            "Train", "train-20260131t235959z-000001-0a1b2c3d",
            "Tune", "tune-20260131t235959z-000001-0a1b2c3d");

    @TempDir
    private Path folder;

    private Map<String, Plan> plans() throws IOException {
        Map<String, Plan> plans = new LinkedHashMap<>(PolicyPlans.all(folder));
        plans.putAll(InfraPlans.all(folder.resolve("infra")));
        return plans;
    }

    @Test
    void shouldAllowWhatTheDefinitionCallsAndNothingElse() throws IOException {
        for (Map.Entry<String, Plan> plan : plans().entrySet()) {
            RoleAudit.check(plan.getKey(), new MachineRole(plan.getValue()).of(), asked(plan.getValue()), BESIDE);
        }
    }

    private static Set<Asked> asked(Plan plan) {
        Set<Asked> all = new LinkedHashSet<>();
        states(StateMachine.definition(plan)).forEach((name, state) -> {
            if (state.get("Resource") instanceof String arn) {
                all.addAll(asked(plan, name, arn.replaceFirst("arn:[^:]+:states:::", ""), state.get("Arguments")));
            }
        });
        return all;
    }

    /** {@return all states, those of maps as well} */
    private static Map<String, Map<?, ?>> states(Object value) {
        Map<String, Map<?, ?>> all = new TreeMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> {
                if (key.equals("States")) {
                    ((Map<?, ?>) inner).forEach((name, state) -> all.put((String) name, (Map<?, ?>) state));
                }
                all.putAll(states(inner));
            });
        }
        return all;
    }

    private static List<Asked> asked(Plan plan, String state, String integration, Object arguments) {
        List<Asked> all = new ArrayList<>();
        List<String> known = CALLS.get(integration);
        if (known != null) {
            for (String resource : named(plan, state, integration, arguments)) {
                known.forEach(action -> all.add(new Asked(action, resource)));
            }
            return all;
        }
        assertThat(integration).matches("sagemaker:create\\w+Job\\.sync");
        String kind = integration.replaceAll("sagemaker:create|\\.sync", "");
        String arn = "arn:aws:sagemaker" + PLACE
                + kind.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT) + "/"
                + job(plan, state, arguments);
        for (String verb : List.of("Create", "Describe", "Stop")) {
            all.add(new Asked("sagemaker:" + verb + kind, arn));
        }
        all.add(new Asked("sagemaker:AddTags", arn));
        all.add(new Asked("sagemaker:ListTags", arn));
        for (String event : List.of("PutTargets", "PutRule", "DescribeRule")) {
            all.add(new Asked(
                    "events:" + event,
                    "arn:aws:events" + PLACE + "rule/StepFunctionsGetEventsForSageMaker"
                            + kind.replace("HyperParameterTuning", "Tuning") + "sRule"));
        }
        // A batch transform runs as the role of its model.
        if (!kind.equals("TransformJob")) {
            all.add(new Asked("iam:PassRole", "arn:aws:iam::123456789012:role/" + Ids.JOB_ROLE));
        }
        return all;
    }

    private static List<String> named(Plan plan, String state, String integration, Object arguments) {
        return switch (integration) {
            case "lambda:invoke" -> {
                String function =
                        ((Map<?, ?>) arguments).get("FunctionName").toString().replaceAll("\\$\\{|Arn}", "");
                String arn = "arn:aws:lambda" + PLACE + "function:" + plan.name(function.toLowerCase(Locale.ROOT));
                // A function by itself, and by its versions and aliases: the guide has both.
                yield List.of(arn, arn + ":live");
            }
            case "sns:publish", "sns:publish.waitForTaskToken" -> List.of("arn:aws:sns" + PLACE + Ids.TOPIC);
            case "aws-sdk:sfn:listExecutions" -> List.of("arn:aws:states" + PLACE + "stateMachine:" + plan.machine());
            case "aws-sdk:cloudwatch:describeAlarms" ->
                ((List<?>) ((Map<?, ?>) arguments).get("AlarmNames"))
                        .stream()
                                .map(name -> "arn:aws:cloudwatch" + PLACE + "alarm:" + name)
                                .toList();
            case "aws-sdk:s3:getObject" -> {
                String key = ((Map<?, ?>) arguments).get("Key").toString().replaceFirst(".*?'([^']*)'.*", "$1");
                yield List.of("arn:aws:s3:::" + ((Map<?, ?>) arguments).get("Bucket") + "/" + key + "0a1b.json");
            }
            case "glue:startJobRun.sync" -> List.of("arn:aws:glue" + PLACE + "job/" + glueJob(plan));
            default -> throw new IllegalArgumentException(state + ": " + integration);
        };
    }

    private static String glueJob(Plan plan) {
        return plan.spec()
                .data()
                .prepare()
                .orElseThrow()
                .glue()
                .orElseThrow()
                .job()
                .orElse("retrain-" + plan.spec().model() + "-0a1b2c3d");
    }

    private static String job(Plan plan, String state, Object arguments) {
        if (arguments instanceof Map<?, ?> request) {
            String name = request.get("ProcessingJobName").toString();
            assertThat(name).startsWith("{% '" + plan.stack() + "-' & ");
            return plan.stack() + "-0a1b2c3d";
        }
        String model = plan.spec().model().replaceAll("[^a-zA-Z0-9]+", "-");
        String of = state.replace(StateMachineFlow.FOR_CHECK, "");
        return of.equals("ScoreOne") ? model + "-score-0a1b2c3d4e5f6a7b" : NAMES.get(of);
    }
}
