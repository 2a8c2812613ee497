package retrain.lambda;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import retrain.Outcome.Kind;
import retrain.aws.AwsServer;
import retrain.aws.AwsWorld;
import retrain.aws.HandOverDriver;
import retrain.aws.TracedRoles;
import retrain.infra.Plan;
import retrain.infra.StepRequest;
import retrain.spec.SpecReader;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** What the handlers call that run no stage, and the job that does the work of the function Step, is what their roles allow. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandlerRolesIT {
    private static final String ROWS =
            AwsWorld.SPEC + "infra: {rows: {image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/runner:1'}}\n";
    private static final String JOB = "Job";
    private static final String MACHINE = "StateMachine";

    /** What Lambda does in the name of a function, by its guide. */
    private static final Map<String, String> UNSEEN = Map.ofEntries(
            entry("Trigger Logs logs:CreateLogStream", "lines of the function"),
            entry("Trigger Logs logs:PutLogEvents", "lines of the function"),
            entry("Trigger Events sqs:ReceiveMessage", "the mapping of the queue"),
            entry("Trigger Events sqs:DeleteMessage", "the mapping of the queue"),
            entry("Trigger Events sqs:GetQueueAttributes", "the mapping of the queue"),
            entry("Record Logs logs:CreateLogStream", "lines of the function"),
            entry("Record Logs logs:PutLogEvents", "lines of the function"));

    private final TracedRoles.Ledger ledger = new TracedRoles.Ledger();

    @BeforeAll
    void traceAll(@TempDir Path folder) throws IOException {
        trigger(folder.resolve("trigger"));
        record(folder.resolve("record"));
        rows(folder.resolve("rows"));
    }

    private static Plan plan(Path folder, String yaml) throws IOException {
        Path config = Files.createDirectories(folder).resolve("retrain.yaml");
        Files.writeString(config, yaml);
        return Plan.of(SpecReader.read(config, Optional.empty(), ""), folder, "retrain.yaml", Optional.empty());
    }

    private static Environment environment(Path folder, String... more) {
        Map<String, String> all = new java.util.HashMap<>(
                Map.of("RETRAIN_CONFIG", folder.resolve("retrain.yaml").toString()));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return Environment.of(all).in(folder.resolve("tmp"));
    }

    /** An execution begins, covers what comes meanwhile, and has succeeded or given way when more comes. */
    private void trigger(Path folder) throws IOException {
        try (AwsServer aws = AwsServer.start()) {
            TracedRoles roles = new TracedRoles(aws, ledger);
            roles.deploy(plan(folder, AwsWorld.SPEC + "infra: {}\n"), List.of("Trigger"));
            FakeStepFunctions machine = new FakeStepFunctions(aws);
            TriggerHandler trigger =
                    new TriggerHandler(environment(folder, "RETRAIN_STATE_MACHINE", FakeStepFunctions.MACHINE));
            machine.at("2026-01-01T12:05:00Z");
            for (int i = 1; i <= 3; i++) {
                String event = S3Events.batch(
                        List.of(S3Events.created("data/rows-" + i + ".csv", "2026-01-01T12:00:0" + i + "Z")));
                roles.as("Trigger", () -> Calls.call(trigger, event, new TestContext()));
                machine.end("SUCCEEDED");
            }
            assertThat(machine.executions()).hasSize(1);
        }
    }

    private void record(Path folder) throws IOException {
        try (AwsWorld world = AwsWorld.begin(folder)) {
            TracedRoles roles = new TracedRoles(world.aws, ledger);
            roles.deploy(plan(folder, AwsWorld.SPEC + "infra: {}\n"), List.of("Record"));
            RecordHandler handler = new RecordHandler(environment(folder));
            for (int i = 0; i < 3; i++) {
                String request =
                        "{\"execution\":\"event-%d\",\"run\":null,\"state\":\"NotDue\",\"why\":\"nothing is new\"}"
                                .formatted(i / 2);
                roles.as("Record", () -> Calls.call(handler, request, new TestContext()));
            }
            assertThat(environment(folder).registry().executions(9)).hasSize(2);
        }
    }

    /** The branches that the role of Step is proven by, with the job in its place. */
    private void rows(Path folder) throws IOException {
        try (AwsWorld world = AwsWorld.begin(folder)) {
            Stack stack = new Stack(folder, world);
            stack.deploy(ROWS.replace("at-least: 0.5", "at-least: 0.999"));
            world.failTheNextTraining();
            assertThat(stack.drive()).isEqualTo(Kind.REJECTED);
            stack.deploy(ROWS);
            world.loseAnswersToModels();
            assertThat(stack.drive()).isEqualTo(Kind.PROMOTED);
            world.deny("UpdateModelPackage");
            world.month(4);
            assertThat(stack.drive()).isEqualTo(Kind.PROMOTED);
            stack.deploy(ROWS.replace(
                    "  features: [x, y]", "  features: [x, y]\n  quality: [{check: range, columns: x, max: -9}]"));
            world.month(5);
            assertThat(stack.drive()).isEqualTo(Kind.REJECTED);
            stack.roles.as(JOB, () -> {
                world.uploadThatFails();
                return "";
            });
        }
    }

    /** The stack whose state machine begins a job in place of the function Step. */
    private final class Stack {
        private final Path folder;
        private final AwsWorld world;
        private final TracedRoles roles;
        private String step = "";

        Stack(Path folder, AwsWorld world) {
            this.folder = folder;
            this.world = world;
            this.roles = new TracedRoles(world.aws, ledger);
        }

        void deploy(String yaml) throws IOException {
            Plan plan = plan(folder, yaml);
            roles.deploy(plan, List.of("Decide", "Deploy", MACHINE));
            step = StepRequest.of(plan);
            Path input = Files.createDirectories(folder.resolve("ml/processing/input/spec"));
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(input.resolve("function.zip")))) {
                zip.putNextEntry(new ZipEntry("spec/retrain.yaml"));
                zip.write(yaml.getBytes(StandardCharsets.UTF_8));
            }
            world.aws.s3.put(plan.code().bucket(), plan.code().key() + "/function.zip", new byte[1]);
        }

        Kind drive() {
            Driven driven = new Driven((which, request) -> {
                roles.ask(MACHINE);
                return switch (which) {
                    case 0 -> roles.as(JOB, () -> job(request));
                    case 1 ->
                        roles.as(
                                "Decide",
                                () -> Calls.call(new DecideHandler(environment(folder)), request, new TestContext()));
                    default ->
                        roles.as(
                                "Deploy",
                                () -> Calls.call(new DeployHandler(environment(folder)), request, new TestContext()));
                };
            });
            Kind kind = new HandOverDriver(world.aws.address(), driven::outcome, Driven.STAGES)
                    .drive()
                    .kind();
            roles.ask(MACHINE);
            return kind;
        }

        private String job(String request) {
            roles.begin("SageMaker.CreateProcessingJob", step);
            JsonNode json = JsonNode.parser().parse(request);
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
            List<String> arguments =
                    new ArrayList<>(List.of("--do", Events.text(json, "do").orElseThrow()));
            arguments.addAll(List.of("--run", Events.text(json, "run").orElse("-"), "--execution", "event-1"));
            arguments.addAll(List.of("--intent", "schedule", "--because", "", "--answer"));
            arguments.add("s3://" + AwsWorld.BUCKET + "/store/work/steps/0a1b.json");
            int exit = new StepJob(
                            folder.resolve("ml"), folder.resolve("tmp"), List.of(), Map.of(), nowhere, System.err)
                    .run(arguments);
            assertThat(exit).isZero();
            return world.aws
                    .s3
                    .get(AwsWorld.BUCKET, "store/work/steps/0a1b.json")
                    .map(answer -> new String(answer, StandardCharsets.UTF_8))
                    .orElseThrow();
        }
    }

    @Test
    void shouldAllowAllThatIsCalled() {
        assertThat(ledger.denied()).isEmpty();
    }

    /** What Decide and Deploy may do more is proven where all their branches are gone through. */
    @Test
    void shouldAllowNothingThatIsNotCalled() {
        Set<String> spare = ledger.spare().stream()
                .filter(what -> what.matches("(Trigger|Record|Job) .*"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(spare).isEqualTo(new TreeSet<>(UNSEEN.keySet()));
    }
}
