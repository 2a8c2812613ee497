package retrain.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.event.Event;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.FileTree;
import retrain.run.Store;
import retrain.spec.AwsSpec;
import retrain.spec.SpecReader;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/**
 * A whole AWS on the loopback with a small model in it: data, store, training, scoring, registry and endpoint. It can be begun anew, in
 * milliseconds, for another run.
 */
public final class AwsWorld implements AutoCloseable {
    public static final String BUCKET = "retrain-bucket";

    /** More than one part of an upload. */
    private static final int LARGE = 33 << 20;

    private static final Pattern RUN = Pattern.compile("runs/(\\d{8}T\\d{6}Z-[0-9a-f]{6})/");

    /** A spec whose stages all run in AWS. */
    public static final String SPEC = """
            model: small
            task: binary
            target: late
            store: s3://%1$s/store
            aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/retrain', poll: 0.01}
            data:
              sources: {rows: 's3://%1$s/data/rows-*.csv'}
              key: [id]
              features: [x, y]
            train: {xgboost: {rounds: 5}, sagemaker: {instance: ml.m5.large}}
            evaluate: {resamples: 200, sagemaker: {transform: {instance: ml.m5.large}}}
            history: {model-package-group: small}
            gates: [{metric: auc, at-least: 0.5}]
            promote: {endpoint: {name: small, instance: ml.m5.large}}
            """.formatted(BUCKET);

    /** What the first run leaves, however often it was interrupted. */
    static final Map<String, String> ONCE = Map.of(
            "training jobs", "1",
            "transform jobs", "1",
            "models", "1",
            "endpoints", "[small InService]",
            "model packages", "[1 Approved]");

    public final AwsServer aws;
    public final FakeTraining training;
    public final FakeEndpoints endpoints;
    final FakeLogs logs;
    public final FakeTransform transforms;
    final FakeModelRegistry packages;
    final List<Event> events = new ArrayList<>();
    private final Path folder;

    private AwsWorld(Path folder) throws IOException {
        this.folder = folder;
        aws = AwsServer.start();
        logs = new FakeLogs(aws);
        training = new FakeTraining(aws, logs);
        endpoints = new FakeEndpoints(aws);
        transforms = new FakeTransform(aws, endpoints);
        packages = new FakeModelRegistry(aws);
    }

    /** Begins with rows in S3 and a spec whose stages all run in AWS. */
    public static AwsWorld begin(Path folder) throws IOException {
        AwsWorld world = new AwsWorld(folder);
        for (int month = 1; month <= 3; month++) {
            world.month(month);
        }
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("retrain.yaml"), SPEC);
        return world;
    }

    /** New rows arrive. */
    public void month(int number) {
        aws.s3.put(
                BUCKET,
                "data/rows-" + number + ".csv",
                S3Project.rows(1000 * number, 300).getBytes(StandardCharsets.UTF_8));
    }

    public Outcome run() {
        return execute(Command.RUN, Map.of());
    }

    /** {@return the lines of the error that a run ends with} */
    List<String> refused() {
        try {
            throw new AssertionError("it ended well: " + run());
        } catch (RetrainException e) {
            return e.problems().stream().map(Problem::line).toList();
        }
    }

    Outcome goOn(String run) {
        return execute(Command.RUN, Map.of(Option.RUN, run));
    }

    Outcome execute(Command command, Map<Option, String> options) {
        return new Retrain(events::add)
                .execute(new Request(command, new HashMap<>(options), folder, folder.resolve("out"), "test"));
    }

    /** A file goes up that is so large that it goes in parts, of which the last request is refused. */
    public void uploadThatFails() {
        aws.s3.refuses = request -> request.startsWith("PUT") && !request.contains("part")
                ? Optional.of(new AwsServer.Refused(400, "BadDigest", "no"))
                : Optional.empty();
        try {
            Path large = Files.write(folder.resolve("large"), new byte[LARGE]);
            Store store = S3Store.open(
                    SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), ""), folder.resolve("copies"));
            store.put(large);
            throw new AssertionError("it went up");
        } catch (RetrainException e) {
            aws.s3.refuses = request -> Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on the answer to the first creation of each model is lost: it is there already when it is asked for again. */
    public void loseAnswersToModels() {
        Set<String> made = ConcurrentHashMap.newKeySet();
        aws.faults(call -> call.name().equals("SageMaker.CreateModel") && made.add(call.body())
                ? AwsServer.Fault.ERROR_AFTER
                : AwsServer.Fault.NONE);
    }

    /** From now on an action is denied. */
    public void deny(String action) {
        aws.faults(call -> call.name().endsWith("." + action) ? AwsServer.Fault.DENIED : AwsServer.Fault.NONE);
    }

    /** The next training fails by its own fault, which its lines tell; those after it go well. */
    public void failTheNextTraining() {
        AtomicBoolean failed = new AtomicBoolean();
        training.ending(name -> failed.getAndSet(true) ? FakeTraining.End.COMPLETED : FakeTraining.End.ALGORITHM_ERROR);
    }

    /** What a lost machine takes with it: everything that is not in AWS. */
    void loseTheMachine() {
        try {
            FileTree.remove(folder.resolve(".retrain"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return what starts a process that finds this AWS and works on the folder of this world, its only argument} */
    List<String> command(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Daws.endpointUrl=" + aws.address(),
                "-Daws.region=us-east-1",
                "-Daws.accessKeyId=test",
                "-Daws.secretAccessKey=test-secret",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                folder.toString());
    }

    /** {@return the only run that the store knows, or none if it did not begin} */
    Optional<String> begun() {
        return aws.s3.keys(BUCKET, "store/runs/").stream()
                .map(RUN::matcher)
                .filter(java.util.regex.Matcher::find)
                .map(m -> m.group(1))
                .distinct()
                .reduce((a, b) -> {
                    throw new IllegalStateException("two runs: " + a + ", " + b);
                });
    }

    /** {@return everything that may be there once only, counted and named without what differs from run to run} */
    public Map<String, String> state() {
        Map<String, String> state = new TreeMap<>();
        for (String key : aws.s3.keys(BUCKET, "store/models/")) {
            if (key.contains("/versions/") || key.contains("/audit/") || key.contains("/aliases/")) {
                state.put(key, "there");
            }
        }
        state.put("training jobs", training.names().size() + "");
        SageMakerClient sagemaker = new AwsClients(AwsSpec.usual()).of(SageMakerClient.builder());
        state.put("models", sagemaker.listModels().models().size() + "");
        state.put(
                "configurations",
                sagemaker.listEndpointConfigs().endpointConfigs().size() + "");
        state.put(
                "endpoints",
                sagemaker.listEndpoints().endpoints().stream()
                        .map(e -> e.endpointName() + " " + e.endpointStatus())
                        .toList()
                        .toString());
        state.put("transform jobs", transforms.names().size() + "");
        state.put(
                "model packages",
                sagemaker.listModelPackages(r -> r.modelPackageGroupName("small")).modelPackageSummaryList().stream()
                        .map(p -> p.modelPackageVersion() + " " + p.modelApprovalStatus())
                        .toList()
                        .toString());
        state.put("open uploads", aws.s3.openUploads() + "");
        return state;
    }

    @Override
    public void close() {
        aws.close();
    }
}
