package retrain.aws;

import java.util.List;
import java.util.Optional;
import retrain.spec.EndpointSpec;
import retrain.spec.EndpointSpec.CanarySpec;
import retrain.spec.EndpointSpec.LinearSpec;
import retrain.spec.PromoteSpec.Strategy;
import software.amazon.awssdk.services.sagemaker.model.Alarm;
import software.amazon.awssdk.services.sagemaker.model.AutoRollbackConfig;
import software.amazon.awssdk.services.sagemaker.model.BlueGreenUpdatePolicy;
import software.amazon.awssdk.services.sagemaker.model.CapacitySize;
import software.amazon.awssdk.services.sagemaker.model.CapacitySizeType;
import software.amazon.awssdk.services.sagemaker.model.DeploymentConfig;
import software.amazon.awssdk.services.sagemaker.model.TrafficRoutingConfig;
import software.amazon.awssdk.services.sagemaker.model.TrafficRoutingConfigType;

/** How the traffic moves to a new version, in SageMaker's words. */
final class EndpointTraffic {
    private EndpointTraffic() {}

    /** {@return the deployment's rules; empty for a strategy that just replaces} */
    static Optional<DeploymentConfig> of(Strategy strategy, EndpointSpec endpoint, List<String> alarms) {
        Optional<TrafficRoutingConfig> routing =
                switch (strategy) {
                    case BLUE_GREEN ->
                        Optional.of(TrafficRoutingConfig.builder()
                                .type(TrafficRoutingConfigType.ALL_AT_ONCE)
                                .waitIntervalInSeconds(0)
                                .build());
                    case CANARY -> Optional.of(canary(endpoint.canary().orElse(new CanarySpec(10, 300))));
                    case LINEAR -> Optional.of(linear(endpoint.linear().orElse(new LinearSpec(25, 300))));
                    case REPLACE, AB, SHADOW -> Optional.empty();
                };
        return routing.map(r -> deployment(r, endpoint, alarms));
    }

    private static TrafficRoutingConfig canary(CanarySpec canary) {
        return TrafficRoutingConfig.builder()
                .type(TrafficRoutingConfigType.CANARY)
                .canarySize(percent(canary.size()))
                .waitIntervalInSeconds(canary.waitSeconds())
                .build();
    }

    private static TrafficRoutingConfig linear(LinearSpec linear) {
        return TrafficRoutingConfig.builder()
                .type(TrafficRoutingConfigType.LINEAR)
                .linearStepSize(percent(linear.step()))
                .waitIntervalInSeconds(linear.waitSeconds())
                .build();
    }

    private static CapacitySize percent(int value) {
        return CapacitySize.builder()
                .type(CapacitySizeType.CAPACITY_PERCENT)
                .value(value)
                .build();
    }

    private static DeploymentConfig deployment(
            TrafficRoutingConfig routing, EndpointSpec endpoint, List<String> alarms) {
        DeploymentConfig.Builder deployment = DeploymentConfig.builder()
                .blueGreenUpdatePolicy(BlueGreenUpdatePolicy.builder()
                        .trafficRoutingConfiguration(routing)
                        .terminationWaitInSeconds(endpoint.terminationWait())
                        .maximumExecutionTimeoutInSeconds(
                                endpoint.maxExecution().orElse(null))
                        .build());
        if (!alarms.isEmpty()) {
            deployment.autoRollbackConfiguration(AutoRollbackConfig.builder()
                    .alarms(alarms.stream()
                            .map(name -> Alarm.builder().alarmName(name).build())
                            .toList())
                    .build());
        }
        return deployment.build();
    }
}
