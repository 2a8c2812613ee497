package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import retrain.run.Digest;
import retrain.spec.InfraSpec;

/** The functions of Lambda, each with its group of logs, and the layer with the engines. */
final class Functions {
    /** How long the function may take that begins executions. */
    static final int TRIGGER_SECONDS = 60;

    private static final int LONGEST = 900;

    /** Megabytes of a function that reads documents alone; the processor's share grows with them, and with it the start. */
    private static final int SMALL = 1024;

    /** Megabytes of disk that each function has; no function with more can start from a snapshot. */
    private static final int LEAST_DISK = 512;

    private static final int MOST_BATCH = 1000;

    /** The fewest batches at once that a queue can be bounded to; the function itself is bounded to one. */
    private static final int LEAST_PARALLEL = 2;

    private final Plan plan;
    private final InfraSpec.Functions sizes;
    private final List<Resource> resources = new ArrayList<>();

    private Functions(Plan plan) {
        this.plan = plan;
        this.sizes = plan.infra().functions();
    }

    static List<Resource> of(Plan plan) {
        return new Functions(plan).resources();
    }

    /** {@return what a function is called by: its alias, if it starts from a snapshot, else the function} */
    static Object callable(Plan plan, String id) {
        return new Functions(plan).starts(id) ? Cfn.ref(Ids.alias(id)) : Cfn.arn(id);
    }

    /** {@return the ids of the functions that the stack has, in their order} */
    static List<String> ids(Plan plan) {
        return plan.infra().rows().isPresent()
                ? List.of(Ids.TRIGGER, Ids.DECIDE, Ids.DEPLOY, Ids.RECORD)
                : List.of(Ids.TRIGGER, Ids.STEP, Ids.DECIDE, Ids.DEPLOY, Ids.RECORD);
    }

    private List<Resource> resources() {
        resources.add(layer());
        ids(plan).forEach(this::add);
        resources.add(mapping());
        return resources;
    }

    private void add(String id) {
        resources.add(Logs.group(plan, Ids.logs(id), "What the function " + id + " says.", "/aws/lambda/" + name(id)));
        Map<String, Object> properties = properties(id);
        resources.add(new Resource(id, "AWS::Lambda::Function", comment(id), properties, Checks.skip(skipped())));
        if (starts(id)) {
            snapshot(id, properties);
        }
    }

    /** {@return a function's physical name} */
    private String name(String id) {
        return plan.name(id.toLowerCase(Locale.ROOT));
    }

    private static String comment(String id) {
        return switch (id) {
            case Ids.TRIGGER -> "Begins one execution for all events of new data that wait.";
            case Ids.STEP -> "Goes on with a run up to the next job: prepare, inspect, tune, train, evaluate.";
            case Ids.DECIDE -> "Gates and registers.";
            case Ids.DEPLOY -> "Deploys, looks at a deployment, brings the champion before back.";
            case Ids.RECORD -> "Enters how an execution ended into the audit chain.";
            default -> throw new IllegalArgumentException(id);
        };
    }

    private static boolean readsRows(String id) {
        return id.equals(Ids.STEP) || id.equals(Ids.DEPLOY);
    }

    private int disk(String id) {
        return readsRows(id) ? sizes.disk() : LEAST_DISK;
    }

    private boolean starts(String id) {
        return sizes.snapStart() && disk(id) == LEAST_DISK;
    }

    private static int seconds(String id) {
        return id.equals(Ids.TRIGGER) || id.equals(Ids.RECORD) ? TRIGGER_SECONDS : LONGEST;
    }

    private Map<String, Object> properties(String id) {
        return Cfn.map(
                "FunctionName", name(id),
                "Description", comment(id),
                "Runtime", "java17",
                "Architectures", List.of("x86_64"),
                "Handler", "retrain.lambda." + id + "Handler",
                "Role", Cfn.arn(Ids.role(id)),
                "Code", Cfn.map("S3Bucket", Cfn.ref(Ids.CODE_BUCKET), "S3Key", Cfn.ref(Ids.CODE_KEY)),
                "Layers", readsRows(id) ? Optional.of(List.of(Cfn.ref(Ids.ENGINES))) : Optional.empty(),
                "MemorySize", readsRows(id) ? sizes.memory() : SMALL,
                "EphemeralStorage", Cfn.map("Size", disk(id)),
                "Timeout", seconds(id),
                "ReservedConcurrentExecutions", id.equals(Ids.TRIGGER) ? Optional.of(1) : Optional.empty(),
                "Environment", Cfn.map("Variables", environment(id)),
                "KmsKeyArn", Encryption.arn(plan),
                "VpcConfig", network(),
                "LoggingConfig", Cfn.map("LogGroup", Cfn.ref(Ids.logs(id)), "LogFormat", "Text"),
                "SnapStart", starts(id) ? Optional.of(Cfn.map("ApplyOn", "PublishedVersions")) : Optional.empty());
    }

