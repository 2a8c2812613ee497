package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.Outcome;
import retrain.aws.AwsServer;
import retrain.aws.AwsWorld;
import retrain.aws.HandOverDriver;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** The job as SageMaker begins it: an archive in a folder, arguments, an object in S3. */
class StepJobTest {
    private static final String KEY = "store/work/steps/0a1b.json";

    @TempDir
    Path folder;

    private Path machine = Path.of("");
    private List<Duration> pauses = List.of();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void machine() throws IOException {
        machine = Files.createDirectories(folder.resolve("ml"));
    }

    private void archive(Map<String, String> files) throws IOException {
        Path input = Files.createDirectories(machine.resolve("processing/input/spec"));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(input.resolve("0123abcd.zip")))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private int run(String what, Optional<String> run, Map<String, String> variables) {
        return new StepJob(
                        machine,
                        folder.resolve("work"),
                        pauses,
                        variables,
                        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(
                        "--do",
                        what,
                        "--run",
                        run.orElse("-"),
                        "--execution",
                        "event-1",
                        "--intent",
                        "schedule",
                        "--because",
                        "",
                        "--answer",
                        "s3://" + AwsWorld.BUCKET + "/" + KEY));
    }

    private int run(String what) {
        return run(what, Optional.empty(), Map.of());
    }

