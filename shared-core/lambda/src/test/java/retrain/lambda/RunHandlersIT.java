package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Outcome;
import retrain.Outcome.Kind;
import retrain.aws.AwsServer;
import retrain.aws.AwsWorld;
import retrain.aws.FakeGlue;
import retrain.aws.HandOverDriver;
import retrain.run.Handover;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** The functions, called as the state machine calls them, with a whole AWS on the loopback. */
class RunHandlersIT {
    @TempDir
    Path folder;

    private final TestContext context = new TestContext();
    private final Driven driven = new Driven((which, request) -> Calls.call(function(which), request, context));

    private Environment environment() {
        return Environment.of(Map.of(
                        "RETRAIN_CONFIG", folder.resolve("driven/retrain.yaml").toString()))
                .in(folder.resolve("tmp"));
    }

    private RunHandler function(int which) {
        return switch (which) {
            case 0 -> new StepHandler(environment());
            case 1 -> new DecideHandler(environment());
            default -> new DeployHandler(environment());
        };
    }

    private JsonNode call(int which, String what, Optional<String> run) {
        return driven.call(which, what, run);
    }

    private HandOverDriver driver(AwsWorld world) {
        return new HandOverDriver(world.aws.address(), driven::outcome, Driven.STAGES);
    }

    @Test
    void shouldComeToWhatARunByItselfComesTo() throws Exception {
        Map<String, String> alone;
        try (AwsWorld world = AwsWorld.begin(folder.resolve("alone"))) {
            assertThat(world.run().kind()).isEqualTo(Kind.PROMOTED);
            alone = left(world);
        }
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            JsonNode check = call(0, "check", Optional.empty());
            assertThat(driven.last()).contains("\"kind\":\"DUE\"").contains("\"next\":\"end\"");
            assertThat(check.field("because").orElseThrow().asArray()).isNotEmpty();

            HandOverDriver driver = driver(world);
            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(driven.last()).contains("\"version\":1");
            assertThat(driven.called())
                    .startsWith("0 jobs")
                    .contains("0 stage", "1 stage")
                    .endsWith("2 end");
            assertThat(left(world)).isEqualTo(alone);

            call(0, "check", Optional.empty());
            assertThat(driven.last()).contains("\"kind\":\"NOT_DUE\"");
        }
    }

    @Test
    void shouldRollBackWhatTheRunPromotedAndNoFurther() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            HandOverDriver driver = driver(world);
            driver.drive();
            world.month(4);
            Outcome second = driver.drive();
            assertThat(second.kind()).isEqualTo(Kind.PROMOTED);
            for (int i = 0; i < 3; i++) {
                assertThat(rolledBack(second.run())).isEqualTo("end");
                assertThat(environment().registry().champion().orElseThrow().number())
                        .isEqualTo(1);
            }
            assertThatThrownBy(() -> call(0, "rollback", second.run())).isInstanceOf(InvalidInput.class);
        }
    }

    private String rolledBack(Optional<String> run) {
        for (int calls = 0; calls < 20; calls++) {
            String next = call(2, "rollback", run).field("next").orElseThrow().text();
            if (!next.equals("look-again")) {
                return next;
            }
        }
        return "no end";
    }

    @Test
    void shouldHandOverTheJobThatALookNeedsAndLookAgain() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            new FakeGlue(world.aws);
            Path spec = folder.resolve("driven/retrain.yaml");
            Files.writeString(spec.resolveSibling("prepare.sql"), "SELECT * FROM rows");
            Files.writeString(
                    spec,
                    Files.readString(spec).replace("key: [id]", "key: [id]\n  prepare: {glue: {sql: prepare.sql}}")
                            + "triggers: {new-data: {rows: 200}}\n");
            HandOverDriver driver = driver(world);
            driver.drive();
            world.month(4);

            JsonNode needed = call(0, "check", Optional.empty());
            assertThat(driven.last())
                    .contains("\"next\":\"jobs\"", "\"stage\":\"prepare\"", "\"action\":\"glue:startJobRun\"")
                    .doesNotContain("outcome", "\"run\"");
            JsonNode job = needed.field("jobs").orElseThrow().asArray().get(0);
            driver.ended(Handover.job(
                    "glue:startJobRun",
                    "of the check",
                    AwsServer.text(job.field("request").orElseThrow())));

            call(0, "check", Optional.empty());
            assertThat(driven.last()).contains("\"kind\":\"DUE\"", "rows: 300, enough are 200");
        }
    }

    @Test
    void shouldSayWhatHelps() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            assertThatThrownBy(() -> Calls.call(function(0), "{\"do\":\"dance\"}", context))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("check, go-on or rollback");
            assertThatThrownBy(() -> call(0, "go-on", Optional.of("nonsense"))).isInstanceOf(InvalidInput.class);
            world.aws.faults(call -> AwsServer.Fault.ERROR_BEFORE);
            assertThatThrownBy(() -> call(0, "go-on", Optional.empty())).isInstanceOf(Retryable.class);
            world.aws.faults(call -> AwsServer.Fault.DENIED);
            assertThatThrownBy(() -> call(0, "go-on", Optional.empty()))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("denied");
        }
    }

    @Test
    void shouldStopInTimeAndBeGoneOnWith() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            assertThatThrownBy(() ->
                            Calls.call(function(0), "{\"do\":\"go-on\",\"intent\":\"schedule\"}", new TestContext(2)))
                    .isInstanceOf(Retryable.class);
            assertThat(Thread.interrupted()).isFalse();
            HandOverDriver driver = driver(world);
            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);
        }
    }

    /** {@return what the registry holds, without times and ids of runs and the digests that cover them} */
    private static Map<String, String> left(AwsWorld world) {
        Map<String, String> left = new TreeMap<>();
        for (String key : world.aws.s3.keys(AwsWorld.BUCKET, "store/models/")) {
            if (key.contains("/versions/") || key.contains("/audit/") || key.contains("/aliases/")) {
                String text = new String(world.aws.s3.get(AwsWorld.BUCKET, key).orElseThrow(), StandardCharsets.UTF_8);
                left.put(
                        key,
                        text.replaceAll("\\d{8}T\\d{6}Z-[0-9a-f]{6}", "RUN")
                                .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\"", "TIME")
                                .replaceAll("\"by\":\"[^\"]*\"", "BY")
                                .replaceAll("\"(document|entry)\":\"[0-9a-f]{64}\"", "$1"));
            }
        }
        return left;
    }
}
