package retrain.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import retrain.cost.Left;
import retrain.cost.Left.Kind;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantSummary;

/** Whether anybody calls an endpoint, and what it costs if nobody does. */
final class IdleEndpoint {
    private static final int DAY = 86_400;

    private final String name;
    private final SageMakerClient sagemaker;
    private final Supplier<CloudWatchClient> cloudwatch;
    private final Clock clock;
    private final Endpoints endpoints;

    IdleEndpoint(
            String name, SageMakerClient sagemaker, Supplier<CloudWatchClient> cloudwatch, Clock clock, AwsSpec aws) {
        this.name = name;
        this.sagemaker = sagemaker;
        this.cloudwatch = cloudwatch;
        this.clock = clock;
        this.endpoints = new Endpoints(sagemaker, aws);
    }

    /** {@return the endpoint, if it is there and nobody has called it since then} */
    Optional<Left> find(Instant called) {
        return endpoints.find(name).filter(now -> isIdle(now, called)).map(this::left);
    }

    private boolean isIdle(DescribeEndpointResponse now, Instant called) {
        if (now.endpointStatus() != EndpointStatus.IN_SERVICE
                || !now.lastModifiedTime().isBefore(called)) {
            return false;
        }
        CloudWatchClient client = cloudwatch.get();
        for (ProductionVariantSummary variant : now.productionVariants()) {
            if (calls(client, now.endpointName(), variant.variantName(), called) > 0) {
                return false;
            }
        }
        return true;
    }

    private double calls(CloudWatchClient client, String endpoint, String variant, Instant since) {
        Instant now = clock.instant();
        int period = Math.max(DAY, (int) Math.ceil(Duration.between(since, now).toSeconds() / (double) DAY) * DAY);
        return AwsFailure.call(
                "calls of endpoint " + endpoint,
                "cloudwatch:GetMetricStatistics",
                () -> client
                        .getMetricStatistics(r -> r.namespace("AWS/SageMaker")
                                .metricName("Invocations")
                                .dimensions(dimension("EndpointName", endpoint), dimension("VariantName", variant))
                                .startTime(since)
                                .endTime(now)
                                .period(period)
                                .statistics(Statistic.SUM))
                        .datapoints()
                        .stream()
                        .mapToDouble(Datapoint::sum)
                        .sum());
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    /** All instances of the variants; a variant without instances is billed by its calls. */
    private Left left(DescribeEndpointResponse now) {
        String unit = "";
        int count = 0;
        for (ProductionVariant variant : configuration(now.endpointConfigName()).productionVariants()) {
            if (variant.serverlessConfig() == null) {
                unit = variant.instanceTypeAsString();
                count += instances(now, variant);
            }
        }
        String service = count == 0 ? "" : "sagemaker-endpoint";
        return new Left(Kind.IDLE_ENDPOINT, now.endpointName(), now.lastModifiedTime(), 0, service, unit, count);
    }

    private static int instances(DescribeEndpointResponse now, ProductionVariant variant) {
        for (ProductionVariantSummary is : now.productionVariants()) {
            if (is.variantName().equals(variant.variantName()) && is.currentInstanceCount() != null) {
                return is.currentInstanceCount();
            }
        }
        return variant.initialInstanceCount() == null ? 1 : variant.initialInstanceCount();
    }

    private DescribeEndpointConfigResponse configuration(String name) {
        return AwsFailure.call(
                "endpoint configuration " + name,
                "sagemaker:DescribeEndpointConfig",
                () -> sagemaker.describeEndpointConfig(r -> r.endpointConfigName(name)));
    }
}
