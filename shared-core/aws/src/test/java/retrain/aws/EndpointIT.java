package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;

/** Whole runs that serve from an endpoint. */
class EndpointIT {
    private static final String AWS = """
            aws: {region: us-east-1, role: "arn:aws:iam::123456789012:role/retrain", work: "s3://bucket/work", poll: 0.01}
            """;

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeEndpoints endpoints;
    private S3Project project;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        endpoints = new FakeEndpoints(aws);
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/rows.csv"), S3Project.rows(0, 600));
        project = new S3Project(folder);
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private void spec(String promote) throws IOException {
        project.spec("sources: {rows: data/rows.csv}\nholdout: {fraction: 0.3}", "promote: " + promote + "\n" + AWS);
    }

    @Test
    void shouldServeThePromotedModelFromAnEndpoint() throws IOException {
        spec("{strategy: replace, endpoint: {name: flights, instance: ml.m5.large}}");

        Outcome outcome = project.execute(Command.RUN);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(endpoints.serves("flights").orElseThrow()).matches("flights-v1-[0-9a-f]{12}");
        assertThat(aws.asked().stream().filter("SageMaker.CreateEndpoint"::equals))
                .hasSize(1);
    }

    @Test
    void shouldDoNothingWhenNothingHasChanged() throws IOException {
        spec("{strategy: replace, endpoint: {name: flights}}");
        project.execute(Command.RUN);
        int before = aws.calls().size();

        Outcome outcome = project.execute(Command.RUN);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(aws.asked().subList(before, aws.calls().size()))
                .containsOnly("SageMaker.DescribeEndpoint")
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void shouldUpdateTheEndpointAndBringTheVersionBeforeBack() throws IOException {
        spec("{strategy: replace, endpoint: {name: flights}}");
        project.execute(Command.RUN);
        String first = endpoints.serves("flights").orElseThrow();
        Files.writeString(folder.resolve("data/rows.csv"), S3Project.rows(0, 900));

        assertThat(project.execute(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(endpoints.serves("flights").orElseThrow()).startsWith("flights-v2-");

        project.execute(Command.ROLLBACK, Map.of(Option.WHY, "a test"));
        assertThat(endpoints.serves("flights")).contains(first);
        assertThat(aws.asked().stream().filter("SageMaker.UpdateEndpoint"::equals))
                .hasSize(2);
    }

    @Test
    void shouldScoreByATransformAndCheckByAThrowAwayEndpoint() throws IOException {
        FakeTransform transform = new FakeTransform(aws, endpoints);
        String promote = "{strategy: blue_green, endpoint: {name: flights, check: endpoint}}";
        spec(promote + "\nevaluate: {sagemaker: {transform: {}, champion: endpoint}}");

        assertThat(project.execute(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(transform.jobs()).hasSize(1);
        assertThat(endpoints.invoked()).isNotEmpty().allMatch(i -> i.startsWith("flights-check-"));
        assertThat(endpoints.remaining()).containsExactly("flights");

        Files.writeString(folder.resolve("data/rows.csv"), S3Project.rows(0, 900));
        assertThat(project.execute(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(transform.jobs()).hasSize(2);
        assertThat(endpoints.invoked()).contains("flights/AllTraffic");
    }

    @Test
    void shouldFailTheRunWhenTheEndpointGoesBackAndServeWhenItGoesOn() throws IOException {
        spec("{strategy: replace, endpoint: {name: flights}}");
        project.execute(Command.RUN);
        Files.writeString(folder.resolve("data/rows.csv"), S3Project.rows(0, 900));
        endpoints.rollBack = true;

        assertThatThrownBy(() -> project.execute(Command.RUN)).hasMessageContaining("went back to the configuration");
        assertThat(endpoints.serves("flights").orElseThrow()).startsWith("flights-v1-");

        assertThat(project.execute(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(endpoints.serves("flights").orElseThrow()).startsWith("flights-v2-");
    }
}
