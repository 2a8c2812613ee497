package retrain.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import retrain.cost.Left;
import retrain.cost.Left.Kind;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointConfigSummary;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.ModelSummary;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantSummary;

/**
 * What an endpoint has left: the endpoint itself if nobody calls it, throw-away endpoints whose process was killed, and earlier
 * configurations and models. What an endpoint has or heads for is kept, and so is the newest configuration before it, for the way back; any
 * other can be made anew from the store.
 */
final class EndpointLeavings {
    private static final int DAY = 86_400;

    private final EndpointNames names;
    private final SageMakerClient sagemaker;
    private final Supplier<CloudWatchClient> cloudwatch;
    private final Clock clock;
    private final Endpoints endpoints;

    EndpointLeavings(
            EndpointNames names,
            SageMakerClient sagemaker,
            Supplier<CloudWatchClient> cloudwatch,
            Clock clock,
            double poll) {
        this.names = names;
        this.sagemaker = sagemaker;
        this.cloudwatch = cloudwatch;
        this.clock = clock;
        this.endpoints = new Endpoints(sagemaker, poll);
    }

    List<Left> find(Instant before, Instant called) {
        List<Left> found = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        for (EndpointSummary endpoint : listed()) {
            String name = endpoint.endpointName();
            Optional<DescribeEndpointResponse> now = endpoints.find(name);
            boolean old = endpoint.lastModifiedTime().isBefore(before);
            if (now.isPresent() && names.isCheck(name) && old) {
                found.add(endpoint(Kind.CHECK_ENDPOINT, now.get()));
            } else if (now.isPresent()) {
                kept.addAll(used(now.get()));
                if (name.equals(names.endpoint()) && isIdle(now.get(), called)) {
                    found.add(endpoint(Kind.IDLE_ENDPOINT, now.get()));
                }
            }
        }
        configurations(before, kept, found);
        return found;
    }

    /** {@return the configurations that an endpoint has and heads for} */
    private static List<String> used(DescribeEndpointResponse now) {
        return now.pendingDeploymentSummary() == null
                ? List.of(now.endpointConfigName())
                : List.of(
                        now.endpointConfigName(), now.pendingDeploymentSummary().endpointConfigName());
    }

    /** Those of others too whose names are like this one's: they may have its configurations. */
    private List<EndpointSummary> listed() {
        return AwsFailure.call(
                Endpoints.where(names.endpoint()),
                "sagemaker:ListEndpoints",
                () -> sagemaker.listEndpointsPaginator(r -> r.nameContains(names.prefix())).endpoints().stream()
                        .toList());
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
    private Left endpoint(Kind kind, DescribeEndpointResponse now) {
        String unit = "";
        int count = 0;
        for (ProductionVariant variant : configuration(now.endpointConfigName()).productionVariants()) {
            if (variant.serverlessConfig() == null) {
                unit = variant.instanceTypeAsString();
                count += instances(now, variant);
            }
        }
        String service = count == 0 ? "" : "sagemaker-endpoint";
        return new Left(kind, now.endpointName(), now.lastModifiedTime(), 0, service, unit, count);
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

    private List<EndpointConfigSummary> configs() {
        return AwsFailure.call(
                "endpoint configurations of " + names.endpoint(),
                "sagemaker:ListEndpointConfigs",
                () ->
                        sagemaker
                                .listEndpointConfigsPaginator(r -> r.nameContains(names.prefix()))
                                .endpointConfigs()
                                .stream()
                                .filter(c -> isOurs(c.endpointConfigName()))
                                .toList());
    }

    private Set<String> models(String config) {
        DescribeEndpointConfigResponse is = configuration(config);
        Set<String> models = new HashSet<>();
        is.productionVariants().forEach(v -> models.add(v.modelName()));
        is.shadowProductionVariants().forEach(v -> models.add(v.modelName()));
        return models;
    }

    private void configurations(Instant before, Set<String> kept, List<Left> found) {
        List<EndpointConfigSummary> configs = configs();
        Set<String> models = new HashSet<>();
        wayBack(configs, kept).ifPresent(kept::add);
        for (EndpointConfigSummary config : configs) {
            String name = config.endpointConfigName();
            if (kept.contains(name) || !config.creationTime().isBefore(before)) {
                models.addAll(models(name));
            } else {
                found.add(Left.free(Kind.CONFIGURATION, name, config.creationTime()));
            }
        }
        models(before, models, found);
    }

    /** {@return the newest of the configurations of the greatest version below the one that is served} */
    private Optional<String> wayBack(List<EndpointConfigSummary> configs, Set<String> kept) {
        int served = kept.stream()
                .flatMap(name -> names.version(name).stream())
                .mapToInt(v -> v)
                .max()
                .orElse(Integer.MAX_VALUE);
        Optional<EndpointConfigSummary> back = Optional.empty();
        for (EndpointConfigSummary config : configs) {
            int version = names.version(config.endpointConfigName()).orElse(Integer.MAX_VALUE);
            if (version < served && back.filter(b -> !isAfter(config, b)).isEmpty()) {
                back = Optional.of(config);
            }
        }
        return back.map(EndpointConfigSummary::endpointConfigName);
    }

    private boolean isAfter(EndpointConfigSummary one, EndpointConfigSummary other) {
        int version = names.version(one.endpointConfigName()).orElseThrow();
        int otherVersion = names.version(other.endpointConfigName()).orElseThrow();
        return version > otherVersion
                || (version == otherVersion && one.creationTime().isAfter(other.creationTime()));
    }

    private boolean isOurs(String name) {
        return names.version(name).isPresent() || names.isCheck(name);
    }

    private void models(Instant before, Set<String> kept, List<Left> found) {
        List<ModelSummary> models = AwsFailure.call(
                "models of endpoint " + names.endpoint(),
                "sagemaker:ListModels",
                () -> sagemaker.listModelsPaginator(r -> r.nameContains(names.prefix())).models().stream()
                        .filter(m -> isOurs(m.modelName()))
                        .toList());
        for (ModelSummary model : models) {
            if (!kept.contains(model.modelName()) && model.creationTime().isBefore(before)) {
                found.add(Left.free(Kind.MODEL, model.modelName(), model.creationTime()));
            }
        }
    }

    /** Whatever it is called: nothing that an endpoint has by now is removed. */
    void remove(Left left) {
        String name = left.name();
        switch (left.kind()) {
            case CHECK_ENDPOINT -> endpoints.remove(name);
            case CONFIGURATION -> {
                boolean used = listed().stream()
                        .flatMap(e -> endpoints.find(e.endpointName()).stream())
                        .anyMatch(e -> used(e).contains(name));
                if (!used) {
                    endpoints.deleteConfig(name);
                }
            }
            case MODEL -> {
                if (configs().stream()
                        .noneMatch(c -> models(c.endpointConfigName()).contains(name))) {
                    Endpoints.unlessGone(
                            "model " + name,
                            "sagemaker:DeleteModel",
                            () -> sagemaker.deleteModel(r -> r.modelName(name)));
                }
            }
            case IDLE_ENDPOINT, UPLOAD, FILES -> throw new IllegalArgumentException("not of an endpoint: " + left);
        }
    }
}
