package retrain.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * SageMaker's model registry: groups of model packages with numbers of their own. A client's token makes a package once; a model's archive
 * must be in S3; lists may lag behind what was made.
 */
final class FakeModelRegistry {
    private static final String ARN = "arn:aws:sagemaker:us-east-1:123456789012:";
    private static final Pattern S3 = Pattern.compile("s3://([^/]+)/(.+)");

    /** A package: its request, and what changed since. */
    record Version(String arn, int number, Map<String, @Nullable Object> fields) {
        String status() {
            return String.valueOf(fields.get("ModelApprovalStatus"));
        }

        Object field(String name) {
            return Optional.ofNullable(fields.get(name)).orElseThrow();
        }

        @SuppressWarnings("unchecked")
        Map<String, String> metadata() {
            return (Map<String, String>) fields.getOrDefault("CustomerMetadataProperties", Map.of());
        }
    }

    private final AwsServer server;
    private final Map<String, List<Version>> groups = new TreeMap<>();
    private final Map<String, String> tokens = new TreeMap<>();
    private int lag;

    FakeModelRegistry(AwsServer server) {
        this.server = server;
        on("CreateModelPackageGroup", this::createGroup);
        on("DescribeModelPackageGroup", this::describeGroup);
        on("CreateModelPackage", this::create);
        on("UpdateModelPackage", this::update);
        on("DescribeModelPackage", this::describe);
        on("ListModelPackages", this::list);
    }

    private void on(String call, AwsServer.Handler handler) {
        server.on("SageMaker." + call, request -> {
            synchronized (groups) {
                return handler.answer(request);
            }
        });
    }

    /** From now on lists do not tell of the newest packages, so many of a group. */
    void lag(int packages) {
        lag = packages;
    }

    /** {@return the packages of a group, by their numbers} */
    List<Version> packages(String group) {
        synchronized (groups) {
            return List.copyOf(groups.getOrDefault(group, List.of()));
        }
    }

    /** {@return number and approval status of each package of a group: {@code 1 Approved}} */
    List<String> statuses(String group) {
        return packages(group).stream().map(p -> p.number() + " " + p.status()).toList();
    }

    /** Somebody makes a package by hand. */
    void add(String group, Map<String, Object> fields) {
        synchronized (groups) {
            List<Version> packages = groups.computeIfAbsent(group, g -> new ArrayList<>());
            int number = packages.size() + 1;
            packages.add(new Version(arn(group, number), number, new LinkedHashMap<>(fields)));
        }
    }

    private static String arn(String group, int number) {
        return ARN + "model-package/" + group + "/" + number;
    }

    private Object createGroup(JsonNode request) {
        String name = required(request, "ModelPackageGroupName");
        if (groups.containsKey(name)) {
            throw refused("Model Package Group already exists: " + ARN + "model-package-group/" + name);
        }
        groups.put(name, new ArrayList<>());
        return Map.of("ModelPackageGroupArn", ARN + "model-package-group/" + name);
    }

    private Object describeGroup(JsonNode request) {
        String name = required(request, "ModelPackageGroupName");
        group(name);
        return Map.of(
                "ModelPackageGroupName",
                name,
                "ModelPackageGroupArn",
                ARN + "model-package-group/" + name,
                "ModelPackageGroupStatus",
                "Completed",
                "CreationTime",
                1.7e9);
    }

    private List<Version> group(String name) {
        List<Version> group = groups.get(name);
        if (group == null) {
            throw refused("Model Package Group " + ARN + "model-package-group/" + name + " does not exist.");
        }
        return group;
    }

