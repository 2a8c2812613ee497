package retrain.infra;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the state machine calls, by its definition, is what its role allows. */
class MachineRoleTest {
    private static final List<String> EVENTS = List.of("events:PutTargets", "events:PutRule", "events:DescribeRule");

    /** What each integration calls, by the guide of Step Functions ("IAM policies for integrated services"). */
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

    /** What lies in no state: the delivery of logs, traces, the key of what is encrypted. */
    private static final Set<String> BESIDE = Set.of("logs", "xray", "kms");

    @TempDir
    private Path folder;

    @Test
    void shouldAllowWhatTheDefinitionCallsAndNothingElse() throws IOException {
        for (Map.Entry<String, Plan> plan : PolicyPlans.all(folder).entrySet()) {
            Set<String> called = new TreeSet<>();
            resources(StateMachine.definition(plan.getValue()), called);
            Set<String> allowed =
                    new TreeSet<>(new MachineRole(plan.getValue()).of().actions());
            allowed.removeIf(action -> BESIDE.contains(action.replaceAll(":.*", "")));
            assertThat(allowed).as(plan.getKey()).isEqualTo(called);
        }
    }

    private static void resources(Object value, Set<String> called) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> {
                if (key.equals("Resource") && inner instanceof String arn) {
                    called.addAll(calls(arn.replaceFirst("arn:[^:]+:states:::", "")));
                } else {
                    resources(inner, called);
                }
            });
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> resources(inner, called));
        }
    }

    private static Set<String> calls(String integration) {
        List<String> known = CALLS.get(integration);
        if (known != null) {
            return new TreeSet<>(known);
        }
        assertThat(integration).matches("sagemaker:create\\w+Job\\.sync");
        String job = integration.replaceAll("sagemaker:create|\\.sync", "");
        Set<String> calls = new TreeSet<>(EVENTS);
        for (String verb : List.of("Create", "Describe", "Stop")) {
            calls.add("sagemaker:" + verb + job);
        }
        calls.add("sagemaker:AddTags");
        calls.add("sagemaker:ListTags");
        if (!job.equals("TransformJob")) {
            calls.add("iam:PassRole");
        }
        return calls;
    }
}
