package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.aws.IamActions.Asked;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * What the role of a job needs, by the request that begins it: each address in S3, image, key and subnet that the request names, and what the
 * guides say that every such job does ("How to use SageMaker AI execution roles", "Create an IAM role for AWS Glue").
 */
final class JobNeeds {
    /** Stands for the role of the job of Glue that is run, which its definition names. */
    static final String GLUE = "glue";

    private static final String PLACE = ":us-east-1:123456789012:";
    private static final Pattern IMAGE = Pattern.compile("(\\d{12})\\.dkr\\.ecr\\.([a-z0-9-]+)\\.[^/]+/([^:@]+).*");

    /** In which group of logs the lines of what a request makes are. */
    private static final Map<String, String> LINES = Map.of(
            "CreateTrainingJob", "TrainingJobs",
            "CreateHyperParameterTuningJob", "TrainingJobs",
            "CreateTransformJob", "TransformJobs",
            "CreateProcessingJob", "ProcessingJobs",
            "CreateEndpoint", "Endpoints");

    private static final List<String> INTERFACES =
            List.of("CreateNetworkInterfacePermission", "DeleteNetworkInterface", "DeleteNetworkInterfacePermission");
    private static final List<String> LOOKS = List.of(
            "DescribeDhcpOptions",
            "DescribeNetworkInterfaces",
            "DescribeSecurityGroups",
            "DescribeSubnets",
            "DescribeVpcs");

    private final FakeS3 s3;
    private final List<Asked> needs = new ArrayList<>();

    private JobNeeds(FakeS3 s3) {
        this.s3 = s3;
    }

    /** {@return what must be allowed, by the ARN of the role that a request names; without one it is named by another request} */
    static Map<String, List<Asked>> of(AwsServer.Call call, FakeS3 s3) {
        String action = call.name().replaceFirst(".*\\.", "");
        if (!call.name()
                .matches(
                        "(SageMaker|AWSGlue)\\.(Create\\w*Job|CreateModel|CreateEndpoint|CreateEndpointConfig|StartJobRun)")) {
            return Map.of();
        }
        JsonNode request = call.json();
        if (action.equals("StartJobRun")
                && !request.field("Arguments")
                        .filter(a -> text(a, "--retrain-plan").isPresent())
                        .isPresent()) {
            return Map.of();
        }
        JobNeeds all = new JobNeeds(s3);
        all.walk("", request);
        if (call.name().startsWith("AWSGlue.")) {
            all.glue(action, request);
        } else if (LINES.containsKey(action)) {
            all.lines("/aws/sagemaker/" + LINES.get(action));
            all.add(
                    "cloudwatch:PutMetricData",
                    "*",
                    Map.of("cloudwatch:namespace", "/aws/sagemaker/" + LINES.get(action)));
        }
        return Map.of(action.equals("StartJobRun") ? GLUE : role(request), all.needs);
    }

    private static String role(JsonNode request) {
        return List.of("RoleArn", "ExecutionRoleArn", "Role").stream()
                .flatMap(name -> text(request, name).stream())
                .findFirst()
                .orElse("");
    }

    private void add(String action, String resource, Map<String, String> told) {
        needs.add(new Asked(action, resource, told));
    }

    private void add(String action, String resource) {
        add(action, resource, Map.of());
    }

    /** Goes through all of a request. */
    private void walk(String field, JsonNode node) {
        if (node.isObject()) {
            if (node.field("Subnets").isPresent()) {
                network(node);
            }
            node.asObject().forEach((name, inner) -> {
                boolean manifest = name.equals("S3Uri")
                        && text(node, "S3DataType")
                                .filter("ManifestFile"::equals)
                                .isPresent();
                if (manifest) {
                    manifest(inner.text());
                } else {
                    walk(path(field, name), inner);
                }
            });
        } else if (node.isArray()) {
            node.asArray().forEach(inner -> walk(field, inner));
        } else if (node.isString()) {
            named(field, node.text());
        }
    }

    /** The block that an address lies in tells what it is for. */
    private static String path(String field, String name) {
        return field + "." + name;
    }

    private void named(String field, String value) {
        String name = field.substring(field.lastIndexOf('.') + 1);
        if (S3Address.is(value)) {
            place(field, value);
        } else if (name.endsWith("KmsKeyId")) {
            key(value);
        } else if (name.endsWith("Image") || name.equals("ImageUri")) {
            image(value);
        }
    }

    private void place(String field, String address) {
        if (field.contains("Checkpoint")) {
            read(address);
            write(address);
        } else if (field.matches(".*(Output|DestinationS3Uri|--retrain-output).*")) {
            write(address);
        } else {
            read(address);
        }
    }

