package retrain.aws;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import retrain.aws.AwsServer.Refused;
import retrain.aws.AwsServer.Reply;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * Models, configurations and endpoints of SageMaker, and their invocations. An endpoint's states advance by looks at it. What it serves is
 * scored by the archive that is in {@link FakeS3}.
 */
public final class FakeEndpoints {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");
    private static final String ARN = "arn:aws:sagemaker:us-east-1:123456789012:";

    final TreeMap<String, JsonNode> models = new TreeMap<>();
    final Map<String, JsonNode> configs = new TreeMap<>();
    private final Map<String, Endpoint> endpoints = new TreeMap<>();
    private final Map<String, Map<String, String>> tags = new TreeMap<>();
    private final List<String> invoked = new ArrayList<>();
    private final AwsServer server;
    private int captured;

    /** Variants whose instances follow the load cannot be taken away. */
    final FakeScaling scaling;

    /** Looks at an endpoint until its state advances. */
    public volatile int looks = 2;

    /** Whether the next update goes back, as if an alarm had rung: without any word of it. */
    public volatile boolean rollBack;

    /** Why the next creation or update fails; empty: it does not. */
    volatile Optional<String> fail = Optional.empty();

    /** How many updates were taken on. */
    long updates;

    /** Whether answers are in one line, as of older images. */
    volatile boolean inALine;

    /** Whether a change is told late: the first look after it shows the endpoint as it was. */
    volatile boolean late;

    private static final class Endpoint {
        String config;
        String status = "Creating";
        Optional<String> next = Optional.empty();
        Optional<String> reason = Optional.empty();
        boolean back;
        int left;
        int stale;
        double modified = 1;
        Map<String, Double> weights = new LinkedHashMap<>();
        Optional<JsonNode> deployment = Optional.empty();

        Endpoint(String config, int left) {
            this.config = config;
            this.left = left;
        }
    }

    FakeEndpoints(AwsServer server) {
        this.server = server;
        this.scaling = new FakeScaling(server);
        on("CreateModel", this::createModel);
        on("DescribeModel", r -> described(models, "model", name(r, "ModelName"), "ModelArn"));
        on("DeleteModel", r -> removed(models, "model", name(r, "ModelName")));
        on("ListModels", r -> list(models.keySet(), r, "Models", "ModelName"));
        on("CreateEndpointConfig", this::createConfig);
        on(
                "DescribeEndpointConfig",
                r -> described(configs, "endpoint-config", name(r, "EndpointConfigName"), "EndpointConfigArn"));
        on("DeleteEndpointConfig", r -> removed(configs, "endpoint-config", name(r, "EndpointConfigName")));
        on("ListEndpointConfigs", r -> list(configs.keySet(), r, "EndpointConfigs", "EndpointConfigName"));
        on("CreateEndpoint", this::create);
        on("DescribeEndpoint", this::describe);
        on("UpdateEndpoint", this::update);
        on("UpdateEndpointWeightsAndCapacities", this::weigh);
        on("DeleteEndpoint", this::delete);
        on("ListEndpoints", r -> list(endpoints.keySet(), r, "Endpoints", "EndpointName"));
        on("ListTags", r -> Map.of("Tags", pairs(tags.getOrDefault(text(r, "ResourceArn"), Map.of()))));
        on("AddTags", r -> {
            r.field("Tags")
                    .orElseThrow()
                    .asArray()
                    .forEach(t -> tags.computeIfAbsent(text(r, "ResourceArn"), k -> new TreeMap<>())
                            .put(text(t, "Key"), text(t, "Value")));
            return Map.of("Tags", List.of());
        });
        server.onRest(
                "POST /endpoints/([^/]+)/invocations",
                (path, query, headers, body) -> invoke(path.group(1), headers, body));
    }

    private void on(String action, AwsServer.Handler handler) {
        server.on("SageMaker." + action, request -> {
            synchronized (this) {
                return handler.answer(request);
            }
        });
    }

    static String text(JsonNode node, String field) {
        return node.field(field)
                .filter(n -> !n.isNull())
                .orElseThrow(() -> refused("Missing required parameter: " + field))
                .text();
    }

