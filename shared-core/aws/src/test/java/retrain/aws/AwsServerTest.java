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
import retrain.aws.AwsServer.Fault;
import retrain.problem.InvalidInput;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

class AwsServerTest {
    private final AwsClients clients = new AwsClients(AwsSpec.usual());

    @TempDir
    private Path folder;

    private AwsServer aws;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void shouldMoveFilesWholeAndListThem() throws IOException {
        S3Transfer transfer = new S3Transfer(clients.s3(), java.util.Optional.empty());
        Path file = Files.writeString(folder.resolve("a"), "content");

        transfer.upload(file, "s3://b/some/a b+c.txt");
        transfer.download("s3://b/some/a b+c.txt", folder.resolve("back"));

        assertThat(folder.resolve("back")).hasContent("content");
        assertThat(transfer.list("s3://b/some/")).containsExactly("s3://b/some/a b+c.txt");
        assertThat(transfer.size("s3://b/some/a b+c.txt")).contains(7L);
        assertThat(transfer.size("s3://b/none")).isEmpty();
    }

    @Test
    void shouldWriteConditionally() {
        S3Client s3 = clients.s3();
        s3.putObject(r -> r.bucket("b").key("k").ifNoneMatch("*"), RequestBody.fromString("1"));

        assertThatThrownBy(
                        () -> s3.putObject(r -> r.bucket("b").key("k").ifNoneMatch("*"), RequestBody.fromString("2")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
    }

    @Test
    void shouldNameThePermissionThatIsMissing() {
        aws.on(
                "SageMaker.DescribeEndpoint",
                request -> Map.of(
                        "EndpointName",
                        request.field("EndpointName").orElseThrow().text()));
        aws.faults(call -> call.name().equals("SageMaker.DescribeEndpoint") ? Fault.DENIED : Fault.NONE);
        SageMakerClient sagemaker = clients.of(SageMakerClient.builder());

        assertThatThrownBy(() -> AwsFailure.call(
                        "endpoint e",
                        "sagemaker:DescribeEndpoint",
                        () -> sagemaker.describeEndpoint(r -> r.endpointName("e"))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("\"Action\": \"sagemaker:DescribeEndpoint\"");
    }

    @Test
    void shouldTryAgainWhenTheConnectionBreaksOrItIsThrottled() {
        aws.on("SageMaker.DescribeEndpoint", request -> Map.of("EndpointName", "e"));
        aws.faults(call -> call.number() == 1 ? Fault.RESET_BEFORE : call.number() == 2 ? Fault.THROTTLED : Fault.NONE);
        SageMakerClient sagemaker = clients.of(SageMakerClient.builder());

        assertThat(sagemaker.describeEndpoint(r -> r.endpointName("e")).endpointName())
                .isEqualTo("e");
        assertThat(aws.asked()).hasSize(3);
    }

    @Test
    void shouldSpeakTheQueryProtocol() {
        aws.onQuery("PutMetricData", form -> "");
        CloudWatchClient cloudwatch = clients.of(CloudWatchClient.builder());

        cloudwatch.putMetricData(r -> r.namespace("Retrain")
                .metricData(MetricDatum.builder().metricName("auc").value(0.7).build()));

        assertThat(aws.asked()).containsExactly("Query PutMetricData");
    }
}
