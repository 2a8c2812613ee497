package retrain.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.infra.Pipelines;
import retrain.infra.Plan;
import retrain.infra.SageMakerPipeline;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.Digest;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribePipelineExecutionResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribePipelineResponse;
import software.amazon.awssdk.services.sagemaker.model.ListPipelineExecutionStepsResponse;
import software.amazon.awssdk.services.sagemaker.model.Parameter;
import software.amazon.awssdk.services.sagemaker.model.PipelineExecutionStatus;
import software.amazon.awssdk.services.sagemaker.model.PipelineExecutionStep;
import software.amazon.awssdk.services.sagemaker.model.SortOrder;

/**
 * The pipeline of a plan in SageMaker: made, changed, begun, watched, stopped. What it is made of is known again by its digest; a request whose
 * answer is lost is repeated under the same token, and does nothing twice.
 */
final class SageMakerPipelines implements Pipelines {
    private static final int TOKEN = 64;
    private static final List<String> VERDICTS = List.of("REJECTED", "INCONCLUSIVE");

    /** Looks one after the other that fail; the SDK has tried each several times. */
    private static final int MOST_FAILURES = 5;

    private final Plan plan;
    private final SageMakerClient sagemaker;
    private final Observer observer;
    private final String name;

    private SageMakerPipelines(Plan plan, SageMakerClient sagemaker, Observer observer) {
        this.plan = plan;
        this.sagemaker = sagemaker;
        this.observer = observer;
        this.name = SageMakerPipeline.name(plan);
    }

    static SageMakerPipelines of(Plan plan, Observer observer) {
        return new SageMakerPipelines(plan, new AwsClients(plan.spec().aws()).of(SageMakerClient.builder()), observer);
    }

    private String where() {
        return "pipeline " + name;
    }

    @Override
    public String upsert() {
        String definition = definition();
        Optional<DescribePipelineResponse> there = find();
        if (there.isEmpty()) {
            create(definition);
            return where() + " is made";
        }
        if (Digest.of(definition).equals(Digest.of(there.get().pipelineDefinition()))) {
            return where() + " is as the spec says";
        }
        AwsFailure.call(
                where(),
                "sagemaker:UpdatePipeline",
                () -> sagemaker.updatePipeline(r -> r.pipelineName(name).pipelineDefinition(definition)));
        return where() + " is changed to what the spec says";
    }

    private String definition() {
        String region = sagemaker.serviceClientConfiguration().region().id();
        return SageMakerPipeline.definition(plan).replace("${AWS::Region}", region);
    }

    private Optional<DescribePipelineResponse> find() {
        try {
            return Optional.of(sagemaker.describePipeline(r -> r.pipelineName(name)));
        } catch (SdkException e) {
            if (AwsFailure.code(e).equals("ResourceNotFound")) {
                return Optional.empty();
            }
            throw AwsFailure.of(where(), "sagemaker:DescribePipeline", e);
        }
    }

    private void create(String definition) {
        AwsFailure.call(
                where(),
                "sagemaker:CreatePipeline",
                () -> sagemaker.createPipeline(r -> r.pipelineName(name)
                        .pipelineDescription("Retrains the model " + plan.spec().model())
                        .pipelineDefinition(definition)
                        .roleArn(plan.spec().aws().role().orElseThrow())
                        .clientRequestToken(
                                Digest.of(name + "\n" + definition).hex().substring(0, TOKEN))
                        .tags(SageMakerTags.of(plan.spec().aws().tags()))));
    }

    @Override
    public End run(Map<String, String> parameters) {
        String execution = start(parameters);
        observer.on(new Event.Noticed("execution " + execution + " is begun"));
        try {
            return watched(execution);
        } catch (BackendFailure e) {
            if (Thread.interrupted()) {
                stopAfter(execution, e);
                Thread.currentThread().interrupt();
            }
            throw e;
        }
    }

    private String start(Map<String, String> parameters) {
        List<Parameter> all = new ArrayList<>();
        parameters.forEach((parameter, value) ->
                all.add(Parameter.builder().name(parameter).value(value).build()));
        String token = UUID.randomUUID().toString();
        return AwsFailure.call(
                where(),
                "sagemaker:StartPipelineExecution",
                () -> sagemaker
                        .startPipelineExecution(r ->
                                r.pipelineName(name).pipelineParameters(all).clientRequestToken(token))
                        .pipelineExecutionArn());
    }

    private End watched(String execution) {
        Pauses pauses = Pauses.here("execution " + execution, plan.spec().aws().poll());
        Map<String, String> told = new LinkedHashMap<>();
        int failures = 0;
        while (true) {
            try {
                PipelineExecutionStatus status = describe(execution).pipelineExecutionStatus();
                // Steps that ended meanwhile are told although the execution has ended.
                List<PipelineExecutionStep> steps = steps(execution);
                steps.forEach(step -> tell(step, told));
                failures = 0;
                if (status != PipelineExecutionStatus.EXECUTING && status != PipelineExecutionStatus.STOPPING) {
                    return ended(execution, steps, told);
                }
            } catch (BackendFailure e) {
                if (!e.isRetryable() || Thread.currentThread().isInterrupted() || ++failures >= MOST_FAILURES) {
                    throw e;
                }
                observer.on(new Event.Noticed("not answered, asked again: " + e.getMessage()));
            }
            pauses.pause();
        }
    }

