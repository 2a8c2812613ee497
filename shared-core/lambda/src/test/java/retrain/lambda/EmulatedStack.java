package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.DtoSerializers;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.converters.LambdaErrorConverter;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.NullUnmarked;
import retrain.aws.AwsServer;
import retrain.aws.AwsWorld;
import retrain.aws.FakeCloudWatch;
import retrain.aws.HandOverDriver;
import retrain.infra.Infra;
import retrain.infra.Plan;
import retrain.infra.StepFunctions;
import retrain.infra.StepFunctions.Call;
import retrain.infra.StepFunctions.Execution;
import retrain.lambda.FakeStepFunctions.Begun;
import retrain.run.FileTree;
import retrain.run.Handover;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * The stack of a spec at work: the state machine that {@code infra} writes, executed by an interpreter of others; each function is the class that
 * the template names, with an empty disk at each call; jobs and all else are those of {@link AwsWorld}. Errors and answers have the forms in which
 * Step Functions passes them on.
 */
@NullUnmarked // what is missing in a map of JSON fails the test
final class EmulatedStack implements AutoCloseable {
    /** What a state may pass on, and Lambda may answer, at the most that Step Functions takes. */
    private static final int MOST_BYTES = 256 * 1024;

    private static final int MOST_OF_ARGUMENT = 256;

    final AwsWorld world;
    final FakeStepFunctions executions;
    final FakeCloudWatch alarms;

    /** The messages of the topic. */
    final List<JsonNode> told = Collections.synchronizedList(new ArrayList<>());

    private final StepFunctions interpreter;
    private final Path folder;
    private final Path config;
    private final HandOverDriver jobs;
    private Consumer<Call> before = call -> {};
    private Function<String, Map<String, Object>> approval = token -> failure("States.Timeout", "");

    /** @param interpreter which is the caller's to close */
    EmulatedStack(StepFunctions interpreter, Path folder) throws IOException {
        this.interpreter = interpreter;
        this.folder = folder;
        this.config = folder.resolve("retrain.yaml");
        world = AwsWorld.begin(folder);
        world.endpoints.looks = 1;
        executions = new FakeStepFunctions(world.aws);
        alarms = new FakeCloudWatch(world.aws);
        jobs = new HandOverDriver(world.aws.address(), options -> {
            throw new AssertionError("the state machine drives");
        });
        Files.writeString(config, Files.readString(config) + "infra: {}\n");
    }