    private static Optional<String> maybe(JsonNode node, String field) {
        return node.field(field).filter(n -> !n.isNull()).map(JsonNode::text);
    }

    private static String name(JsonNode request, String field) {
        String name = text(request, field);
        if (!NAME.matcher(name).matches()) {
            throw refused("1 validation error detected: Value '" + name + "' at '" + field
                    + "' failed to satisfy constraint: Member must satisfy regular expression pattern: " + NAME);
        }
        return name;
    }

    private static Refused refused(String message) {
        return new Refused(400, "ValidationException", message);
    }

    private static Refused missing(String kind, String name) {
        return refused("Could not find " + kind.replace("endpoint-config", "endpoint configuration") + " \"" + ARN
                + kind + "/" + name + "\".");
    }

    private static Refused existing(String kind, String name) {
        return refused("Cannot create already existing " + kind.replace("endpoint-config", "endpoint configuration")
                + " \"" + ARN + kind + "/" + name + "\".");
    }

    private void tag(String arn, JsonNode request) {
        Map<String, String> all = new TreeMap<>();
        request.field("Tags")
                .ifPresent(t -> t.asArray().forEach(pair -> all.put(text(pair, "Key"), text(pair, "Value"))));
        tags.put(arn, all);
    }

    private static List<Map<String, String>> pairs(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(e -> Map.of("Key", e.getKey(), "Value", e.getValue()))
                .toList();
    }

    private Object createModel(JsonNode request) {
        String name = name(request, "ModelName");
        if (models.containsKey(name)) {
            throw existing("model", name);
        }
        text(request, "ExecutionRoleArn");
        JsonNode container = request.field("PrimaryContainer").orElseThrow(() -> refused("no container"));
        text(container, "Image");
        String data = text(container, "ModelDataUrl");
        if (archive(data).isEmpty()) {
            throw refused("Could not find model data at " + data + ".");
        }
        models.put(name, request);
        tag(ARN + "model/" + name, request);
        return Map.of("ModelArn", ARN + "model/" + name);
    }

    /** {@return a model as it was asked for, without a request} */
    JsonNode model(String name) {
        return there(models, "model", name);
    }

    private JsonNode config(String name) {
        return there(configs, "endpoint-config", name);
    }

    private static JsonNode there(Map<String, JsonNode> all, String kind, String name) {
        JsonNode is = all.get(name);
        if (is == null) {
            throw missing(kind, name);
        }
        return is;
    }

    private Optional<byte[]> archive(String address) {
        S3Address at = S3Address.of(address);
        return server.s3.get(at.bucket(), at.key());
    }

    private Object createConfig(JsonNode request) {
        String name = name(request, "EndpointConfigName");
        if (configs.containsKey(name)) {
            throw existing("endpoint-config", name);
        }
        List<JsonNode> production = variants(request, "ProductionVariants");
        List<JsonNode> shadows = variants(request, "ShadowProductionVariants");
        if (production.isEmpty()) {
            throw refused("Missing required parameter: ProductionVariants");
        }
        if (!shadows.isEmpty() && (shadows.size() > 1 || production.size() > 1)) {
            throw refused("only one variant is supported for production variants and for shadow variants");
        }
        List<JsonNode> all = new ArrayList<>(production);
        all.addAll(shadows);
        for (JsonNode variant : all) {
            name(variant, "VariantName");
            String model = text(variant, "ModelName");
            if (!models.containsKey(model)) {
                throw missing("model", model);
            }
            if (variant.field("ServerlessConfig").isEmpty()) {
                text(variant, "InstanceType");
                text(variant, "InitialInstanceCount");
            } else if (request.field("DataCaptureConfig").isPresent()) {
                throw refused("Data capture is not supported for serverless endpoints");
            }
        }
        configs.put(name, request);
        tag(ARN + "endpoint-config/" + name, request);
        return Map.of("EndpointConfigArn", ARN + "endpoint-config/" + name);
    }

    private static List<JsonNode> variants(JsonNode config, String field) {
        return config.field(field).map(JsonNode::asArray).orElse(List.of());
    }

