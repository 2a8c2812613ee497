package retrain.infra;

import static retrain.infra.StateMachineTasks.failures;
import static retrain.infra.StateMachineTasks.jsonata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import retrain.spec.AwsSpec;
import retrain.spec.InfraSpec.RowsSpec;

/** States that go on with the run where rows are read: a call of the function, or a processing job whose answer is read from S3. */
final class StateMachineSteps {
    /** An argument of a container has 256 characters at most. */
    private static final int ARGUMENT = 256;

    private final Plan plan;
    private final StateMachineTasks tasks;
    private final Map<String, Map<String, Object>> states;

    StateMachineSteps(Plan plan, StateMachineTasks tasks, Map<String, Map<String, Object>> states) {
        this.plan = plan;
        this.tasks = tasks;
        this.states = states;
    }

    /** Adds the state, or the two of a job.
     *
     * @param what the request's {@code do}
     * @param assign what else is remembered of the answer, {@code $answer}
     */
    void add(String name, String comment, String what, Map<String, Object> assign, String next) {
        if (plan.infra().rows().isEmpty()) {
            states.put(name, tasks.function(comment, Ids.STEP, request(what), then(assign, next), failures()));
        } else {
            addJob(name, comment, what, assign, next);
        }
    }

    /** {@return a function's request} */
    static Map<String, Object> request(String what) {
        return Cfn.map(
                "do",
                what,
                "run",
                StateMachineTasks.RUN,
                "execution",
                jsonata("$states.context.Execution.Name"),
                "intent",
                jsonata("$intent"),
                "because",
                jsonata("$because"),
                "by",
                jsonata("$by"),
                "why",
                jsonata("$why"));
    }

    /** {@return what is remembered and passed on of a function's answer} */
    static Map<String, Object> then(Map<String, Object> assign, String next) {
        return then("$states.result.Payload", assign, next);
    }

    private static Map<String, Object> then(String answer, Map<String, Object> assign, String next) {
        Map<String, Object> all = Cfn.map("run", jsonata(answer + ".run ? " + answer + ".run : $run"));
        assign.forEach((name, value) -> all.put(name, value.toString().replace("$answer", answer)));
        return Cfn.map("Assign", all, "Output", jsonata(answer), "Next", next);
    }

    private void addJob(String name, String comment, String what, Map<String, Object> assign, String next) {
        RowsSpec rows = plan.infra().rows().orElseThrow();
        String read = "Read" + name;
        states.put(
                name,
                tasks.task(
                        comment,
                        "sagemaker:createProcessingJob.sync",
                        processing(rows, what, name),
                        StateMachineTimes.span(rows.maxTime()) + StateMachineTimes.MORE,
                        StateMachineTasks.sageMakerRetries(),
                        Cfn.map("Output", Map.of(), "Next", read),
                        failures()));
        states.put(
                read,
                tasks.task(
                        "Reads the answer that the job has left.",
                        "aws-sdk:s3:getObject",
                        Cfn.map(
                                "Bucket",
                                plan.work().bucket(),
                                "Key",
                                jsonata("'" + answers().key() + "' & " + id(name) + " & '.json'")),
                        StateMachineTasks.REQUEST_SECONDS,
                        StateMachineTasks.requestRetries(),
                        afterReading(assign, next),
                        failures()));
    }

    private static Map<String, Object> afterReading(Map<String, Object> assign, String next) {
        Map<String, Object> then = then("$parse($states.result.Body)", assign, next);
        Map<String, Object> all = Cfn.map("steps", jsonata("$steps + 1"));
        ((Map<?, ?>) Objects.requireNonNull(then.get("Assign"))).forEach((key, value) -> all.put((String) key, value));
        then.put("Assign", all);
        return then;
    }

    private S3Name answers() {
        return plan.work().below("steps/");
    }

    /** A name that is the same for each try, so that a job is not begun twice; it differs from step to step. */
    private String id(String name) {
        return "$substring($hash($states.context.Execution.Id & '" + name + "' & $steps, 'SHA-256'), 0, 20)";
    }

    private Map<String, Object> processing(RowsSpec rows, String what, String name) {
        AwsSpec aws = plan.spec().aws();
        Map<String, Object> job = Cfn.map(
                "ProcessingJobName",
                jsonata("'" + plan.stack() + "-' & " + id(name)),
                "RoleArn",
                "${" + Ids.JOB_ROLE + "Arn}",
                "AppSpecification",
                Cfn.map(
                        "ImageUri",
                        rows.image(),
                        "ContainerEntrypoint",
                        List.of("retrain", "step"),
                        "ContainerArguments",
                        arguments(what, name)),
                "Environment",
                Cfn.map("RETRAIN_CONFIG", plan.config()),
                "ProcessingInputs",
                List.of(Cfn.map(
                        "InputName",
                        "spec",
                        "S3Input",
                        Cfn.map(
                                "S3Uri",
                                "s3://${CodeBucket}/${CodeKey}",
                                "LocalPath",
                                "/opt/ml/processing/input/spec",
                                "S3DataType",
                                "S3Prefix",
                                "S3InputMode",
                                "File"))),
                "ProcessingResources",
                Cfn.map(
                        "ClusterConfig",
                        Cfn.map(
                                "InstanceCount",
                                1,
                                "InstanceType",
                                rows.instance(),
                                "VolumeSizeInGB",
                                rows.volume(),
                                "VolumeKmsKeyId",
                                aws.kmsKey())),
                "StoppingCondition",
                Cfn.map("MaxRuntimeInSeconds", StateMachineTimes.span(rows.maxTime())),
                "Tags",
                List.of(Cfn.map("Key", "retrain:model", "Value", plan.spec().model())));
        if (!aws.subnets().isEmpty()) {
            job.put(
                    "NetworkConfig",
                    Cfn.map("VpcConfig", Cfn.map("Subnets", aws.subnets(), "SecurityGroupIds", aws.securityGroups())));
        }
        return job;
    }

    private List<Object> arguments(String what, String name) {
        List<Object> arguments = new ArrayList<>(List.of("--do", what));
        plan.profile().ifPresent(p -> arguments.addAll(List.of("--profile", p)));
        arguments.addAll(List.of(
                "--run",
                jsonata("$run = '' ? '-' : $run"),
                "--execution",
                jsonata("$states.context.Execution.Name"),
                "--intent",
                jsonata("$intent"),
                "--because",
                argument("$join($because, '; ')"),
                "--by",
                argument("$by"),
                "--why",
                argument("$why"),
                "--answer",
                jsonata("'" + answers().address() + "' & " + id(name) + " & '.json'")));
        return arguments;
    }

    /** An argument has one line. */
    private static String argument(String text) {
        return jsonata("$substring($replace(" + text + " & '', '\\n', ' '), 0, " + ARGUMENT + ")");
    }
}
