package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Outcome.Kind;
import retrain.Request;
import retrain.Retrain;
import retrain.infra.Plan;
import retrain.spec.SpecReader;

/** The sample, as it is, by its profile {@code aws}; what it asks for is allowed by what docs/aws.md has somebody put in place. */
class FlightsInAwsIT {
    private static final Path ROOT = Path.of("../..");
    private static final Path SAMPLE = ROOT.resolve("samples/flight-delay");

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
            assertThat(denied(aws)).isEmpty();
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

    /** {@return what neither the policy for people nor the role of jobs allows, of which docs/aws-policy.json and aws-role.json are written} */
    private Set<String> denied(AwsServer aws) {
        TracedRoles.Ledger ledger = new TracedRoles.Ledger();
        TracedRoles roles = new TracedRoles(aws, ledger);
        Optional<String> profile = Optional.of("aws");
        roles.deploy(
                Plan.of(SpecReader.read(folder.resolve("retrain.yaml"), profile, ""), folder, "retrain.yaml", profile),
                List.of("Person"));
        roles.ask("Person");
        return ledger.denied();
    }
}