    private Object create(JsonNode request) {
        String name = required(request, "ModelPackageGroupName");
        List<Version> group = group(name);
        if (request.field("Tags").isPresent()) {
            throw refused("Tags cannot be given for a versioned model package");
        }
        String token = required(request, "ClientToken");
        if (tokens.containsKey(token)) {
            return Map.of("ModelPackageArn", tokens.get(token));
        }
        request.field("InferenceSpecification").ifPresent(this::containers);
        request.field("ModelMetrics")
                .flatMap(m -> m.field("ModelQuality"))
                .flatMap(q -> q.field("Statistics"))
                .ifPresent(s -> inS3(required(s, "S3Uri")));
        int number = group.size() + 1;
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(fields(request));
        fields.putIfAbsent("ModelApprovalStatus", "PendingManualApproval");
        group.add(new Version(arn(name, number), number, fields));
        tokens.put(token, arn(name, number));
        return Map.of("ModelPackageArn", arn(name, number));
    }

    private void containers(JsonNode specification) {
        for (JsonNode container :
                specification.field("Containers").orElseThrow().asArray()) {
            required(container, "Image");
            inS3(required(container, "ModelDataUrl"));
        }
    }

    private void inS3(String address) {
        Matcher matcher = S3.matcher(address);
        if (!matcher.matches()
                || server.s3.get(matcher.group(1), matcher.group(2)).isEmpty()) {
            throw refused("Could not find model data at " + address + ".");
        }
    }

    private Object update(JsonNode request) {
        Version found = find(required(request, "ModelPackageArn"));
        for (String field : List.of("ModelApprovalStatus", "ApprovalDescription")) {
            request.field(field).ifPresent(v -> found.fields().put(field, v.text()));
        }
        return Map.of("ModelPackageArn", found.arn());
    }

    private Object describe(JsonNode request) {
        Version found = find(required(request, "ModelPackageName"));
        Map<String, @Nullable Object> answer = new LinkedHashMap<>(found.fields());
        answer.putAll(Map.of(
                "ModelPackageName",
                "p",
                "ModelPackageArn",
                found.arn(),
                "ModelPackageVersion",
                found.number(),
                "CreationTime",
                1.7e9,
                "ModelPackageStatus",
                "Completed",
                "ModelPackageStatusDetails",
                Map.of("ValidationStatuses", List.of())));
        return answer;
    }

    private Version find(String arn) {
        for (List<Version> group : groups.values()) {
            for (Version one : group) {
                if (one.arn().equals(arn)) {
                    return one;
                }
            }
        }
        throw refused("ModelPackage " + arn + " does not exist.");
    }

    private Object list(JsonNode request) {
        List<Version> group = group(required(request, "ModelPackageGroupName"));
        int most = request.field("MaxResults")
                .map(n -> Integer.parseInt(n.asNumber()))
                .orElse(10);
        int from =
                request.field("NextToken").map(t -> Integer.parseInt(t.text())).orElse(0);
        List<Version> seen = group.subList(0, Math.max(0, group.size() - lag));
        int to = Math.min(seen.size(), from + most);
        List<Object> shown = new ArrayList<>();
        for (Version one : seen.subList(Math.min(from, to), to)) {
            Map<String, @Nullable Object> summary = new LinkedHashMap<>();
            for (String field : List.of("ModelPackageGroupName", "ModelPackageDescription", "ModelApprovalStatus")) {
                summary.put(field, one.fields().get(field));
            }
            summary.put("ModelPackageArn", one.arn());
            summary.put("ModelPackageVersion", one.number());
            summary.put("ModelPackageStatus", "Completed");
            summary.put("CreationTime", 1.7e9);
            summary.values().removeIf(java.util.Objects::isNull);
            shown.add(summary);
        }
        return to < seen.size()
                ? Map.of("ModelPackageSummaryList", shown, "NextToken", String.valueOf(to))
                : Map.of("ModelPackageSummaryList", shown);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> fields(JsonNode request) {
        return (Map<String, @Nullable Object>)
                Optional.ofNullable(AwsServer.plain(request)).orElseThrow();
    }

    private static String required(JsonNode request, String field) {
        return request.field(field)
                .map(JsonNode::text)
                .filter(t -> !t.isEmpty())
                .orElseThrow(() -> refused(
                        "1 validation error detected: Value null at '" + field + "' failed to satisfy constraint"));
    }

    private static Refused refused(String message) {
        return new Refused(400, "ValidationException", message);
    }
}