    private static Object described(Map<String, JsonNode> all, String kind, String name, String arn) {
        Map<String, Object> told = new LinkedHashMap<>(there(all, kind, name).asObject());
        told.remove("Tags");
        told.put(arn, ARN + kind + "/" + name);
        told.put("CreationTime", 1_700_000_000.0);
        return told;
    }

    private static Object removed(Map<String, JsonNode> all, String kind, String name) {
        if (all.remove(name) == null) {
            throw missing(kind, name);
        }
        return Map.of();
    }

    private Object list(java.util.Set<String> names, JsonNode request, String field, String key) {
        String part = maybe(request, "NameContains").orElse("");
        int most = maybe(request, "MaxResults").map(Integer::parseInt).orElse(10);
        String after = maybe(request, "NextToken").orElse("");
        List<Map<String, Object>> found = new ArrayList<>();
        for (String name : names) {
            if (name.contains(part) && name.compareTo(after) > 0) {
                if (found.size() == most) {
                    return Map.of(
                            field,
                            found,
                            "NextToken",
                            String.valueOf(found.get(most - 1).get(key)));
                }
                Map<String, Object> one = new LinkedHashMap<>();
                one.put(key, name);
                one.put("CreationTime", 1_700_000_000.0);
                if (key.equals("EndpointName")) {
                    one.put("EndpointArn", ARN + "endpoint/" + name);
                    one.put("EndpointStatus", find(name).status);
                    one.put("LastModifiedTime", 1_700_000_000.0);
                }
                found.add(one);
            }
        }
        return Map.of(field, found);
    }

    private Object create(JsonNode request) {
        String name = name(request, "EndpointName");
        String config = name(request, "EndpointConfigName");
        if (endpoints.containsKey(name)) {
            throw existing("endpoint", name);
        }
        if (!configs.containsKey(config)) {
            throw missing("endpoint-config", config);
        }
        Endpoint made = new Endpoint(config, looks);
        made.reason = fail;
        fail = Optional.empty();
        made.weights = weights(config);
        endpoints.put(name, made);
        tag(ARN + "endpoint/" + name, request);
        return Map.of("EndpointArn", ARN + "endpoint/" + name);
    }

    private Map<String, Double> weights(String config) {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (JsonNode variant : variants(config(config), "ProductionVariants")) {
            weights.put(
                    text(variant, "VariantName"),
                    maybe(variant, "InitialVariantWeight")
                            .map(Double::parseDouble)
                            .orElse(1.0));
        }
        return weights;
    }

    private Endpoint find(String name) {
        Endpoint is = endpoints.get(name);
        if (is == null) {
            throw missing("endpoint", name);
        }
        return is;
    }

    private Object describe(JsonNode request) {
        String name = name(request, "EndpointName");
        Endpoint is = find(name);
        Map<String, Object> stale = told(name, is, "InService", Optional.empty());
        if (is.stale > 0) {
            is.stale--;
            return stale;
        }
        advance(name, is);
        if (!endpoints.containsKey(name)) {
            throw missing("endpoint", name);
        }
        return told(name, is, is.status, is.next);
    }