    /** The object, or all that begins as the address does; it is found by a list. */
    private void read(String address) {
        S3Address at = S3Address.of(address);
        add("s3:ListBucket", "arn:aws:s3:::" + at.bucket(), Map.of("s3:prefix", at.key()));
        List<String> keys = s3.keys(at.bucket(), at.key());
        for (String key : keys.isEmpty() ? List.of(at.key()) : keys) {
            add("s3:GetObject", "arn:aws:s3:::" + at.bucket() + "/" + key);
        }
    }

    private void write(String address) {
        S3Address at = S3Address.of(address);
        add(
                "s3:PutObject",
                "arn:aws:s3:::" + at.bucket() + "/" + at.key() + (at.key().endsWith("/") ? "" : "/") + "file");
    }

    /** {@code [{"prefix": "s3://bucket/"}, "key", …]} */
    private void manifest(String address) {
        read(address);
        S3Address at = S3Address.of(address);
        List<JsonNode> entries = JsonNode.parser()
                .parse(new String(s3.get(at.bucket(), at.key()).orElseThrow(), java.nio.charset.StandardCharsets.UTF_8))
                .asArray();
        String prefix = text(entries.get(0), "prefix").orElseThrow();
        entries.subList(1, entries.size()).forEach(key -> read(prefix + key.text()));
    }

    /** The guide of KMS for SageMaker: volumes take grants, buckets take keys of data. */
    private void key(String key) {
        String arn = key.startsWith("arn:") ? key : "arn:aws:kms" + PLACE + "key/" + key;
        for (String action : List.of("Decrypt", "GenerateDataKey", "CreateGrant", "DescribeKey")) {
            add("kms:" + action, arn, Map.of("kms:ResourceAliases", key));
        }
    }

    private void image(String image) {
        Matcher ecr = IMAGE.matcher(image);
        if (!ecr.matches()) {
            return;
        }
        String repository = "arn:aws:ecr:" + ecr.group(2) + ":" + ecr.group(1) + ":repository/" + ecr.group(3);
        add("ecr:GetAuthorizationToken", "*");
        for (String action : List.of("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer")) {
            add("ecr:" + action, repository);
        }
    }

    private void network(JsonNode vpc) {
        String face = "arn:aws:ec2" + PLACE + "network-interface/eni-1";
        add("ec2:CreateNetworkInterface", face);
        vpc.field("Subnets")
                .orElseThrow()
                .asArray()
                .forEach(s -> add("ec2:CreateNetworkInterface", "arn:aws:ec2" + PLACE + "subnet/" + s.text()));
        vpc.field("SecurityGroupIds")
                .orElseThrow()
                .asArray()
                .forEach(s -> add("ec2:CreateNetworkInterface", "arn:aws:ec2" + PLACE + "security-group/" + s.text()));
        INTERFACES.forEach(action -> add("ec2:" + action, face));
        LOOKS.forEach(action -> add("ec2:" + action, "*"));
    }

    private void lines(String group) {
        String arn = "arn:aws:logs" + PLACE + "log-group:" + group;
        add("logs:CreateLogGroup", arn + ":*");
        add("logs:DescribeLogStreams", arn + ":*");
        add("logs:CreateLogStream", arn + ":log-stream:job/machine");
        add("logs:PutLogEvents", arn + ":log-stream:job/machine");
    }

    /** Glue writes lines, and the plan of a run, which lies in S3, names sources and output; that is overwritten, and so looked at and deleted. */
    private void glue(String action, JsonNode request) {
        if (action.equals("StartJobRun")) {
            String plan = text(request.field("Arguments").orElseThrow(), "--retrain-plan")
                    .orElseThrow();
            S3Address at = S3Address.of(plan);
            JsonNode told = JsonNode.parser()
                    .parse(new String(
                            s3.get(at.bucket(), at.key()).orElseThrow(), java.nio.charset.StandardCharsets.UTF_8));
            told.field("sources")
                    .orElseThrow()
                    .asObject()
                    .values()
                    .forEach(files -> files.asArray().forEach(file -> read(file.text())));
            S3Address output = S3Address.of(text(told, "output").orElseThrow());
            read("s3://" + output.bucket() + "/" + output.key());
            add("s3:DeleteObject", "arn:aws:s3:::" + output.bucket() + "/" + output.key() + "part-0");
        }
        String arn = "arn:aws:logs" + PLACE + "log-group:/aws-glue/jobs/output:";
        add("logs:CreateLogGroup", arn + "*");
        add("logs:CreateLogStream", arn + "log-stream:jr_1");
        add("logs:PutLogEvents", arn + "log-stream:jr_1");
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.field(field).filter(JsonNode::isString).map(JsonNode::text);
    }
}