    private Map<String, Object> environment(String id) {
        return Cfn.map(
                "RETRAIN_CONFIG", plan.config(),
                "RETRAIN_PROFILE", plan.profile(),
                "RETRAIN_STATE_MACHINE", id.equals(Ids.TRIGGER) ? Optional.of(plan.machineArn()) : Optional.empty());
    }

    private Optional<Object> network() {
        List<String> subnets = plan.spec().aws().subnets();
        return subnets.isEmpty()
                ? Optional.empty()
                : Optional.of(Cfn.map(
                        "SubnetIds",
                        subnets,
                        "SecurityGroupIds",
                        plan.spec().aws().securityGroups()));
    }

    private Map<String, String> skipped() {
        Map<String, String> skipped = new LinkedHashMap<>();
        skipped.put(
                "CKV_AWS_50", "executions are followed by the history of the state machine, and each call by its logs");
        skipped.put(
                "CKV_AWS_115",
                "one execution runs at a time, so a function is called once at a time; the one that reads the queue is bounded");
        skipped.put(
                "CKV_AWS_116", "nothing calls it asynchronously: the queue and the state machine have its failures");
        skipped.put("CKV_AWS_272", "its code is named by its digest");
        if (plan.spec().aws().subnets().isEmpty()) {
            skipped.put("CKV_AWS_117", "'aws.subnets' names no VPC");
        }
        if (Encryption.arn(plan).isEmpty()) {
            skipped.put("CKV_AWS_173", "its variables are no secrets, and are encrypted by Lambda's own key");
        }
        return skipped;
    }

    /** A version is published for each code and each configuration, of which its description has the digest: equal ones cannot be published twice. */
    private void snapshot(String id, Map<String, Object> properties) {
        String digest = Digest.of(Yaml.of(properties)).brief();
        String layer = readsRows(id) ? ", ${" + Ids.ENGINES_KEY + "}" : "";
        resources.add(new Resource(
                id + "Version",
                "AWS::Lambda::Version",
                "The snapshot that it starts from: another one for other code or another configuration.",
                Cfn.map(
                        "FunctionName", Cfn.ref(id),
                        "Description", Cfn.sub("${" + Ids.CODE_KEY + "}" + layer + ", configuration " + digest))));
        resources.add(new Resource(
                Ids.alias(id),
                "AWS::Lambda::Alias",
                "What it is called by.",
                Cfn.map(
                        "Name",
                        "live",
                        "FunctionName",
                        Cfn.ref(id),
                        "FunctionVersion",
                        Cfn.attribute(id + "Version", "Version"))));
    }

    private Resource layer() {
        return new Resource(
                Ids.ENGINES,
                "AWS::Lambda::LayerVersion",
                "DuckDB and XGBoost, for the functions that read rows.",
                Cfn.map(
                        "LayerName", plan.name("engines"),
                        "Description", Cfn.sub("${" + Ids.ENGINES_KEY + "}"),
                        "CompatibleArchitectures", List.of("x86_64"),
                        "CompatibleRuntimes", List.of("java17"),
                        "Content", Cfn.map("S3Bucket", Cfn.ref(Ids.CODE_BUCKET), "S3Key", Cfn.ref(Ids.ENGINES_KEY))));
    }

    private Resource mapping() {
        return new Resource(
                Ids.TRIGGER + "Source",
                "AWS::Lambda::EventSourceMapping",
                "Gathers events from the queue, and gives them to the function; those that it cannot use yet go back.",
                Cfn.map(
                        "EventSourceArn", Cfn.arn(Ids.EVENTS),
                        "FunctionName", callable(plan, Ids.TRIGGER),
                        "BatchSize", MOST_BATCH,
                        "MaximumBatchingWindowInSeconds", Queues.gather(plan),
                        "FunctionResponseTypes", List.of("ReportBatchItemFailures"),
                        "ScalingConfig", Cfn.map("MaximumConcurrency", LEAST_PARALLEL)));
    }
}
