package retrain.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import retrain.aws.AwsServer.Refused;
import retrain.run.Digest;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** SageMaker's lineage: one artifact of an address, one action of a name, one association of two of them; what is there already is refused. */
final class FakeLineage {
    private static final String ARN = "arn:aws:sagemaker:us-east-1:123456789012:";

    private final Map<String, JsonNode> artifacts = new LinkedHashMap<>();
    private final Map<String, JsonNode> actions = new TreeMap<>();
    private final List<String> associations = new ArrayList<>();

    FakeLineage(AwsServer server) {
        on(server, "CreateArtifact", r -> Map.of("ArtifactArn", create(artifacts, artifact(address(r)), r)));
        on(server, "ListArtifacts", this::listArtifacts);
        on(server, "CreateAction", r -> Map.of("ActionArn", create(actions, action(text(r, "ActionName")), r)));
        on(server, "DescribeAction", this::describeAction);
        on(server, "AddAssociation", this::associate);
        on(server, "ListAssociations", this::listAssociations);
    }

    private void on(AwsServer server, String call, AwsServer.Handler handler) {
        server.on("SageMaker." + call, request -> {
            synchronized (artifacts) {
                return handler.answer(request);
            }
        });
    }

    /** {@return the requests that made the artifacts, in their order} */
    List<JsonNode> artifacts() {
        synchronized (artifacts) {
            return List.copyOf(artifacts.values());
        }
    }

    /** {@return the requests that made the actions} */
    List<JsonNode> actions() {
        synchronized (artifacts) {
            return List.copyOf(actions.values());
        }
    }

    /** {@return what leads to what: {@code s3://b/x -ContributedTo-> run-1}} */
    List<String> associations() {
        synchronized (artifacts) {
            return List.copyOf(associations);
        }
    }

    /** SageMaker itself makes an artifact, of a model's archive. */
    void add(String address) {
        artifacts.put(
                artifact(address),
                JsonNode.parser().parse("{\"Source\":{\"SourceUri\":\"" + address + "\"},\"ArtifactType\":\"Model\"}"));
    }

    private static String artifact(String address) {
        return ARN + "artifact/" + Digest.of(address).hex().substring(0, 32);
    }

    private static String action(String name) {
        return ARN + "action/" + name.toLowerCase(java.util.Locale.ROOT);
    }

    private static String create(Map<String, JsonNode> all, String arn, JsonNode request) {
        if (all.putIfAbsent(arn, request) != null) {
            throw new Refused(400, "ValidationException", arn + " already exists");
        }
        return arn;
    }

    private Object listArtifacts(JsonNode request) {
        String arn = artifact(text(request, "SourceUri"));
        return Map.of(
                "ArtifactSummaries", artifacts.containsKey(arn) ? List.of(Map.of("ArtifactArn", arn)) : List.of());
    }

    private Object describeAction(JsonNode request) {
        String arn = action(text(request, "ActionName"));
        if (!actions.containsKey(arn)) {
            throw new Refused(400, "ResourceNotFound", "Action does not exist.");
        }
        return Map.of("ActionArn", arn, "ActionName", text(request, "ActionName"));
    }

    private Object associate(JsonNode request) {
        String edge = named(text(request, "SourceArn")) + " -" + text(request, "AssociationType") + "-> "
                + named(text(request, "DestinationArn"));
        if (associations.contains(edge)) {
            throw new Refused(400, "ValidationException", "Association already exists");
        }
        associations.add(edge);
        return Map.of("SourceArn", text(request, "SourceArn"), "DestinationArn", text(request, "DestinationArn"));
    }

    private Object listAssociations(JsonNode request) {
        String begin = named(text(request, "SourceArn")) + " -";
        String end = "-> " + named(text(request, "DestinationArn"));
        return Map.of(
                "AssociationSummaries",
                associations.stream()
                        .filter(a -> a.startsWith(begin) && a.endsWith(end))
                        .map(a -> Map.of("SourceArn", text(request, "SourceArn")))
                        .toList());
    }

    private String named(String arn) {
        if (artifacts.containsKey(arn)) {
            return address(artifacts.get(arn));
        }
        if (actions.containsKey(arn)) {
            return text(actions.get(arn), "ActionName");
        }
        throw new Refused(400, "ResourceNotFound", arn + " does not exist.");
    }

    private static String address(JsonNode request) {
        return text(request.field("Source").orElseThrow(), "SourceUri");
    }

    private static String text(JsonNode request, String field) {
        return request.field(field)
                .map(JsonNode::text)
                .orElseThrow(() -> new Refused(400, "ValidationException", field + " must be there"));
    }
}
