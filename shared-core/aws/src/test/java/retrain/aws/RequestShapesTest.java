package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

class RequestShapesTest {
    @BeforeEach
    void needsMoto() {
        assumeFalse(System.getProperty("retrain.moto", "").isEmpty(), "no moto");
    }

    @Test
    void shouldPassWhatAwsTakes() throws IOException {
        try (AwsServer aws = AwsServer.start()) {
            aws.onQuery("PutMetricData", form -> "");
            CloudWatchClient client = new AwsClients(AwsSpec.usual()).of(CloudWatchClient.builder());
            MetricDatum rows = MetricDatum.builder()
                    .metricName("Rows")
                    .value(1.5)
                    .unit(StandardUnit.COUNT)
                    .dimensions(Dimension.builder().name("Model").value("m").build())
                    .build();
            client.putMetricData(r -> r.namespace("Retrain").metricData(rows));

            assertThat(RequestShapes.refused(aws.calls())).isEmpty();
        }
    }

    @Test
    void shouldSayWhatAwsWouldRefuse() {
        assertThat(RequestShapes.refused(List.of(
                        call("SageMaker.DescribeEndpoint", "{\"Endpoint\":\"e\"}"),
                        call("SageMaker.DeleteEndpoint", "{\"EndpointName\":\"-e-\"}"),
                        call("SageMaker.ListModelPackages", "{\"MaxResults\":101,\"SortOrder\":\"Up\"}"),
                        call("Logs_20140328.PutRetentionPolicy", "{\"logGroupName\":\"g\",\"retentionInDays\":\"7\"}"),
                        call(
                                "Query PutMetricData",
                                "Action=PutMetricData&Version=2010-08-01&Namespace=R&MetricData.member.1.Value=x"),
                        call("POST /endpoints/a_b/invocations", "rows"),
                        call("SageMaker.MakeCoffee", "{}"))))
                .satisfiesExactly(
                        line -> assertThat(line).contains("DescribeEndpoint", "Missing", "\"EndpointName\""),
                        line -> assertThat(line).contains("Unknown parameter", "\"Endpoint\""),
                        line -> assertThat(line).contains("DeleteEndpoint", "does not match"),
                        line -> assertThat(line).contains("MaxResults: 101, at most 100"),
                        line -> assertThat(line).contains("SortOrder: Up, none of Ascending, Descending"),
                        line -> assertThat(line).contains("retentionInDays", "Invalid type"),
                        line -> assertThat(line).contains("Missing", "\"MetricName\""),
                        line -> assertThat(line).contains("Invalid type", "Value"),
                        line -> assertThat(line).contains("EndpointName: a_b, does not match"),
                        line -> assertThat(line).contains("has no operation MakeCoffee"));
    }

    private static AwsServer.Call call(String name, String body) {
        return new AwsServer.Call(1, name, body, "");
    }
}
