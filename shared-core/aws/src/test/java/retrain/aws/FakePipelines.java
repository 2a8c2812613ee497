package retrain.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** SageMaker's pipelines, as far as Retrain uses them: an execution gets on by one step with each look at it. */
final class FakePipelines {
    static final String ARN = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/";

    private final Map<String, JsonNode> pipelines = new LinkedHashMap<>();
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final Map<String, Execution> executions = new LinkedHashMap<>();

    /** What each step comes to: {@code Train: Succeeded}; the reason of a failure after another colon. */
    volatile List<String> script = List.of("Check: Succeeded", "Train: Succeeded", "Deploy: Succeeded");

    /** What the step of the kind Fail says, which is the last. */
    volatile String verdict = "";

    /** An execution. */
    private static final class Execution {
        String status = "Executing";
        int looked;
    }

    FakePipelines(AwsServer server) {
        server.on("SageMaker.CreatePipeline", this::create)
                .on("SageMaker.UpdatePipeline", this::update)
                .on("SageMaker.DescribePipeline", this::describe)
                .on("SageMaker.StartPipelineExecution", this::start)
                .on("SageMaker.DescribePipelineExecution", this::look)
                .on("SageMaker.ListPipelineExecutionSteps", this::steps)
                .on("SageMaker.StopPipelineExecution", this::stop);
    }

    synchronized int executions() {
        return executions.size();
    }

    synchronized List<String> statuses() {
        return executions.values().stream().map(e -> e.status).toList();
    }

    private static String text(JsonNode r, String name) {
        return FakeGlue.text(r, name);
    }

    private synchronized Object create(JsonNode r) {
        String name = text(r, "PipelineName");
        String token = text(r, "ClientRequestToken");
        JsonNode before = pipelines.get(name);
        if (before != null && !text(before, "ClientRequestToken").equals(token)) {
            throw new Refused(
                    400,
                    "ConflictException",
                    "Pipeline names must be unique within an AWS account and region: " + name);
        }
        pipelines.put(name, r);
        return Map.of("PipelineArn", ARN + name);
    }

    private JsonNode known(JsonNode r) {
        String name = text(r, "PipelineName");
        return Optional.ofNullable(pipelines.get(name))
                .orElseThrow(
                        () -> new Refused(400, "ResourceNotFound", "Pipeline '" + ARN + name + "' does not exist."));
    }

    private synchronized Object update(JsonNode r) {
        known(r);
        pipelines.put(text(r, "PipelineName"), r);
        return Map.of("PipelineArn", ARN + text(r, "PipelineName"));
    }

    private synchronized Object describe(JsonNode r) {
        JsonNode pipeline = known(r);
        return Map.of(
                "PipelineName", text(r, "PipelineName"),
                "PipelineStatus", "Active",
                "PipelineDefinition", text(pipeline, "PipelineDefinition"));
    }

    private synchronized Object start(JsonNode r) {
        known(r);
        String arn = tokens.computeIfAbsent(
                text(r, "ClientRequestToken"),
                t -> ARN + text(r, "PipelineName") + "/execution/" + String.format("e%011d", executions.size()));
        executions.computeIfAbsent(arn, a -> new Execution());
        return Map.of("PipelineExecutionArn", arn);
    }

    private Execution execution(JsonNode r) {
        String arn = text(r, "PipelineExecutionArn");
        return Optional.ofNullable(executions.get(arn))
                .orElseThrow(
                        () -> new Refused(400, "ResourceNotFound", "Pipeline execution '" + arn + "' does not exist."));
    }

    private synchronized Object look(JsonNode r) {
        Execution execution = execution(r);
        if (execution.status.equals("Stopping")) {
            execution.status = "Stopped";
        } else if (execution.status.equals("Executing") && ++execution.looked > script.size()) {
            execution.status = script.get(script.size() - 1).contains(": Failed") ? "Failed" : "Succeeded";
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("PipelineExecutionArn", text(r, "PipelineExecutionArn"));
        told.put("PipelineExecutionStatus", execution.status);
        if (execution.status.equals("Failed")) {
            told.put("FailureReason", "Step failure: One or multiple steps failed.");
        }
        return told;
    }

    /** Two steps a page. */
    private synchronized Object steps(JsonNode r) {
        Execution execution = execution(r);
        int begun = Math.min(execution.looked, script.size());
        int from = r.field("NextToken").map(t -> Integer.parseInt(t.text())).orElse(0);
        List<Object> page = new ArrayList<>();
        for (int i = from; i < Math.min(from + 2, begun); i++) {
            boolean last = i == begun - 1 && execution.status.equals("Executing");
            page.add(step(script.get(i).split(": ", 3), last, i == script.size() - 1));
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("PipelineExecutionSteps", page);
        if (from + 2 < begun) {
            told.put("NextToken", Integer.toString(from + 2));
        }
        return told;
    }

    private Map<String, Object> step(String[] parts, boolean underWay, boolean last) {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("StepName", parts[0]);
        step.put("StepStatus", underWay ? "Executing" : parts[1]);
        if (parts[0].equals("Train")) {
            step.put(
                    "Metadata",
                    Map.of(
                            "TrainingJob",
                            Map.of(
                                    "Arn",
                                    "arn:aws:sagemaker:us-east-1:123456789012:training-job/pipelines-e0-Train-a1")));
        }
        if (!underWay && parts.length > 2) {
            step.put("FailureReason", parts[2]);
        }
        if (last && !underWay && !verdict.isEmpty()) {
            step.put("Metadata", Map.of("Fail", Map.of("ErrorMessage", verdict)));
        }
        return step;
    }

    private synchronized Object stop(JsonNode r) {
        Execution execution = execution(r);
        if (!execution.status.equals("Executing")) {
            throw new Refused(
                    400,
                    "ConflictException",
                    "Only pipelines with 'Executing' status can be stopped. Current status is " + execution.status);
        }
        execution.status = "Stopping";
        return Map.of("PipelineExecutionArn", text(r, "PipelineExecutionArn"));
    }
}