    /** The stack of another spec is deployed. */
    EmulatedStack with(String... pairs) throws IOException {
        String text = Files.readString(config);
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(text).contains(pairs[i]);
            text = text.replace(pairs[i], pairs[i + 1]);
        }
        Files.writeString(config, text);
        return this;
    }

    /** From now on this happens before each task. */
    EmulatedStack before(Consumer<Call> what) {
        before = what;
        return this;
    }

    /** From now on whoever is asked answers so. */
    EmulatedStack answered(Map<String, Object> callback) {
        approval = token -> callback;
        return this;
    }

    Environment environment() {
        return Environment.of(
                        Map.of("RETRAIN_CONFIG", config.toString(), "RETRAIN_STATE_MACHINE", FakeStepFunctions.MACHINE))
                .in(folder.resolve("tmp"));
    }

    /** New rows arrive, and the event of it. {@return the execution that the trigger has begun for it, at its end; empty if it began none} */
    Optional<Execution> arrived(int month) {
        world.month(month);
        return event(
                S3Events.created("data/rows-" + month + ".csv", Instant.now().toString()));
    }

    /** An event comes. {@return as above} */
    Optional<Execution> event(String event) {
        int there = executions.executions().size();
        Calls.call(new TriggerHandler(environment()), S3Events.batch(List.of(event)), new TestContext());
        List<Begun> begun = executions.executions();
        return begun.size() == there ? Optional.empty() : Optional.of(execute(interpreter, begun.get(there)));
    }

    /** Somebody begins an execution. {@return it, at its end} */
    Execution begun(String name, String input) {
        return begun(interpreter, name, input);
    }

    /** @param other an interpreter that executes nothing at that time */
    Execution begun(StepFunctions other, String name, String input) {
        executions.begin(name, "RUNNING");
        return execute(other, new Begun(name, input, Instant.now(), "RUNNING"));
    }

    private Execution execute(StepFunctions by, Begun begun) {
        String machine = FakeStepFunctions.MACHINE.replaceAll(".*:", "");
        Execution ended;
        try {
            ended = by.execute(
                    machine, definition(), begun.name(), StepFunctions.JSON.readTree(begun.input()), this::answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        executions.ended(
                begun.name(), ended.status(), ended.output().path("end").asText());
        return ended;
    }

    private String definition() {
        Plan plan = Plan.of(environment().spec(), folder, "retrain.yaml", Optional.empty());
        return Infra.files(plan).stream()
                .filter(file -> file.path().endsWith("state-machine.asl.json"))
                .findFirst()
                .orElseThrow()
                .content();
    }

    private Map<String, Object> answer(Call call) {
        before.accept(call);
        String resource = call.resource().replaceFirst("arn:aws:states:::", "");
        JsonNode asked = call.arguments();
        if (resource.endsWith(".sync")) {
            return job(resource.replace(".sync", ""), asked);
        }
        return switch (resource) {
            case "lambda:invoke" -> function(asked);
            case "sns:publish" -> published(asked);
            case "sns:publish.waitForTaskToken" -> asked(call);
            case "aws-sdk:sfn:listExecutions" -> listed(call);
            case "aws-sdk:cloudwatch:describeAlarms" -> ringing(asked);
            case "aws-sdk:s3:getObject" ->
                output(Map.of(
                        "Body",
                        object(asked.path("Bucket").asText(), asked.path("Key").asText())));
            default -> throw new AssertionError("the stack has no " + resource);
        };
    }

    private static Map<String, Object> output(Object value) {
        return Map.of("output", value);
    }

    static Map<String, Object> failure(String error, String cause) {
        return Map.of("error", error, "cause", cause);
    }

    private Map<String, Object> function(JsonNode asked) {
        String id = asked.path("FunctionName").asText().replaceAll("\\$\\{(\\w+)Arn}", "$1");
        loseTheDisk();
        try {
            String answer = Calls.call(handler(id), asked.path("Payload").toString(), new TestContext(900_000));
            assertThat(answer.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(MOST_BYTES);
            return output(Map.of(
                    "ExecutedVersion", "$LATEST", "Payload", StepFunctions.JSON.readTree(answer), "StatusCode", 200));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            // As Lambda's runtime for Java tells it, whose text Step Functions passes on.
            byte[] told = DtoSerializers.serialize(LambdaErrorConverter.fromThrowable(e));
            return failure(e.getClass().getName(), new String(told, StandardCharsets.UTF_8));
        }
    }

    private RequestStreamHandler handler(String id) {
        return switch (id) {
            case "Step" -> new StepHandler(environment());
            case "Decide" -> new DecideHandler(environment());
            case "Deploy" -> new DeployHandler(environment());
            case "Record" -> new RecordHandler(environment());
            default -> throw new AssertionError("there is no function " + id);
        };
    }

    /** The next call may be made where none was made before. */
    private void loseTheDisk() {
        try {
            if (Files.exists(environment().folder())) {
                FileTree.remove(environment().folder());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> job(String action, JsonNode request) {
        if (request.path("AppSpecification")
                .path("ContainerEntrypoint")
                .toString()
                .equals("[\"retrain\",\"step\"]")) {
            return step(request.path("AppSpecification").path("ContainerArguments"));
        }
        Handover job = Handover.job(action, "of the state machine", request.toString());
        try {
            var ended = jobs.ended(job);
            return HandOverDriver.isWell(job, ended)
                    ? Map.of("output", StepFunctions.JSON.readTree(AwsServer.text(ended)))
                    : failure("States.TaskFailed", AwsServer.text(ended));
        } catch (AwsServer.Refused e) {
            String service = action.startsWith("glue:") ? "Glue." : "SageMaker.";
            return failure(service + e.code.replaceFirst("(Exception)?$", "Exception"), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A job of SageMaker Processing that does the work on rows, in the image of the user. */
    private Map<String, Object> step(JsonNode given) {
        List<String> arguments = new ArrayList<>();
        given.forEach(argument -> arguments.add(argument.asText()));
        assertThat(arguments).allMatch(a -> a.length() <= MOST_OF_ARGUMENT && !a.contains("\n"));
        loseTheDisk();
        try {
            Path machine = Files.createTempDirectory(folder, "ml");
            archive(Files.createDirectories(machine.resolve("processing/input/spec")));
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            int exit =
                    new StepJob(machine, environment().folder(), List.of(), Map.of(), nowhere, nowhere).run(arguments);
            return exit == 0
                    ? output(Map.of("ProcessingJobStatus", "Completed"))
                    : failure(
                            "States.TaskFailed",
                            "{\"ExitMessage\":\"" + Files.readString(machine.resolve("output/message")) + "\"}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void archive(Path input) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(input.resolve("code.zip")))) {
            zip.putNextEntry(new ZipEntry("spec/retrain.yaml"));
            Files.copy(config, zip);
        }
    }

    private String object(String bucket, String key) {
        return new String(world.aws.s3.get(bucket, key).orElseThrow(), StandardCharsets.UTF_8);
    }

    private Map<String, Object> published(JsonNode message) {
        assertThat(message.path("Subject").asText()).matches("[ -~]{1,100}");
        assertThat(message.path("TopicArn").asText()).isEqualTo("${TopicArn}");
        told.add(message);
        return output(Map.of("MessageId", "message-" + told.size()));
    }

    private Map<String, Object> asked(Call call) {
        Map<String, Object> answer = new HashMap<>(published(call.arguments()));
        assertThat(call.arguments().path("Message").asText()).contains("--task-token " + call.token());
        answer.put("callback", approval.apply(call.token()));
        return answer;
    }

    private Map<String, Object> listed(Call call) {
        executions.began(call.execution(), OffsetDateTime.parse(call.began()).toInstant());
        try (SfnClient client = SfnClient.create()) {
            List<Object> listed = new ArrayList<>();
            client.listExecutions(r -> r.stateMachineArn(
                                    call.arguments().path("StateMachineArn").asText())
                            .statusFilter(call.arguments().path("StatusFilter").asText())
                            .maxResults(call.arguments().path("MaxResults").asInt()))
                    .executions()
                    .forEach(e -> listed.add(Map.of(
                            "ExecutionArn", e.executionArn(),
                            "Name", e.name(),
                            "StartDate", e.startDate().toString(),
                            "Status", e.statusAsString())));
            return output(Map.of("Executions", listed));
        }
    }

    private static Map<String, Object> ringing(JsonNode asked) {
        List<String> names = new ArrayList<>();
        asked.path("AlarmNames").forEach(name -> names.add(name.asText()));
        try (CloudWatchClient client = CloudWatchClient.create()) {
            DescribeAlarmsResponse ringing = client.describeAlarms(
                    r -> r.alarmNames(names).stateValue(asked.path("StateValue").asText()));
            return output(Map.of(
                    "MetricAlarms",
                    ringing.metricAlarms().stream()
                            .map(a -> Map.of("AlarmName", a.alarmName()))
                            .toList(),
                    "CompositeAlarms",
                    List.of()));
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
