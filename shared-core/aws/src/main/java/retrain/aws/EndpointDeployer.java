package retrain.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.local.ScoringRows;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.promote.Deployer;
import retrain.promote.Variant;
import retrain.registry.ModelVersion;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.spec.AwsSpec;
import retrain.spec.EndpointSpec;
import retrain.spec.PromoteSpec;
import retrain.spec.Spec;
import retrain.train.ModelFormat;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointRequest;
import software.amazon.awssdk.services.sagemaker.model.DeploymentConfig;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.DesiredWeightAndCapacity;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantSummary;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sagemaker.model.UpdateEndpointRequest;
import software.amazon.awssdk.services.sagemaker.model.VariantProperty;
import software.amazon.awssdk.services.sagemaker.model.VariantPropertyType;

/**
 * Serves from an endpoint of SageMaker. A version is a model of SageMaker, what is served a configuration; the names of both hold the digest
 * of all that was asked for, so that a look at the endpoint's configuration tells whether it serves just that. Earlier configurations stay,
 * for the way back.
 */
final class EndpointDeployer implements Deployer {
    /** Shares are 32-bit numbers at SageMaker. */
    private static final double SAME_SHARE = 1e-6;

    private final Context context;
    private final AwsSpec aws;
    private final SageMakerClient sagemaker;
    private final SageMakerModels models;
    private final Endpoints endpoints;
    private final EndpointPlan plan;
    private final EndpointAlarms alarms;
    private final EndpointScaling scaling;
    private final Map<ModelVersion, Path> staged = new HashMap<>();
    private String status = "";

    EndpointDeployer(Spec spec, EndpointSpec endpoint, Context context) {
        SageMakerTools tools = SageMakerTools.of(spec, context.store(), context.clock());
        AwsClients clients = tools.clients();
        this.context = context;
        this.aws = tools.aws();
        this.sagemaker = tools.sagemaker();
        this.models = tools.models();
        this.endpoints = tools.endpoints();
        this.plan = new EndpointPlan(spec, endpoint, models);
        this.alarms = new EndpointAlarms(() -> clients.of(CloudWatchClient.builder()), name(), spec.model());
        this.scaling = new EndpointScaling(() -> clients.of(ApplicationAutoScalingClient.builder()), name());
    }

    private String name() {
        return plan.names().endpoint();
    }

    @Override
    public Path stage(PromoteSpec spec, Path base, ModelVersion version, Path model, Optional<Double> threshold) {
        Path arrived = staged.get(version);
        if (arrived != null && Files.exists(arrived)) {
            return arrived;
        }
        checkServable(version, model);
        models.upload(version.artifact(), model);
        models.uploadCode(version.artifact());
        arrived = arrived(version, model);
        models.ensure(plan.modelName(version), plan.hosted(version));
        staged.put(version, arrived);
        return arrived;
    }

    /** SageMaker's own XGBoost takes every file of an archive for a model. */
    private void checkServable(ModelVersion version, Path model) {
        boolean xgboost = version.artifact().format() instanceof ModelFormat.Xgboost;
        if (xgboost && plan.endpoint().image().isEmpty() && !ScoringRows.isBoosterAlone(model)) {
            throw new InvalidInput(
                    Code.DEPLOYMENT_FAILED,
                    "version " + version.number(),
                    "is calibrated, and SageMaker's own XGBoost knows no calibration: it would serve other scores than were"
                            + " evaluated",
                    "Train without 'train.calibrate', or add 'promote.endpoint.image' with a container that reads calibration.json");
        }
    }

    /** {@return the archive, fetched back from where the endpoint fetches it} */
    private Path arrived(ModelVersion version, Path model) {
        Path folder = context.folder(context.scratch().resolve("endpoint-" + name()));
        Path arrived = folder.resolve(version.artifact().archive().hex() + ".tar.gz");
        models.download(version.artifact(), arrived);
        if (!digest(arrived).equals(version.artifact().archive())) {
            // Somebody's upload was cut off, or the object was changed: what is checked must be what is served.
            models.replace(version.artifact(), model);
            models.download(version.artifact(), arrived);
        }
        return arrived;
    }

    private static Digest digest(Path file) {
        try {
            return Digest.of(file);
        } catch (IOException e) {
            throw S3Failure.disk(file, e);
        }
    }

    @Override
    public void activate(PromoteSpec spec, Path base, ModelVersion version) {
        serve(spec, EndpointPlan.alone(version));
        plan.endpoint().autoscaling().ifPresent(a -> scaling.begin(EndpointPlan.ALONE, a));
    }

