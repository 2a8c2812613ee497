package retrain.aws;

import java.util.List;
import java.util.Optional;
import retrain.promote.Variant;
import retrain.registry.ModelVersion;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.spec.EndpointSpec;
import retrain.spec.EndpointSpec.AutoscalingSpec;
import retrain.spec.EndpointSpec.CaptureSpec;
import retrain.spec.EndpointSpec.ServerlessSpec;
import retrain.spec.Spec;
import software.amazon.awssdk.services.sagemaker.model.CaptureMode;
import software.amazon.awssdk.services.sagemaker.model.CaptureOption;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointConfigRequest;
import software.amazon.awssdk.services.sagemaker.model.DataCaptureConfig;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantServerlessConfig;

/** What an endpoint is to be, as SageMaker wants to be told. */
final class EndpointPlan {
    /** The variant that serves alone; SageMaker's usual name. A move of the traffic needs the same name before and after it. */
    static final String ALONE = "AllTraffic";

    private static final String IMAGE = "promote.endpoint.image";

    private final Spec spec;
    private final EndpointSpec endpoint;
    private final SageMakerModels models;
    private final EndpointNames names;

    EndpointPlan(Spec spec, EndpointSpec endpoint, SageMakerModels models) {
        this.spec = spec;
        this.endpoint = endpoint;
        this.models = models;
        this.names = new EndpointNames(endpoint.nameFor(spec.model()));
    }

    EndpointNames names() {
        return names;
    }

    EndpointSpec endpoint() {
        return endpoint;
    }

    /** {@return the only variant} */
    static List<Variant> alone(ModelVersion version) {
        return List.of(new Variant(ALONE, version, 1, false));
    }

    HostedModel hosted(ModelVersion version) {
        return models.hosted(version.artifact(), endpoint.image(), endpoint.environment(), IMAGE);
    }

    String modelName(ModelVersion version) {
        return names.of(version.number(), hosted(version).asked(spec.aws()));
    }

    /** {@return the name of the configuration that serves these variants; weights, which move, are not part of it} */
    String configName(List<Variant> variants) {
        Asked asked = new Asked(
                variants.stream()
                        .map(v -> new AskedVariant(v.name(), modelName(v.version()), v.shadow()))
                        .toList(),
                endpoint.instance(),
                endpoint.instances(),
                endpoint.serverless(),
                endpoint.autoscaling(),
                endpoint.dataCapture().map(this::captureTo),
                endpoint.dataCapture().map(CaptureSpec::percentage),
                endpoint.volume(),
                endpoint.modelDownloadTimeout(),
                endpoint.startupTimeout(),
                spec.aws().kmsKey());
        return names.of(variants.get(0).version().number(), Digest.of(Json.write(asked)));
    }

    private record AskedVariant(String name, String model, boolean shadow) {}

    private record Asked(
            List<AskedVariant> variants,
            String instance,
            int instances,
            Optional<ServerlessSpec> serverless,
            Optional<AutoscalingSpec> autoscaling,
            Optional<String> capture,
            Optional<Integer> percentage,
            Optional<Integer> volume,
            Optional<Integer> download,
            Optional<Integer> startup,
            Optional<String> kmsKey) {}

    CreateEndpointConfigRequest config(List<Variant> variants) {
        CreateEndpointConfigRequest.Builder request = CreateEndpointConfigRequest.builder()
                .endpointConfigName(configName(variants))
                .productionVariants(variants.stream()
                        .filter(v -> !v.shadow())
                        .map(v -> variant(v.name(), modelName(v.version()), v.weight()))
                        .toList())
                .tags(models.tags());
        List<ProductionVariant> shadows = variants.stream()
                .filter(Variant::shadow)
                .map(v -> variant(v.name(), modelName(v.version()), v.weight()))
                .toList();
        if (!shadows.isEmpty()) {
            request.shadowProductionVariants(shadows);
        }
        if (endpoint.serverless().isEmpty()) {
            spec.aws().kmsKey().ifPresent(request::kmsKeyId);
        }
        endpoint.dataCapture().ifPresent(c -> request.dataCaptureConfig(capture(c)));
        return request.build();
    }

    /** {@return a variant with the spec's instances, or without any} */
    ProductionVariant variant(String name, String model, double weight) {
        ProductionVariant.Builder variant =
                ProductionVariant.builder().variantName(name).modelName(model).initialVariantWeight((float) weight);
        if (endpoint.serverless().isPresent()) {
            return variant.serverlessConfig(serverless(endpoint.serverless().get()))
                    .build();
        }
        endpoint.volume().ifPresent(variant::volumeSizeInGB);
        endpoint.modelDownloadTimeout().ifPresent(variant::modelDataDownloadTimeoutInSeconds);
        endpoint.startupTimeout().ifPresent(variant::containerStartupHealthCheckTimeoutInSeconds);
        return variant.instanceType(endpoint.instance())
                .initialInstanceCount(endpoint.instances())
                .build();
    }

    private static ProductionVariantServerlessConfig serverless(ServerlessSpec serverless) {
        return ProductionVariantServerlessConfig.builder()
                .memorySizeInMB(serverless.memory())
                .maxConcurrency(serverless.maxConcurrency())
                .provisionedConcurrency(serverless.provisionedConcurrency().orElse(null))
                .build();
    }

    private String captureTo(CaptureSpec capture) {
        return capture.to().orElseGet(() -> models.work() + "/capture/" + names.endpoint());
    }

    private DataCaptureConfig capture(CaptureSpec capture) {
        return DataCaptureConfig.builder()
                .enableCapture(true)
                .initialSamplingPercentage(capture.percentage())
                .destinationS3Uri(captureTo(capture))
                .kmsKeyId(spec.aws().kmsKey().orElse(null))
                .captureOptions(
                        CaptureOption.builder().captureMode(CaptureMode.INPUT).build(),
                        CaptureOption.builder().captureMode(CaptureMode.OUTPUT).build())
                .captureContentTypeHeader(h -> h.csvContentTypes("text/csv"))
                .build();
    }
}