    private Map<String, Object> told(String name, Endpoint is, String status, Optional<String> next) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("EndpointName", name);
        told.put("EndpointArn", ARN + "endpoint/" + name);
        told.put("EndpointConfigName", is.config);
        told.put("EndpointStatus", status);
        told.put("CreationTime", 1_700_000_000.0);
        told.put("LastModifiedTime", 1_700_000_000.0 + is.modified);
        if (status.equals("Failed")) {
            told.put("FailureReason", is.reason.orElse(""));
        }
        List<Map<String, Object>> production = new ArrayList<>();
        is.weights.forEach((variant, weight) -> production.add(Map.of(
                "VariantName", variant, "CurrentWeight", weight, "DesiredWeight", weight, "CurrentInstanceCount", 1)));
        told.put("ProductionVariants", production);
        List<JsonNode> shadows = variants(config(is.config), "ShadowProductionVariants");
        if (!shadows.isEmpty()) {
            told.put(
                    "ShadowProductionVariants",
                    shadows.stream()
                            .map(v -> Map.of("VariantName", text(v, "VariantName"), "CurrentWeight", 1.0))
                            .toList());
        }
        next.ifPresent(n ->
                told.put("PendingDeploymentSummary", Map.of("EndpointConfigName", n, "StartTime", 1_700_000_000.0)));
        return told;
    }

    private void advance(String name, Endpoint is) {
        if (is.status.equals("InService") || is.status.equals("Failed") || --is.left > 0) {
            return;
        }
        is.left = looks;
        is.modified++;
        switch (is.status) {
            case "Creating" -> is.status = is.reason.isPresent() ? "Failed" : "InService";
            case "Updating" -> {
                if (is.back) {
                    is.status = "RollingBack";
                } else {
                    is.config = is.next.orElse(is.config);
                    is.weights = is.next.isPresent() ? weights(is.config) : is.weights;
                    is.next = Optional.empty();
                    is.status = "InService";
                }
            }
            case "RollingBack" -> {
                is.next = Optional.empty();
                is.back = false;
                is.status = "InService";
            }
            default -> endpoints.remove(name);
        }
    }

    private Endpoint idle(JsonNode request) {
        String name = name(request, "EndpointName");
        Endpoint is = find(name);
        if (!is.status.equals("InService")) {
            throw refused("Cannot update in-progress endpoint \"" + ARN + "endpoint/" + name + "\".");
        }
        return is;
    }

    private Object update(JsonNode request) {
        String name = name(request, "EndpointName");
        String config = name(request, "EndpointConfigName");
        Endpoint is = idle(request);
        if (!configs.containsKey(config)) {
            throw missing("endpoint-config", config);
        }
        checkScaled(name, is, config);
        boolean guarded = request.field("DeploymentConfig").isPresent();
        if (guarded && !weights(config).keySet().equals(is.weights.keySet())) {
            throw refused("The new endpoint configuration must have the same variant names as the old one");
        }
        is.deployment = request.field("DeploymentConfig");
        is.next = Optional.of(config);
        updates++;
        is.status = "Updating";
        is.left = looks;
        is.stale = late ? 1 : 0;
        is.back = rollBack || fail.isPresent();
        rollBack = false;
        fail = Optional.empty();
        return Map.of("EndpointArn", ARN + "endpoint/" + name);
    }

    private void checkScaled(String name, Endpoint is, String config) {
        for (JsonNode old : variants(config(is.config), "ProductionVariants")) {
            String variant = text(old, "VariantName");
            boolean kept = variants(config(config), "ProductionVariants").stream()
                    .anyMatch(v -> text(v, "VariantName").equals(variant)
                            && maybe(v, "InstanceType").equals(maybe(old, "InstanceType")));
            if (!kept && scaling.targets.containsKey("endpoint/" + name + "/variant/" + variant)) {
                throw refused(
                        "The variant(s) \"[" + variant + "]\" must be deregistered as scalable targets with AWS Auto"
                                + " Scaling before they can be removed or have their instance type updated.");
            }
        }
    }

    private Object weigh(JsonNode request) {
        Endpoint is = idle(request);
        for (JsonNode desired :
                request.field("DesiredWeightsAndCapacities").orElseThrow().asArray()) {
            String variant = text(desired, "VariantName");
            if (!is.weights.containsKey(variant)) {
                throw refused("Could not find variant \"" + variant + "\".");
            }
            maybe(desired, "DesiredWeight").map(Double::parseDouble).ifPresent(w -> is.weights.put(variant, w));
        }
        is.status = "Updating";
        is.left = looks;
        return Map.of("EndpointArn", ARN + "endpoint/" + name(request, "EndpointName"));
    }

    private Object delete(JsonNode request) {
        String name = name(request, "EndpointName");
        Endpoint is = find(name);
        if (!is.status.equals("InService") && !is.status.equals("Failed")) {
            throw refused("Cannot update in-progress endpoint \"" + ARN + "endpoint/" + name + "\".");
        }
        is.status = "Deleting";
        is.left = looks;
        return Map.of();
    }

    /** {@return the configuration that an endpoint serves, without a request; empty if there is none} */
    public synchronized Optional<String> serves(String endpoint) {
        return Optional.ofNullable(endpoints.get(endpoint)).map(e -> e.config);
    }

    /** {@return the names of the endpoints that nobody has deleted, without a request} */
    synchronized List<String> remaining() {
        return endpoints.entrySet().stream()
                .filter(e -> !e.getValue().status.equals("Deleting"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** {@return the rules of the last update, without a request} */
    synchronized Optional<JsonNode> deployment(String endpoint) {
        return find(endpoint).deployment;
    }

    /** Gives a variant another weight behind everybody's back. */
    synchronized void weight(String endpoint, String variant, double weight) {
        find(endpoint).weights.put(variant, weight);
    }

    /** {@return the endpoint and variant of each invocation so far} */
    synchronized List<String> invoked() {
        return List.copyOf(invoked);
    }

    private Reply invoke(String name, Map<String, String> headers, byte[] body) {
        JsonNode variant;
        JsonNode config;
        byte[] archive;
        synchronized (this) {
            Endpoint is = endpoints.get(name);
            if (is == null || is.status.equals("Creating") || is.status.equals("Failed")) {
                throw new Refused(400, "ValidationError", "Endpoint " + name + " of account 123456789012 not found.");
            }
            if (body.length > 6 << 20) {
                throw new Refused(413, "ValidationError", "Request Entity Too Large");
            }
            config = config(is.config);
            variant = variant(is, config, headers.get("x-amzn-sagemaker-target-variant"));
            invoked.add(name + "/" + text(variant, "VariantName"));
            archive = archive(text(
                            model(text(variant, "ModelName"))
                                    .field("PrimaryContainer")
                                    .orElseThrow(),
                            "ModelDataUrl"))
                    .orElseThrow();
        }
        List<float[]> predictions = FakeContainer.predict(archive, new String(body, StandardCharsets.UTF_8));
        String answer = inALine ? FakeContainer.onlineInALine(predictions) : FakeContainer.online(predictions);
        capture(name, text(variant, "VariantName"), config, body, answer);
        return new Reply(
                200,
                "text/csv; charset=utf-8",
                answer.getBytes(StandardCharsets.UTF_8),
                Map.of("x-Amzn-Invoked-Production-Variant", text(variant, "VariantName")));
    }

    private static JsonNode variant(Endpoint is, JsonNode config, @Nullable String target) {
        List<JsonNode> all = variants(config, "ProductionVariants");
        if (target != null) {
            return all.stream()
                    .filter(v -> text(v, "VariantName").equals(target))
                    .findFirst()
                    .orElseThrow(
                            () -> new Refused(400, "ValidationError", "Variant " + target + " not found for Request"));
        }
        return all.stream()
                .filter(v -> is.weights.getOrDefault(text(v, "VariantName"), 0.0) > 0)
                .findFirst()
                .orElseThrow(() -> new Refused(400, "ValidationError", "no variant has a weight"));
    }

    private synchronized void capture(String name, String variant, JsonNode config, byte[] body, String answer) {
        Optional<JsonNode> capture = config.field("DataCaptureConfig");
        if (capture.isEmpty()) {
            return;
        }
        S3Address to = S3Address.of(text(capture.get(), "DestinationS3Uri"));
        String line = AwsServer.text(Map.of(
                        "captureData",
                        Map.of(
                                "endpointInput", captured("INPUT", new String(body, StandardCharsets.UTF_8)),
                                "endpointOutput", captured("OUTPUT", answer)),
                        "eventMetadata",
                        Map.of("eventId", "e-" + ++captured, "inferenceTime", "2026-01-01T00:00:00Z"),
                        "eventVersion",
                        "0"))
                + "\n";
        server.s3.put(
                to.bucket(),
                to.key() + "/" + name + "/" + variant + "/2026/01/01/00/00-00-000-" + captured + ".jsonl",
                line.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> captured(String mode, String data) {
        return Map.of("observedContentType", "text/csv", "mode", mode, "data", data, "encoding", "CSV");
    }
}
