package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Outcome.Kind;
import retrain.aws.AwsServer;
import retrain.aws.AwsWorld;
import retrain.aws.HandOverDriver;
import retrain.lambda.FakeLambdaRuntime.Reply;

/** What is packed for Lambda, as Lambda runs it: the jar alone, by the runtime interface client. */
@NullUnmarked // what is missing in a map of JSON fails the test
class FunctionsIT {
    private static final Path JAR = Path.of(System.getProperty("retrain.function.jar", "target/function.jar"));
    private static final Path ENGINES = Path.of(System.getProperty("retrain.engines.zip", "target/engines.zip"));
    private static final String NONE_BACK = "{\"batchItemFailures\":[]}";

    @TempDir
    Path folder;

    private final Map<String, FakeLambdaRuntime> functions = new HashMap<>();

    /** Lays the code out as a function's zip is; the engines beside it, as a layer would bring them. */
    private Path code(Path spec, boolean engines) throws IOException {
        Path code = folder.resolve(engines ? "with" : "without");
        Files.createDirectories(code.resolve("lib"));
        Files.createDirectories(code.resolve("spec"));
        Files.copy(JAR, code.resolve("lib/retrain-lambda.jar"));
        Files.copy(spec, code.resolve("spec/retrain.yaml"));
        if (engines) {
            try (ZipFile zip = new ZipFile(ENGINES.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    if (entry.getName().startsWith("java/lib/")) {
                        Path name = Path.of(entry.getName()).getFileName();
                        Files.copy(
                                zip.getInputStream(entry), code.resolve("lib").resolve(name));
                    }
                }
            }
        }
        return code;
    }

    private static Map<String, String> variables(AwsServer aws) {
        return Map.of(
                "AWS_ENDPOINT_URL",
                aws.address().toString(),
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                "test",
                "AWS_SECRET_ACCESS_KEY",
                "test-secret",
                "RETRAIN_STATE_MACHINE",
                FakeStepFunctions.MACHINE);
    }

    private static String file(int number) {
        return S3Events.created("data/rows-" + number + ".csv", "2026-01-01T12:00:%02dZ".formatted(number % 60));
    }

    @Test
    void shouldBeginOneExecutionThroughLambdasRuntimeInterface() throws Exception {
        Path spec = Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                store: s3://retrain-bucket/store
                data: {sources: {rows: 's3://retrain-bucket/data/rows-*.csv'}, key: [id]}
                train: {xgboost: {rounds: 5}}
                """);
        try (AwsServer aws = AwsServer.start()) {
            FakeStepFunctions machine = new FakeStepFunctions(aws);
            machine.at("2026-01-01T12:05:00Z");
            long before = System.nanoTime();
            try (FakeLambdaRuntime function =
                    FakeLambdaRuntime.start("retrain.lambda.TriggerHandler", code(spec, false), variables(aws))) {
                assertThat(function.call(S3Events.batch(List.of(file(1))))).isEqualTo(answered(NONE_BACK));
                tell("TriggerHandler", before, function);
                assertThat(machine.executions()).hasSize(1);

                assertThat(function.call(S3Events.batch(Collections.nCopies(1000, file(1)))))
                        .isEqualTo(answered(NONE_BACK));
                List<String> burst =
                        IntStream.range(0, 500).mapToObj(FunctionsIT::file).toList();
                assertThat(function.call(S3Events.batch(burst))).isEqualTo(answered(NONE_BACK));
                assertThat(machine.executions()).hasSize(1);

                Reply wrong = function.call("{\"a\":1}");
                assertThat(wrong.error()).isPresent();
                assertThat(wrong.body())
                        .contains("\"errorType\":\"retrain.lambda.InvalidInput\"")
                        .contains("\"errorMessage\":\"the event is not understood");
                assertThat(function.log())
                        .contains("1000 events are seen by event-")
                        .doesNotContain("SLF4J");
            }
        }
    }

    private static Reply answered(String body) {
        return new Reply(Optional.empty(), body);
    }

    /** The figures for people; what a machine takes is no test. */
    private static void tell(String handler, long before, FakeLambdaRuntime function) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%s: first answer after %.2f s (%.2f s of the processor), %d MB%n",
                handler,
                (System.nanoTime() - before) / 1e9,
                function.processor().toMillis() / 1e3,
                function.megabytes());
    }

    @Test
    void shouldDoAWholeRunFromThePackedJar() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            Path spec = folder.resolve("driven/retrain.yaml");
            Path with = code(spec, true);
            Path without = code(spec, false);
            Map<String, String> variables = variables(world.aws);
            Driven driven = new Driven((which, request) -> {
                String handler =
                        "retrain.lambda." + List.of("Step", "Decide", "Deploy").get(which) + "Handler";
                long before = System.nanoTime();
                boolean cold = !functions.containsKey(handler);
                if (cold) {
                    functions.put(handler, FakeLambdaRuntime.start(handler, which == 1 ? without : with, variables));
                }
                Reply reply = functions.get(handler).call(request);
                assertThat(reply.error()).as(reply.body()).isEmpty();
                if (cold) {
                    tell(handler, before, functions.get(handler));
                }
                return reply.body();
            });
            assertThat(driven.call(0, "check", Optional.empty())
                            .field("because")
                            .orElseThrow()
                            .asArray())
                    .isNotEmpty();
            HandOverDriver driver = new HandOverDriver(world.aws.address(), driven::outcome, Driven.STAGES);
            assertThat(driver.drive().kind()).isEqualTo(Kind.PROMOTED);
            try (FakeLambdaRuntime record =
                    FakeLambdaRuntime.start("retrain.lambda.RecordHandler", without, variables)) {
                long before = System.nanoTime();
                assertThat(record.call("{\"execution\":\"event-1\",\"state\":\"Promoted\",\"run\":null,\"why\":\"\"}"))
                        .isEqualTo(answered("{\"entry\":2,\"model\":\"small\"}"));
                tell("RecordHandler", before, record);
            }
        } finally {
            functions.values().forEach(FakeLambdaRuntime::close);
        }
    }

    @Test
    void shouldBeSmall() throws IOException {
        assertThat(Files.size(JAR)).isLessThan(30_000_000);
        assertThat(unpacked(JAR) + unpacked(ENGINES)).isLessThan(250_000_000);
        try (ZipFile zip = new ZipFile(ENGINES.toFile())) {
            assertThat(Collections.list(zip.entries()))
                    .extracting(ZipEntry::getName)
                    .anyMatch(name -> name.matches("java/lib/duckdb_jdbc-.*\\.jar"))
                    .anyMatch(name -> name.matches("java/lib/xgboost4j_.*\\.jar"))
                    .allMatch(name -> name.startsWith("java/lib/") || name.equals("lib/libgomp.so.1"));
        }
    }

    private static long unpacked(Path zip) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            return Collections.list(file.entries()).stream()
                    .mapToLong(ZipEntry::getSize)
                    .sum();
        }
    }

    @Test
    void shouldHaveTheLicencesAndNoticesOfWhatIsInIt() throws IOException {
        try (ZipFile file = new ZipFile(JAR.toFile())) {
            assertThat(text(file, "META-INF/NOTICE")).contains("Amazon").contains("Apache Commons Compress");
            assertThat(text(file, "META-INF/LICENSE")).contains("Apache License");
            assertThat(text(file, "META-INF/services/retrain.Adapters")).isEqualTo("retrain.aws.AwsAdapters\n");
        }
    }

    private static String text(ZipFile file, String name) throws IOException {
        return new String(
                file.getInputStream(file.getEntry(name)).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
