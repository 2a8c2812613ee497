package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.local.Embedded;
import retrain.spec.AwsSpec;

class SageMakerMlflowTest {
    private static final String ARN = "arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/flights";

    @TempDir
    private Path folder;

    @Test
    void shouldSignEachRequestForTheServerThatTheArnNames() throws IOException {
        List<Map<String, String>> seen = new CopyOnWriteArrayList<>();
        try (AwsServer aws = AwsServer.start()) {
            aws.onRest("(GET|POST) /api/2.0/(.*)", (path, query, headers, body) -> {
                seen.add(headers);
                return answer(path.group(2));
            });
            SageMakerMlflow server = new SageMakerMlflow(ARN, new AwsClients(AwsSpec.usual()).identity());
            ToldRuns runs = new ToldRuns(folder, Instant.parse("2026-11-26T09:00:00Z"));

            assertThat(Embedded.mlflow(aws.address(), server)
                            .log(runs.without(1))
                            .orElseThrow())
                    .contains("/runs/r1")
                    .contains("its artifacts are at s3://b/1");
        }
        assertThat(seen)
                .hasSizeGreaterThan(4)
                .allSatisfy(headers -> assertThat(headers)
                        .containsEntry("x-mlflow-sm-tracking-server-arn", ARN)
                        .containsKey("x-amz-date")
                        .containsKey("x-amz-content-sha256")
                        .hasEntrySatisfying(
                                "authorization",
                                a -> assertThat(a)
                                        .startsWith("AWS4-HMAC-SHA256 Credential=test/")
                                        .contains("/eu-west-1/sagemaker-mlflow/aws4_request")
                                        .contains("x-mlflow-sm-tracking-server-arn")));
    }

    private static AwsServer.Reply answer(String path) {
        Map<String, Object> run = Map.of(
                "info", Map.of("run_id", "r1", "status", "RUNNING", "artifact_uri", "s3://b/1"),
                "data", Map.of());
        return AwsServer.Reply.json(
                200,
                switch (path) {
                    case "mlflow/experiments/get-by-name" ->
                        Map.of("experiment", Map.of("experiment_id", "1", "lifecycle_stage", "active"));
                    case "mlflow/runs/create" -> Map.of("run", run);
                    default -> Map.of();
                });
    }

    @Test
    void shouldFindTheServersAddressByItsRegion() {
        SageMakerMlflow server = new SageMakerMlflow(ARN, new AwsClients(AwsSpec.usual()).identity());

        assertThat(server.address(Map.of())).isEqualTo(URI.create("https://eu-west-1.experiments.sagemaker.aws"));
        assertThat(server.address(Map.of("SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT", "https://vpce.example.com")))
                .isEqualTo(URI.create("https://vpce.example.com"));
        assertThat(SageMakerMlflow.is("mlruns")).isFalse();
    }
}
