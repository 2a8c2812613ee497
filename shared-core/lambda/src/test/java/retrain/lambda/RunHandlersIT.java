package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Option;
import retrain.Outcome;
import retrain.Outcome.Kind;
import retrain.aws.AwsServer;
import retrain.aws.AwsWorld;
import retrain.aws.HandOverDriver;
import retrain.run.Handover;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** The functions, called as the state machine calls them, with a whole AWS on the loopback. */
class RunHandlersIT {
    private static final List<List<String>> STAGES = List.of(
            List.of("prepare", "inspect", "tune", "train", "evaluate"),
            List.of("gate", "register"),
            List.of("promote"));

    @TempDir
    Path folder;

    private final TestContext context = new TestContext();
    private final List<String> called = new ArrayList<>();
    private String last = "";

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
        String request =
                "{\"do\":\"%s\",\"run\":%s,\"execution\":\"event-1\",\"intent\":\"schedule\",\"because\":[],\"by\":\"data\",\"why\":\"\"}"
                        .formatted(what, run.map(r -> '"' + r + '"').orElse("null"));
        last = Calls.call(function(which), request, context);
        return JsonNode.parser().parse(last);
    }

    /** {@return the outcome that an answer tells of, for the driver} */
    private Outcome outcome(Map<Option, String> options) {
        String set = options.get(Option.SET);
        int which = set.contains("prepare") ? 0 : set.contains("gate") ? 1 : 2;
        JsonNode answer = call(which, "go-on", Optional.ofNullable(options.get(Option.RUN)));
        String next = answer.field("next").orElseThrow().text();
        called.add(which + " " + next);
        Optional<String> run = answer.field("run").map(JsonNode::text);
        if (next.equals("end")) {
            JsonNode end = answer.field("outcome").orElseThrow();
            return new Outcome(
                    Kind.valueOf(end.field("kind").orElseThrow().text()),
                    end.field("summary").orElseThrow().text(),
                    List.of(),
                    run,
                    Optional.empty());
        }
        return new Outcome(Kind.HANDED_OVER, next, List.of(), run, Optional.empty(), false, handedOver(answer, next));
    }

    private static List<Handover> handedOver(JsonNode answer, String next) {
        List<JsonNode> jobs = answer.field("jobs").orElseThrow().asArray();
        if (next.equals("jobs")) {
            return jobs.stream()
                    .map(j -> Handover.job(
                            j.field("action").orElseThrow().text(),
                            j.field("name").orElseThrow().text(),
                            AwsServer.text(j.field("request").orElseThrow())))
                    .toList();
        }
        String stage = answer.field("stage").orElseThrow().text();
        return List.of(
                new Handover(stage, next.equals("stage") ? Handover.Kind.STAGE : Handover.Kind.LOOK_AGAIN, "", "", ""));
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
            assertThat(last).contains("\"kind\":\"DUE\"").contains("\"next\":\"end\"");
            assertThat(check.field("because").orElseThrow().asArray()).isNotEmpty();

            HandOverDriver driver = new HandOverDriver(world.aws.address(), this::outcome, STAGES);
            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(last).contains("\"version\":1");
            assertThat(called)
                    .startsWith("0 jobs")
                    .contains("0 stage", "1 stage")
                    .endsWith("2 end");
            assertThat(left(world)).isEqualTo(alone);

            call(0, "check", Optional.empty());
            assertThat(last).contains("\"kind\":\"NOT_DUE\"");
        }
    }

    @Test
    void shouldRollBackWhatTheRunPromotedAndNoFurther() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            HandOverDriver driver = new HandOverDriver(world.aws.address(), this::outcome, STAGES);
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
            HandOverDriver driver = new HandOverDriver(world.aws.address(), this::outcome, STAGES);
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