    private static String answer(AwsWorld world) {
        return world.aws
                .s3
                .get(AwsWorld.BUCKET, KEY)
                .map(b -> new String(b, StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private AwsWorld begin(String name) throws IOException {
        AwsWorld world = AwsWorld.begin(folder.resolve("project"));
        String spec = Files.readString(folder.resolve("project/retrain.yaml"));
        archive(Map.of("lib/retrain-lambda.jar", "no matter", "spec/" + name, spec));
        return world;
    }

    private Environment environment() {
        Path config = folder.resolve("project/retrain.yaml");
        return Environment.of(Map.of("RETRAIN_CONFIG", config.toString())).in(folder.resolve("work"));
    }

    /** {@return what the function answers to the same request} */
    private String function(String run) {
        return Calls.call(
                new StepHandler(environment()),
                "{\"do\":\"go-on\",\"run\":\"%s\",\"execution\":\"event-1\",\"intent\":\"schedule\"}".formatted(run),
                new TestContext());
    }

    /** {@return what the state machine reads after the job} */
    private String job(AwsWorld world, String request) {
        JsonNode json = JsonNode.parser().parse(request);
        assertThat(run(Events.text(json, "do").orElseThrow(), Events.text(json, "run"), Map.of()))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        return answer(world);
    }

    @Test
    void shouldBringARunToItsEndTogetherWithTheFunctions() throws IOException {
        try (AwsWorld world = begin("retrain.yaml")) {
            Driven driven = new Driven((which, request) -> switch (which) {
                case 0 -> job(world, request);
                case 1 -> Calls.call(new DecideHandler(environment()), request, new TestContext());
                default -> Calls.call(new DeployHandler(environment()), request, new TestContext());
            });
            Outcome outcome = new HandOverDriver(world.aws.address(), driven::outcome, Driven.STAGES).drive();
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.PROMOTED);
            assertThat(driven.called())
                    .startsWith("0 jobs")
                    .contains("0 stage", "1 stage")
                    .endsWith("2 end");
        }
    }

    @Test
    void shouldLeaveTheAnswerOfTheFunctionUpToTheNextJob() throws IOException {
        try (AwsWorld world = begin("retrain.yaml")) {
            assertThat(run("go-on")).as(err.toString(StandardCharsets.UTF_8)).isZero();
            String answer = answer(world);
            JsonNode json = JsonNode.parser().parse(answer);
            assertThat(json.field("next").orElseThrow().text()).isEqualTo("jobs");
            assertThat(answer).contains("\"action\":\"sagemaker:createTrainingJob\"");

            String run = json.field("run").orElseThrow().text();
            assertThat(function(run)).isEqualTo(answer);
            assertThat(run("go-on", Optional.of(run), Map.of())).isZero();
            assertThat(answer(world)).isEqualTo(answer);
            assertThat(machine.resolve("output")).doesNotExist();
        }
    }

    @Test
    void shouldFindASpecOfAnotherName() throws IOException {
        try (AwsWorld world = begin("churn.yaml")) {
            assertThat(run("check", Optional.empty(), Map.of("RETRAIN_CONFIG", "churn.yaml")))
                    .isZero();
            assertThat(answer(world)).contains("\"kind\":\"DUE\"", "\"because\":[");

            assertThat(run("check")).isEqualTo(3);
            assertThat(message()).contains("retrain.yaml");
        }
    }

    @Test
    void shouldFailWithTheCodeOfTheRunnerAndTellWhy() throws IOException {
        try (AwsWorld world = begin("retrain.yaml")) {
            world.aws.faults(call -> AwsServer.Fault.DENIED);
            assertThat(run("go-on")).isEqualTo(3);
            assertThat(message()).contains("denied");
            world.aws.faults(call -> AwsServer.Fault.ERROR_BEFORE);
            assertThat(run("go-on")).isEqualTo(4);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains(message());
            world.aws.faults(
                    call -> call.name().startsWith("S3 PUT") && call.name().endsWith(KEY)
                            ? AwsServer.Fault.DENIED
                            : AwsServer.Fault.NONE);
            assertThat(run("check")).isEqualTo(3);
            assertThat(message()).contains("s3:PutObject", KEY);
            assertThat(world.aws.s3.get(AwsWorld.BUCKET, KEY)).isEmpty();
        }
    }

    @Test
    void shouldTryAgainWhatMayGoWellLater() throws IOException {
        try (AwsWorld world = begin("retrain.yaml")) {
            pauses = List.of(Duration.ZERO, Duration.ZERO);
            world.aws.faults(call -> call.name().contains("data/") && announced() < 2
                    ? AwsServer.Fault.ERROR_BEFORE
                    : AwsServer.Fault.NONE);
            assertThat(run("go-on")).isZero();
            assertThat(announced()).isEqualTo(2);
            assertThat(answer(world)).contains("\"next\":\"jobs\"");
        }
    }

    /** {@return how many tries were announced} */
    private long announced() {
        return err.toString(StandardCharsets.UTF_8)
                .lines()
                .filter("The next try is in 0 s"::equals)
                .count();
    }

    @Test
    void shouldEndWhenItIsToldTo() throws Exception {
        try (AwsWorld world = begin("retrain.yaml")) {
            pauses = List.of(Duration.ofHours(1));
            AtomicInteger exit = new AtomicInteger(-1);
            CountDownLatch hangs = new CountDownLatch(1);
            world.aws.faults(call -> {
                if (!call.name().contains("data/")) {
                    return AwsServer.Fault.NONE;
                }
                hangs.countDown();
                return AwsServer.Fault.HANG_BEFORE;
            });
            Thread job = new Thread(() -> exit.set(run("go-on")));
            job.start();
            hangs.await();
            job.interrupt();
            job.join(60_000);
            assertThat(exit).hasValue(4);
            assertThat(message()).contains("[CANCELLED]");
            assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("The next try");
        }
    }

    @Test
    void shouldTellWhatIsMissingOnAMachineOfAnotherKind() {
        Path none = folder.resolve("none");
        int exit = new StepJob(
                        none,
                        folder,
                        List.of(),
                        Map.of(),
                        System.out,
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of("--do", "check"));
        assertThat(exit).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(5);
        assertThat(none).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec/../../evil", "spec/a/../../../evil", "spec//evil", "spec/..", "spec/a\\..\\evil"})
    void shouldUnpackNothingOutsideOfItsFolder(String name) throws IOException {
        archive(Map.of(name, "evil"));
        assertThat(run("check")).isEqualTo(3);
        assertThat(message()).contains("does not stay in its folder", name);
        try (var files = Files.walk(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.contains("evil"));
        }
    }

    @Test
    void shouldSayThatTheArchiveIsNotWhatItTakes() throws IOException {
        assertThat(run("check")).isEqualTo(3);
        assertThat(message()).contains("has 0 archives");
        archive(Map.of("lib/retrain-lambda.jar", ""));
        assertThat(run("check")).isEqualTo(3);
        assertThat(message()).contains("has no folder 'spec'");
        Files.writeString(machine.resolve("processing/input/spec/0123abcd.zip"), "no zip");
        assertThat(run("check")).isEqualTo(3);
        assertThat(message()).contains("is no archive");
    }

    private String message() throws IOException {
        return Files.readString(machine.resolve("output/message"));
    }
}
