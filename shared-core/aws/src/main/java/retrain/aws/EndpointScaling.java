package retrain.aws;

import java.util.List;
import java.util.function.Supplier;
import retrain.spec.EndpointSpec.AutoscalingSpec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricType;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;

/** How many instances a variant has follows the load: a target of Application Auto Scaling for each variant. */
final class EndpointScaling {
    private static final ScalableDimension COUNT = ScalableDimension.SAGEMAKER_VARIANT_DESIRED_INSTANCE_COUNT;

    private final Supplier<ApplicationAutoScalingClient> scaling;
    private final String endpoint;

    EndpointScaling(Supplier<ApplicationAutoScalingClient> scaling, String endpoint) {
        this.scaling = scaling;
        this.endpoint = endpoint;
    }

    private String resource(String variant) {
        return "endpoint/" + endpoint + "/variant/" + variant;
    }

    /** Ends the scaling of variants: SageMaker refuses to take them away, or to change their instances, before. */
    void end(List<String> variants) {
        for (ScalableTarget target : targets(variants)) {
            try {
                scaling.get()
                        .deregisterScalableTarget(r -> r.serviceNamespace(ServiceNamespace.SAGEMAKER)
                                .resourceId(target.resourceId())
                                .scalableDimension(COUNT));
            } catch (SdkException e) {
                if (!AwsFailure.code(e).equals("ObjectNotFoundException")) {
                    throw AwsFailure.of(target.resourceId(), "application-autoscaling:DeregisterScalableTarget", e);
                }
            }
        }
    }

    /** {@return those that are scaled; none for whoever may not look: he has made none} */
    private List<ScalableTarget> targets(List<String> variants) {
        try {
            return scaling.get()
                    .describeScalableTargets(r -> r.serviceNamespace(ServiceNamespace.SAGEMAKER)
                            .resourceIds(variants.stream().map(this::resource).toList()))
                    .scalableTargets();
        } catch (SdkException e) {
            if (AwsFailure.code(e).equals("AccessDeniedException")) {
                return List.of();
            }
            throw AwsFailure.of(Endpoints.where(endpoint), "application-autoscaling:DescribeScalableTargets", e);
        }
    }

    /** Lets the instances of a variant follow the load, or changes how. */
    void begin(String variant, AutoscalingSpec spec) {
        String where = resource(variant);
        AwsFailure.call(
                where,
                "application-autoscaling:RegisterScalableTarget",
                () -> scaling.get()
                        .registerScalableTarget(r -> r.serviceNamespace(ServiceNamespace.SAGEMAKER)
                                .resourceId(where)
                                .scalableDimension(COUNT)
                                .minCapacity(spec.min())
                                .maxCapacity(spec.max())));
        AwsFailure.call(
                where,
                "application-autoscaling:PutScalingPolicy",
                () -> scaling.get()
                        .putScalingPolicy(r -> r.policyName(policy())
                                .serviceNamespace(ServiceNamespace.SAGEMAKER)
                                .resourceId(where)
                                .scalableDimension(COUNT)
                                .policyType(PolicyType.TARGET_TRACKING_SCALING)
                                .targetTrackingScalingPolicyConfiguration(c -> c.targetValue(spec.target())
                                        .scaleOutCooldown(spec.outCooldown())
                                        .scaleInCooldown(spec.inCooldown())
                                        .predefinedMetricSpecification(m -> m.predefinedMetricType(
                                                MetricType.SAGE_MAKER_VARIANT_INVOCATIONS_PER_INSTANCE)))));
    }

    /** {@return whether the instances of a variant follow the load: the last thing that {@link #begin} does is done} */
    boolean isBegun(String variant) {
        return AwsFailure.call(
                                resource(variant),
                                "application-autoscaling:DescribeScalingPolicies",
                                () -> scaling.get()
                                        .describeScalingPolicies(r -> r.serviceNamespace(ServiceNamespace.SAGEMAKER)
                                                .resourceId(resource(variant))
                                                .policyNames(policy())))
                        .scalingPolicies()
                        .size()
                > 0;
    }

    private String policy() {
        return endpoint + "-invocations";
    }
}
