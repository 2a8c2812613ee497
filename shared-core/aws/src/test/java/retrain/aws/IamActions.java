package retrain.aws;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.aws.AwsServer.Call;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** What IAM is asked when a call arrives, by the service authorization reference: actions, each with the resource that it is on. */
final class IamActions {
    private static final String PLACE = ":us-east-1:123456789012:";
    private static final Pattern JSON =
            Pattern.compile("(SageMaker|Logs|AWSGlue|AnyScaleFrontendService|AWSStepFunctions)[_0-9]*\\.(\\w+)");
    private static final Pattern ENDPOINT = Pattern.compile("POST /endpoints/([^/]+)/invocations");
    private static final Pattern FUNCTION =
            Pattern.compile("(?:GET|POST) /2015-03-31/functions/([^/]+)/(invocations|configuration)");
    private static final Pattern OBJECT = Pattern.compile("S3 (\\w+) ([^/?]+)/?([^?]*)\\??(.*)");

    /** The type in ARNs of what a field of a request names. */
    private static final Map<String, String> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("TrainingJobName", "training-job");
        TYPES.put("HyperParameterTuningJobName", "hyper-parameter-tuning-job");
        TYPES.put("TransformJobName", "transform-job");
        TYPES.put("ProcessingJobName", "processing-job");
        TYPES.put("EndpointName", "endpoint");
        TYPES.put("EndpointConfigName", "endpoint-config");
        TYPES.put("ModelName", "model");
        TYPES.put("ModelPackageGroupName", "model-package-group");
        TYPES.put("TrialComponentName", "experiment-trial-component");
        TYPES.put("TrialName", "experiment-trial");
        TYPES.put("ExperimentName", "experiment");
    }

    private IamActions() {}

    /**
     * Something that must be allowed.
     *
     * @param action {@code s3:GetObject}
     * @param resource an ARN, or "*" for actions that know none
     * @param told what conditions of policies may ask for
     */
    record Asked(String action, String resource, Map<String, String> told) {
        Asked(String action, String resource) {
            this(action, resource, Map.of());
        }

        static Asked pass(String role, String service) {
            return new Asked("iam:PassRole", role, Map.of("iam:PassedToService", service));
        }
    }

    /** {@return all that must be allowed for a call} */
    static List<Asked> of(Call call) {
        Matcher json = JSON.matcher(call.name());
        if (json.matches()) {
            return json(json.group(1), json.group(2), call.json());
        }
        Matcher object = OBJECT.matcher(call.name());
        if (object.matches()) {
            return List.of(s3(object));
        }
        Matcher endpoint = ENDPOINT.matcher(call.name());
        if (endpoint.matches()) {
            return List.of(new Asked("sagemaker:InvokeEndpoint", sagemaker("endpoint", endpoint.group(1))));
        }
        Matcher function = FUNCTION.matcher(call.name());
        if (function.matches()) {
            String action = function.group(2).equals("invocations") ? "InvokeFunction" : "GetFunctionConfiguration";
            return List.of(
                    new Asked("lambda:" + action, "arn:aws:lambda" + PLACE + "function:" + decoded(function.group(1))));
        }
        if (call.name().startsWith("Query ")) {
            return cloudwatch(call.name().substring("Query ".length()), form(call.body()));
        }
        throw new IllegalArgumentException("what must be allowed for " + call.name() + "?");
    }

    private static List<Asked> json(String service, String action, JsonNode request) {
        return switch (service) {
            case "SageMaker" -> sagemaker(action, request);
            case "Logs" -> List.of(new Asked("logs:" + action, logs(action, request)));
            case "AWSGlue" -> glue(action, request);
            case "AWSStepFunctions" -> List.of(new Asked("states:" + action, states(request)));
            default ->
                List.of(new Asked(
                        "application-autoscaling:" + action,
                        action.startsWith("Describe")
                                ? "*"
                                : "arn:aws:application-autoscaling" + PLACE + "scalable-target/id",
                        Map.of(
                                "application-autoscaling:service-namespace",
                                text(request, "ServiceNamespace").orElseThrow())));
        };
    }

    private static String sagemaker(String type, String name) {
        return "arn:aws:sagemaker" + PLACE + type + "/" + name;
    }

    private static List<Asked> sagemaker(String action, JsonNode request) {
        String name = "sagemaker:" + action;
        List<Asked> asked = new ArrayList<>();
        for (String arn : named(action, request)) {
            asked.add(new Asked(name, arn));
        }
        if (asked.isEmpty()) {
            asked.add(new Asked(name, "*"));
        }
        if (request.field("Tags").filter(t -> !t.asArray().isEmpty()).isPresent()) {
            asked.add(new Asked("sagemaker:AddTags", asked.get(0).resource()));
        }
        for (String role : List.of("RoleArn", "ExecutionRoleArn")) {
            text(request, role).ifPresent(arn -> asked.add(Asked.pass(arn, "sagemaker.amazonaws.com")));
        }
        return asked;
    }

    /** What a request names; of a job that uses a model only the job is asked for, of an endpoint its configuration, too. */
    private static List<String> named(String action, JsonNode request) {
        Optional<String> arn = text(request, "ResourceArn").or(() -> text(request, "ModelPackageArn"));
        if (arn.isPresent()) {
            return List.of(arn.get());
        }
        Optional<String> of = text(request, "ModelPackageName");
        if (of.isPresent() && of.get().startsWith("arn:")) {
            return List.of(of.get());
        }
        if (action.equals("CreateModelPackage") || action.equals("ListModelPackages")) {
            return List.of(sagemaker(
                    "model-package", text(request, "ModelPackageGroupName").orElseThrow() + "/1"));
        }
        List<String> arns = new ArrayList<>();
        for (Map.Entry<String, String> type : TYPES.entrySet()) {
            text(request, type.getKey()).ifPresent(n -> arns.add(sagemaker(type.getValue(), n)));
            boolean more = action.matches("(Create|Update)Endpoint|CreateTrial|AssociateTrialComponent");
            if (!arns.isEmpty() && !more) {
                return arns;
            }
        }
        return arns;
    }

    private static String logs(String action, JsonNode request) {
        if (action.equals("DescribeLogGroups")) {
            return "*";
        }
        Optional<String> tagged = text(request, "resourceArn");
        if (tagged.isPresent()) {
            return tagged.get();
        }
        String group = "arn:aws:logs" + PLACE + "log-group:"
                + text(request, "logGroupName").orElseThrow() + ":";
        return text(request, "logStreamName")
                .map(s -> group + "log-stream:" + s)
                .orElse(group + "*");
    }

    private static List<Asked> glue(String action, JsonNode request) {
        List<Asked> asked = new ArrayList<>(List.of(new Asked("glue:" + action, glue(request))));
        if (action.equals("CreateJob")) {
            asked.add(new Asked("glue:TagResource", glue(request)));
            asked.add(Asked.pass(text(request, "Role").orElseThrow(), "glue.amazonaws.com"));
        }
        return asked;
    }

    private static String glue(JsonNode request) {
        Optional<String> database = text(request, "DatabaseName");
        if (database.isPresent()) {
            String table =
                    text(request, "TableName").or(() -> text(request, "Name")).orElseThrow();
            return "arn:aws:glue" + PLACE + "table/" + database.get() + "/" + table;
        }
        return "arn:aws:glue" + PLACE + "job/"
                + text(request, "JobName").or(() -> text(request, "Name")).orElseThrow();
    }

    private static String states(JsonNode request) {
        return text(request, "stateMachineArn")
                .or(() -> text(request, "executionArn"))
                .orElseThrow();
    }

    private static Asked s3(Matcher call) {
        String method = call.group(1);
        String bucket = "arn:aws:s3:::" + call.group(2);
        String query = call.group(4);
        if (call.group(3).isEmpty()) {
            return new Asked(ofBucket(method, query), bucket, prefix(query));
        }
        String action =
                switch (method) {
                    case "GET", "HEAD" -> query.contains("versionId=") ? "s3:GetObjectVersion" : "s3:GetObject";
                    case "PUT", "POST" -> "s3:PutObject";
                    case "DELETE" -> query.contains("uploadId=") ? "s3:AbortMultipartUpload" : "s3:DeleteObject";
                    default -> throw new IllegalArgumentException(method);
                };
        return new Asked(action, bucket + "/" + decoded(call.group(3)));
    }

    private static Map<String, String> prefix(String query) {
        return query.contains("list-type=2") ? Map.of("s3:prefix", form(query).getOrDefault("prefix", "")) : Map.of();
    }

    private static String ofBucket(String method, String query) {
        if (method.equals("POST") && query.startsWith("delete")) {
            return "s3:DeleteObject";
        }
        if (query.contains("list-type=2") || method.equals("HEAD")) {
            return "s3:ListBucket";
        }
        return switch (query.replaceAll("[=&].*", "")) {
            case "uploads" -> "s3:ListBucketMultipartUploads";
            case "encryption" -> "s3:GetEncryptionConfiguration";
            case "publicAccessBlock" -> "s3:GetBucketPublicAccessBlock";
            case "versioning" -> "s3:GetBucketVersioning";
            default -> throw new IllegalArgumentException(method + " " + query);
        };
    }

    private static List<Asked> cloudwatch(String action, Map<String, String> form) {
        String name = "cloudwatch:" + action;
        return switch (action) {
            case "PutMetricAlarm" -> tagged(new Asked(name, alarm(form.getOrDefault("AlarmName", ""))), form);
            case "DescribeAlarms" ->
                form.entrySet().stream()
                        .filter(e -> e.getKey().startsWith("AlarmNames.member."))
                        .map(e -> new Asked(name, alarm(e.getValue())))
                        .toList();
            case "PutDashboard" ->
                List.of(new Asked(name, "arn:aws:cloudwatch::123456789012:dashboard/" + form.get("DashboardName")));
            default ->
                List.of(new Asked(
                        name,
                        "*",
                        form.containsKey("Namespace")
                                ? Map.of("cloudwatch:namespace", form.get("Namespace"))
                                : Map.of()));
        };
    }

    private static List<Asked> tagged(Asked asked, Map<String, String> form) {
        return form.keySet().stream().anyMatch(k -> k.startsWith("Tags.member."))
                ? List.of(asked, new Asked("cloudwatch:TagResource", asked.resource()))
                : List.of(asked);
    }

    private static String alarm(String name) {
        return "arn:aws:cloudwatch" + PLACE + "alarm:" + name;
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : body.split("&", -1)) {
            int at = pair.indexOf('=');
            if (at >= 0) {
                form.put(decoded(pair.substring(0, at)), decoded(pair.substring(at + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.field(field).filter(JsonNode::isString).map(JsonNode::text);
    }
}