    @Override
    public void split(PromoteSpec spec, Path base, List<Variant> variants) {
        serve(spec, variants);
    }

    private void serve(PromoteSpec spec, List<Variant> variants) {
        endpoints.ensure(plan.config(variants));
        DescribeEndpointResponse reached =
                endpoints.reach(name(), plan.configName(variants), new Served(spec, variants), told());
        weigh(reached, variants);
        forget();
    }

    /** Tells whenever the endpoint's status is another. */
    private Consumer<DescribeEndpointResponse> told() {
        Allocation allocation = Allocation.of("promote", Endpoints.where(name()), "changes", 0);
        int[] changes = {0};
        return now -> {
            String is = now.endpointStatusAsString();
            if (!is.equals(status)) {
                status = is;
                context.observer().on(new Event.Progressed(allocation, ++changes[0], is));
            }
        };
    }

    /** What was fetched back has been checked. */
    private void forget() {
        for (Path file : staged.values()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw S3Failure.disk(file, e);
            }
        }
        staged.clear();
    }

    /** Gives the variants their shares, if they have others. */
    private void weigh(DescribeEndpointResponse now, List<Variant> variants) {
        if (isWeighed(now, variants)) {
            return;
        }
        AwsFailure.call(
                Endpoints.where(name()),
                "sagemaker:UpdateEndpointWeightsAndCapacities",
                () -> sagemaker.updateEndpointWeightsAndCapacities(r -> r.endpointName(name())
                        .desiredWeightsAndCapacities(variants.stream()
                                .filter(v -> !v.shadow())
                                .map(v -> DesiredWeightAndCapacity.builder()
                                        .variantName(v.name())
                                        .desiredWeight((float) v.weight())
                                        .build())
                                .toList())));
        Pauses pauses = new Pauses(Endpoints.where(name()), aws);
        for (int looks = 0; looks < Endpoints.LATE_LOOKS; looks++) {
            pauses.pause();
            Optional<DescribeEndpointResponse> then = endpoints.settled(name());
            if (then.filter(e -> isWeighed(e, variants)).isPresent()) {
                return;
            }
        }
        throw notWeighed(variants);
    }

    private BackendFailure notWeighed(List<Variant> variants) {
        return BackendFailure.permanent(
                new Problem(
                        Code.DEPLOYMENT_FAILED,
                        Endpoints.where(name()),
                        "does not give its variants the shares that were asked for (" + shares(variants) + ")",
                        "See the endpoint in the console; then go on with the run"),
                null);
    }

    private static Map<String, Double> shares(List<Variant> variants) {
        Map<String, Double> shares = new LinkedHashMap<>();
        variants.stream().filter(v -> !v.shadow()).forEach(v -> shares.put(v.name(), v.weight()));
        return shares;
    }

    private static boolean isWeighed(DescribeEndpointResponse now, List<Variant> variants) {
        Map<String, Double> is = shares(now);
        Map<String, Double> asked = shares(variants);
        return is.keySet().equals(asked.keySet())
                && asked.entrySet().stream()
                        .allMatch(e -> Math.abs(is.getOrDefault(e.getKey(), Double.NaN) - e.getValue()) < SAME_SHARE);
    }

    /** {@return the shares of the production variants: their weights by the sum of all} */
    private static Map<String, Double> shares(DescribeEndpointResponse now) {
        double sum = now.productionVariants().stream()
                .mapToDouble(EndpointDeployer::weight)
                .sum();
        Map<String, Double> shares = new LinkedHashMap<>();
        for (ProductionVariantSummary variant : now.productionVariants()) {
            double share = now.productionVariants().size() == 1 ? 1 : weight(variant) / sum;
            shares.put(variant.variantName(), share);
        }
        return shares;
    }

    private static double weight(ProductionVariantSummary variant) {
        @Nullable Float weight = variant.currentWeight();
        return weight == null ? 0 : weight;
    }

    @Override
    public Optional<Integer> active(PromoteSpec spec, Path base, String model) {
        return endpoints.find(name()).flatMap(e -> plan.names().version(e.endpointConfigName()));
    }

    @Override
    public boolean serves(PromoteSpec spec, Path base, ModelVersion version) {
        String config = plan.configName(EndpointPlan.alone(version));
        return endpoints
                .find(name())
                .filter(e -> e.endpointStatus() == EndpointStatus.IN_SERVICE)
                .filter(e -> config.equals(e.endpointConfigName()))
                .filter(e -> plan.endpoint().autoscaling().isEmpty() || scaling.isBegun(EndpointPlan.ALONE))
                .isPresent();
    }

    @Override
    public Map<String, Double> shares(PromoteSpec spec, Path base, String model) {
        return endpoints
                .find(name())
                .filter(e -> e.productionVariants().size() > 1 || e.hasShadowProductionVariants())
                .map(EndpointDeployer::shares)
                .orElse(Map.of());
    }

    @Override
    public String location(PromoteSpec spec, Path base, String model) {
        return "endpoint " + name() + " in "
                + sagemaker.serviceClientConfiguration().region().id();
    }

    /** How the endpoint comes to serve some variants. */
    private final class Served implements Endpoints.Way {
        private final PromoteSpec spec;
        private final List<Variant> variants;

        Served(PromoteSpec spec, List<Variant> variants) {
            this.spec = spec;
            this.variants = variants;
        }

        @Override
        public CreateEndpointRequest create() {
            return CreateEndpointRequest.builder()
                    .endpointName(name())
                    .endpointConfigName(plan.configName(variants))
                    .tags(models.tags())
                    .build();
        }

        @Override
        public UpdateEndpointRequest update(DescribeEndpointResponse now) {
            checkOwner(now);
            boolean same = names(now).equals(shares(variants).keySet().stream().toList());
            boolean scaled = same && plan.endpoint().autoscaling().isPresent() && isOfInstance(now);
            if (!scaled) {
                scaling.end(names(now));
            }
            UpdateEndpointRequest.Builder request =
                    UpdateEndpointRequest.builder().endpointName(name()).endpointConfigName(plan.configName(variants));
            if (scaled) {
                // As many instances as the load has made of them; all else as the configuration says.
                request.retainAllVariantProperties(true)
                        .excludeRetainedVariantProperties(
                                property(VariantPropertyType.DESIRED_WEIGHT),
                                property(VariantPropertyType.DATA_CAPTURE_CONFIG));
            }
            if (same && !isBack(now)) {
                deployment().ifPresent(request::deploymentConfig);
            }
            return request.build();
        }

        private List<String> names(DescribeEndpointResponse now) {
            return now.productionVariants().stream()
                    .map(ProductionVariantSummary::variantName)
                    .toList();
        }

        /** The way back is one step, and heeds no alarm: one may be ringing because of the version that is left. */
        private boolean isBack(DescribeEndpointResponse now) {
            return plan.names()
                    .version(now.endpointConfigName())
                    .filter(v -> v > variants.get(0).version().number())
                    .isPresent();
        }

        private Optional<DeploymentConfig> deployment() {
            List<String> names = plan.endpoint().alarms().map(alarms::ensure).orElse(List.of());
            return EndpointTraffic.of(spec.strategy(), plan.endpoint(), names);
        }

        private boolean isOfInstance(DescribeEndpointResponse now) {
            var config = AwsFailure.call(
                    "endpoint configuration " + now.endpointConfigName(),
                    "sagemaker:DescribeEndpointConfig",
                    () -> sagemaker.describeEndpointConfig(r -> r.endpointConfigName(now.endpointConfigName())));
            return config.productionVariants().stream()
                    .allMatch(v -> plan.endpoint().instance().equals(v.instanceTypeAsString()));
        }

        private static VariantProperty property(VariantPropertyType type) {
            return VariantProperty.builder().variantPropertyType(type).build();
        }

        /** One endpoint serves one model: what another made is not taken. */
        private void checkOwner(DescribeEndpointResponse now) {
            Stream<Tag> tags = AwsFailure.call(
                    Endpoints.where(name()),
                    "sagemaker:ListTags",
                    () -> sagemaker.listTags(r -> r.resourceArn(now.endpointArn())))
                    .tags()
                    .stream();
            if (tags.noneMatch(models.tags().get(0)::equals)) {
                Tag wanted = models.tags().get(0);
                throw new InvalidInput(
                        Code.DEPLOYMENT_FAILED,
                        Endpoints.where(name()),
                        "was not made for this model: it has no tag " + wanted.key() + "=" + wanted.value(),
                        "Name another endpoint as 'promote.endpoint.name', or hand this one over: aws sagemaker add-tags"
                                + " --resource-arn " + now.endpointArn() + " --tags Key=" + wanted.key() + ",Value="
                                + wanted.value());
            }
        }
    }
}
