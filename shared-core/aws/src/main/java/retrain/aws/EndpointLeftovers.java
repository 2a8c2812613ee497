package retrain.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointConfigSummary;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.ModelSummary;

/** Models, configurations and throw-away endpoints of an endpoint that serve nothing and that nobody would bring back. */
final class EndpointLeftovers {
    /** A throw-away endpoint that is younger may be in use. */
    private static final Duration IN_USE = Duration.ofDays(1);

    private static final int PAGE = 100;

    private final SageMakerTools tools;
    private final EndpointNames names;

    EndpointLeftovers(SageMakerTools tools, EndpointNames names) {
        this.tools = tools;
        this.names = names;
    }

    /** {@return what is removed, or would be} */
    List<String> clean(Set<Integer> kept, boolean dry) {
        List<String> endpoints = endpoints();
        Set<Integer> used = used(kept);
        List<String> configs = unused(configs(), used, endpoints);
        List<String> models = unused(models(), used, endpoints);
        if (!dry) {
            endpoints.forEach(tools.endpoints()::delete);
            configs.forEach(tools.endpoints()::deleteConfig);
            models.forEach(tools.models()::delete);
        }
        List<String> told = new ArrayList<>();
        endpoints.forEach(name -> told.add("throw-away endpoint " + name + ", which costs as long as it is there"));
        configs.forEach(name -> told.add("endpoint configuration " + name));
        models.forEach(name -> told.add("SageMaker model " + name));
        return told;
    }

    /** {@return the throw-away endpoints that nobody came back to} */
    private List<String> endpoints() {
        Instant before = tools.clock().instant().minus(IN_USE);
        return AwsFailure.call(
                Endpoints.where(names.endpoint()),
                "sagemaker:ListEndpoints",
                () -> tools
                        .sagemaker()
                        .listEndpointsPaginator(
                                r -> r.nameContains(names.prefix()).maxResults(PAGE))
                        .endpoints()
                        .stream()
                        .filter(e -> e.creationTime().isBefore(before))
                        .map(EndpointSummary::endpointName)
                        .filter(names::isCheck)
                        .toList());
    }

    private List<String> configs() {
        return AwsFailure.call(
                Endpoints.where(names.endpoint()),
                "sagemaker:ListEndpointConfigs",
                () -> tools
                        .sagemaker()
                        .listEndpointConfigsPaginator(
                                r -> r.nameContains(names.prefix()).maxResults(PAGE))
                        .endpointConfigs()
                        .stream()
                        .map(EndpointConfigSummary::endpointConfigName)
                        .toList());
    }

    private List<String> models() {
        return AwsFailure.call(
                Endpoints.where(names.endpoint()),
                "sagemaker:ListModels",
                () ->
                        tools
                                .sagemaker()
                                .listModelsPaginator(
                                        r -> r.nameContains(names.prefix()).maxResults(PAGE))
                                .models()
                                .stream()
                                .map(ModelSummary::modelName)
                                .toList());
    }

    /** {@return those of the versions that are kept, and of those that are served or on their way to be} */
    private Set<Integer> used(Set<Integer> kept) {
        Set<Integer> used = new HashSet<>(kept);
        Optional<DescribeEndpointResponse> now = tools.endpoints().find(names.endpoint());
        if (now.isEmpty()) {
            return used;
        }
        List<String> configs = new ArrayList<>(List.of(now.get().endpointConfigName()));
        if (now.get().pendingDeploymentSummary() != null) {
            configs.add(now.get().pendingDeploymentSummary().endpointConfigName());
        }
        for (String name : configs) {
            names.version(name).ifPresent(used::add);
            var config = AwsFailure.call(
                    "endpoint configuration " + name,
                    "sagemaker:DescribeEndpointConfig",
                    () -> tools.sagemaker().describeEndpointConfig(r -> r.endpointConfigName(name)));
            config.productionVariants()
                    .forEach(v -> names.version(v.modelName()).ifPresent(used::add));
            config.shadowProductionVariants()
                    .forEach(v -> names.version(v.modelName()).ifPresent(used::add));
        }
        return used;
    }

    /** {@return those of other versions, and of throw-away endpoints that are removed} */
    private List<String> unused(List<String> all, Set<Integer> used, List<String> endpoints) {
        return all.stream()
                .filter(name ->
                        names.version(name).filter(v -> !used.contains(v)).isPresent() || endpoints.contains(name))
                .toList();
    }
}