    private DescribePipelineExecutionResponse describe(String execution) {
        return AwsFailure.call(
                "execution " + execution,
                "sagemaker:DescribePipelineExecution",
                () -> sagemaker.describePipelineExecution(r -> r.pipelineExecutionArn(execution)));
    }

    private List<PipelineExecutionStep> steps(String execution) {
        List<PipelineExecutionStep> all = new ArrayList<>();
        @Nullable String token = null;
        do {
            String from = token;
            ListPipelineExecutionStepsResponse page = AwsFailure.call(
                    "execution " + execution,
                    "sagemaker:ListPipelineExecutionSteps",
                    () -> sagemaker.listPipelineExecutionSteps(r -> r.pipelineExecutionArn(execution)
                            .sortOrder(SortOrder.ASCENDING)
                            .nextToken(from)));
            all.addAll(page.pipelineExecutionSteps());
            token = page.nextToken();
        } while (token != null);
        return all;
    }

    private void tell(PipelineExecutionStep step, Map<String, String> told) {
        String line = line(step);
        if (!line.equals(told.put(step.stepName(), line))) {
            observer.on(new Event.Noticed(line));
        }
    }

    private static String line(PipelineExecutionStep step) {
        StringBuilder line =
                new StringBuilder("step ").append(step.stepName()).append(": ").append(step.stepStatusAsString());
        job(step).ifPresent(arn -> line.append(", ").append(arn.substring(arn.lastIndexOf(':') + 1)));
        if (step.cacheHitResult() != null) {
            line.append(", taken from an earlier execution");
        }
        if (step.attemptCount() != null && step.attemptCount() > 1) {
            line.append(", try ").append(step.attemptCount());
        }
        if (step.failureReason() != null) {
            line.append(": ").append(step.failureReason());
        }
        return line.toString();
    }

    /** {@return the ARN of the job of a step, if it has begun one} */
    private static Optional<String> job(PipelineExecutionStep step) {
        var metadata = step.metadata();
        if (metadata == null) {
            return Optional.empty();
        }
        String arn = metadata.trainingJob() != null
                ? metadata.trainingJob().arn()
                : metadata.tuningJob() != null
                        ? metadata.tuningJob().arn()
                        : metadata.transformJob() != null
                                ? metadata.transformJob().arn()
                                : metadata.processingJob() != null
                                        ? metadata.processingJob().arn()
                                        : null;
        return Optional.ofNullable(arn);
    }

    private End ended(String execution, List<PipelineExecutionStep> steps, Map<String, String> told) {
        DescribePipelineExecutionResponse is = describe(execution);
        List<String> lines = List.copyOf(told.values());
        if (is.pipelineExecutionStatus() == PipelineExecutionStatus.SUCCEEDED) {
            return new End("DONE", "execution " + execution + " has succeeded", lines);
        }
        Optional<String> verdict = steps.stream()
                .filter(step -> step.metadata() != null && step.metadata().fail() != null)
                .map(step -> step.metadata().fail().errorMessage())
                .filter(message -> VERDICTS.contains(message.replaceFirst(":.*", "")))
                .findFirst();
        if (verdict.isPresent()) {
            String kind = verdict.get().replaceFirst(":.*", "");
            return new End(kind, verdict.get().substring(kind.length() + 2), lines);
        }
        throw failed(execution, is, lines);
    }

    private static BackendFailure failed(String execution, DescribePipelineExecutionResponse is, List<String> lines) {
        boolean stopped = is.pipelineExecutionStatus() == PipelineExecutionStatus.STOPPED;
        String reason =
                Optional.ofNullable(is.failureReason()).map(r -> ": " + r).orElse("");
        String steps = lines.stream().filter(l -> l.contains(": Failed")).reduce("", (a, b) -> a + "; " + b);
        return BackendFailure.permanent(
                new Problem(
                        stopped ? Code.CANCELLED : Code.REMOTE_FAILED,
                        "execution " + execution,
                        (stopped ? "was stopped" : "has failed") + reason + steps,
                        "Mend what the step says; then go on where it ended: aws sagemaker retry-pipeline-execution --pipeline-execution-arn "
                                + execution),
                null);
    }

    private void stopAfter(String execution, BackendFailure e) {
        try {
            AwsFailure.call(
                    "execution " + execution,
                    "sagemaker:StopPipelineExecution",
                    () -> sagemaker.stopPipelineExecution(r -> r.pipelineExecutionArn(execution)
                            .clientRequestToken(UUID.randomUUID().toString())));
            observer.on(new Event.Noticed("execution " + execution + " is told to stop"));
        } catch (RetrainException second) {
            e.addSuppressed(second);
        }
    }
}
