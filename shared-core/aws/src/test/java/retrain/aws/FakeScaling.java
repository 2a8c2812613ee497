package retrain.aws;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Application Auto Scaling: targets and their policies. */
final class FakeScaling {
    final Map<String, JsonNode> targets = new TreeMap<>();
    final Map<String, JsonNode> policies = new TreeMap<>();

    FakeScaling(AwsServer server) {
        String service = "AnyScaleFrontendService.";
        server.on(service + "RegisterScalableTarget", this::register);
        server.on(service + "DeregisterScalableTarget", this::deregister);
        server.on(
                service + "DescribeScalableTargets",
                r -> Map.of(
                        "ScalableTargets",
                        found(targets, r.field("ResourceIds").orElseThrow().asArray())));
        server.on(service + "PutScalingPolicy", this::put);
        server.on(
                service + "DescribeScalingPolicies",
                r -> Map.of(
                        "ScalingPolicies",
                        found(policies, List.of(r.field("ResourceId").orElseThrow()))));
    }

    private static String resource(JsonNode request) {
        return FakeEndpoints.text(request, "ResourceId");
    }

    private synchronized Object register(JsonNode request) {
        targets.put(resource(request), request);
        return Map.of("ScalableTargetARN", "arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/1");
    }

    private synchronized Object deregister(JsonNode request) {
        if (targets.remove(resource(request)) == null) {
            throw new Refused(400, "ObjectNotFoundException", "No scalable target found");
        }
        policies.remove(resource(request));
        return Map.of();
    }

    private synchronized Object put(JsonNode request) {
        if (!targets.containsKey(resource(request))) {
            throw new Refused(400, "ObjectNotFoundException", "No scalable target registered");
        }
        policies.put(resource(request), request);
        return Map.of("PolicyARN", "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1", "Alarms", List.of());
    }

    private synchronized List<JsonNode> found(Map<String, JsonNode> all, List<JsonNode> resources) {
        return resources.stream()
                .map(JsonNode::text)
                .filter(all::containsKey)
                .map(all::get)
                .toList();
    }
}
