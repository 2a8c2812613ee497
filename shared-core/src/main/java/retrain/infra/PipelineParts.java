package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.infra.Role.Statement;

/** What the stack has for a pipeline of SageMaker: itself, its role, the way of its questions to people, the record of its failures. */
final class PipelineParts {
    static final String ID = "Pipeline";

    /** Questions wait there until somebody is told of them. */
    static final String APPROVALS = "Approvals";

    private static final String QUESTIONS = "Questions";
    private static final String FAILURES = "PipelineFailures";
    private static final int TWO_WEEKS = 14 * 24 * 3600;

    private final Plan plan;
    private final PipelineNames names;

    PipelineParts(Plan plan) {
        this.plan = plan;
        this.names = new PipelineNames(plan);
    }

    /** {@return the resources, without the roles} */
    List<Resource> resources() {
        List<Resource> all = new ArrayList<>();
        all.add(pipeline());
        all.add(failures());
        all.add(permission());
        if (asks()) {
            all.add(queue());
            all.add(pipe());
        }
        return all;
    }

    private boolean asks() {
        return plan.infra().approval().isPresent();
    }

    private Resource pipeline() {
        String definition = SageMakerPipeline.definition(plan);
        return new Resource(
                ID,
                "AWS::SageMaker::Pipeline",
                "The flow of the state machine as a pipeline of SageMaker; it is begun by hand, or by what you let begin it.",
                Cfn.map(
                        "PipelineName", SageMakerPipeline.name(plan),
                        "PipelineDescription",
                                "Retrains the model " + plan.spec().model(),
                        "PipelineDefinition",
                                Cfn.map("PipelineDefinitionBody", names.isWhole() ? definition : Cfn.sub(definition)),
                        "RoleArn", Cfn.arn(Ids.role(ID))));
    }

    /** What no step can record: an execution that failed in the middle, or was stopped. */
    private Resource failures() {
        return new Resource(
                FAILURES,
                "AWS::Events::Rule",
                "Enters executions of the pipeline that fail or are stopped into the audit chain.",
                Cfn.map(
                        "Name", Names.of(plan.name("pipeline-failures"), 64),
                        "EventPattern",
                                Cfn.map(
                                        "source", List.of("aws.sagemaker"),
                                        "detail-type",
                                                List.of("SageMaker Model Building Pipeline Execution Status Change"),
                                        "detail",
                                                Cfn.map(
                                                        "pipelineArn", List.of(Cfn.sub(names.pipeline())),
                                                        "currentPipelineExecutionStatus",
                                                                List.of("Failed", "Stopped"))),
                        "State", "ENABLED",
                        "Targets", List.of(target())));
    }

    private static Map<String, Object> target() {
        return Cfn.map(
                "Id", "record",
                "Arn", Cfn.arn(Ids.RECORD),
                "InputTransformer",
                        Cfn.map(
                                "InputPathsMap",
                                Cfn.map(
                                        "execution", "$.detail.pipelineExecutionArn",
                                        "status", "$.detail.currentPipelineExecutionStatus"),
                                "InputTemplate",
                                "{\"execution\": \"<execution>\", \"state\": \"Failed\", \"why\": \"the pipeline's execution is <status>\"}"),
                "DeadLetterConfig", Cfn.map("Arn", Cfn.arn(Ids.DEAD_LETTERS)));
    }

    private static Resource permission() {
        return new Resource(
                FAILURES + "Permission",
                "AWS::Lambda::Permission",
                "That rule may call the function that records.",
                Cfn.map(
                        "Action",
                        "lambda:InvokeFunction",
                        "FunctionName",
                        Cfn.ref(Ids.RECORD),
                        "Principal",
                        "events.amazonaws.com",
                        "SourceArn",
                        Cfn.arn(FAILURES)));
    }

    private Resource queue() {
        Optional<Object> key = Encryption.key(plan);
        return new Resource(
                APPROVALS,
                "AWS::SQS::Queue",
                "The pipeline asks here whether a candidate is to be deployed.",
                Cfn.map(
                        "QueueName",
                        plan.name("approvals"),
                        "MessageRetentionPeriod",
                        TWO_WEEKS,
                        "SqsManagedSseEnabled",
                        key.isPresent() ? Optional.empty() : Optional.of(true),
                        "KmsMasterKeyId",
                        key));
    }

    private Resource pipe() {
        return new Resource(
                QUESTIONS,
                "AWS::Pipes::Pipe",
                "Brings these questions to the topic, with the commands that answer.",
                Cfn.map(
                        "Name", Names.of(plan.name("questions"), 64),
                        "Source", Cfn.arn(APPROVALS),
                        "Target", Cfn.ref(Ids.TOPIC),
                        "TargetParameters", Cfn.map("InputTemplate", question()),
                        "RoleArn", Cfn.arn(Ids.role(QUESTIONS))));
    }

    private String question() {
        String send = "aws sagemaker send-pipeline-execution-step-";
        return "\"A candidate of <$.body.arguments.model>, version <$.body.arguments.version>, passed its gates."
                + " Run: <$.body.arguments.run>. To deploy it: " + send
                + "success --callback-token <$.body.token>. To refuse it: " + send
                + "failure --callback-token <$.body.token> --failure-reason 'YOUR REASON'. It waits for seven days.\"";
    }

    /** {@return the roles} */
    List<Role> roles() {
        List<Role> all = new ArrayList<>();
        all.add(new Role(
                Ids.role(ID),
                Optional.empty(),
                "sagemaker.amazonaws.com",
                "Begins the jobs of the pipeline, and calls its functions.",
                new PipelineAccess(plan).statements()));
        if (asks()) {
            all.add(new Role(
                    Ids.role(QUESTIONS),
                    Optional.empty(),
                    "pipes.amazonaws.com",
                    "Brings questions of the pipeline to the topic.",
                    questions()));
        }
        return all;
    }

    private List<Statement> questions() {
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                "Read",
                "A question is taken from the queue.",
                List.of(Cfn.arn(APPROVALS)),
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes"));
        all.add(Statement.of("Tell", "And told.", List.of(Cfn.ref(Ids.TOPIC)), "sns:Publish"));
        all.addAll(new Access(plan)
                .key("Queue and topic are encrypted with this key.", List.of("kms:Decrypt", "kms:GenerateDataKey")));
        return all;
    }
}
