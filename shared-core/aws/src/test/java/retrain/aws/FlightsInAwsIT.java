package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Outcome.Kind;
import retrain.Request;
import retrain.Retrain;
import retrain.aws.AwsServer.Call;

/** The sample, as it is, by its profile {@code aws}; what it asks for is what docs/aws-policy.json allows. */
class FlightsInAwsIT {
    private static final Path ROOT = Path.of("../..");
    private static final Path SAMPLE = ROOT.resolve("samples/flight-delay");
    private static final Pattern ACTION = Pattern.compile("\"([a-z0-9]+:[A-Za-z]+)\"");

    @TempDir
    private Path folder;

    @Test
    void shouldGoFromDataInS3ToAnEndpointThatServesTheModel() throws IOException {
        for (String file : List.of("retrain.yaml", "prepare.sql")) {
            Files.copy(SAMPLE.resolve(file), folder.resolve(file));
        }
        try (AwsServer aws = AwsServer.start()) {
            upload(aws);
            FakeLogs logs = new FakeLogs(aws);
            FakeTraining training = new FakeTraining(aws, logs);
            FakeEndpoints endpoints = new FakeEndpoints(aws);
            new FakeTransform(aws, endpoints);
            new FakeModelRegistry(aws);

            assertThat(run().kind()).isEqualTo(Kind.PROMOTED);
            assertThat(endpoints.serves("flight-delay")).isPresent();
            assertThat(training.names()).hasSize(1);
            int first = aws.calls().size();

            assertThat(run().kind()).isEqualTo(Kind.UNCHANGED);
            assertThat(training.names()).hasSize(1);
            assertThat(aws.asked().subList(first, aws.asked().size()))
                    .noneMatch(call -> call.contains("Create") || call.contains("Update"));
            assertThat(allowed("docs/aws-policy.json")).containsAll(actions(aws.calls()));
            RequestShapes.check(aws.calls());
        }
    }

    private Outcome run() {
        return new Retrain(event -> {})
                .execute(new Request(
                        Command.RUN,
                        new HashMap<>(Map.of(Option.PROFILE, "aws", Option.SET, "aws.poll=0.01")),
                        folder,
                        folder.resolve("out"),
                        "test"));
    }

    private static void upload(AwsServer aws) throws IOException {
        try (Stream<Path> files = Files.list(SAMPLE.resolve("data"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".csv.gz")).toList()) {
                aws.s3.put("my-bucket", "flights/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    private static Set<String> allowed(String policy) throws IOException {
        return ACTION.matcher(Files.readString(ROOT.resolve(policy)))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> actions(List<Call> calls) {
        return calls.stream()
                .flatMap(call -> IamActions.of(call).stream())
                .map(IamActions.Asked::action)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
