package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import retrain.spec.CloudWatchSpec.CloudWatchAlarmSpec;

/** The rules of EventBridge: what begins an execution, and what is told because it failed. */
final class Events {
    private static final int DAY = 24 * 3600;

    /** Figures of the live model and of drift; that a run was rejected must not begin another one. */
    private static final List<String> OF_LIVE =
            List.of("Alarm", "DriftJointAlarm", "DriftJointAuc", "DriftShare", "DriftedColumns");

    private final Plan plan;

    Events(Plan plan) {
        this.plan = plan;
    }

    static List<Resource> of(Plan plan) {
        Events events = new Events(plan);
        List<Resource> rules = new ArrayList<>();
        events.patterns().forEach((bucket, keys) -> rules.add(events.newData(bucket, keys)));
        List<String> alarms = events.alarms();
        if (!alarms.isEmpty()) {
            rules.add(events.alarm(alarms));
        }
        rules.add(events.manual());
        rules.add(events.jobs());
        plan.endpoint().ifPresent(name -> rules.add(events.endpoint(name)));
        return rules;
    }

    /** {@return the patterns of the keys of the sources, by bucket} */
    private Map<String, List<Object>> patterns() {
        Map<String, TreeSet<String>> addresses = new TreeMap<>();
        plan.spec().data().sources().values().stream()
                .flatMap(List::stream)
                .filter(address -> address.startsWith("s3://"))
                .forEach(address -> addresses
                        .computeIfAbsent(S3Name.of(address).bucket(), b -> new TreeSet<>())
                        .add(address));
        Map<String, List<Object>> patterns = new TreeMap<>();
        addresses.forEach((bucket, those) -> patterns.put(
                bucket,
                those.stream()
                        .flatMap(a -> KeyPatterns.of(a).stream())
                        .distinct()
                        .toList()));
        return patterns;
    }

    private Resource newData(String bucket, List<Object> keys) {
        return rule(
                Ids.named("NewData", bucket),
                "new-data-" + bucket,
                "Data that come to a place that sources are read from.",
                pattern(
                        "aws.s3",
                        List.of("Object Created"),
                        Cfn.map("bucket", Cfn.map("name", List.of(bucket)), "object", Cfn.map("key", keys))),
                Cfn.map("Id", "Events", "Arn", Cfn.arn(Ids.EVENTS)));
    }

    /** {@return the alarms that begin an execution: those that are named, and those of the spec that watch the live model} */
    List<String> alarms() {
        List<String> names = new ArrayList<>(plan.infra().alarms());
        plan.spec()
                .history()
                .cloudwatch()
                .ifPresent(c -> c.alarms().stream()
                        .filter(Events::watchesLive)
                        .forEach(a -> names.add("retrain-" + plan.spec().model() + "-" + a.title())));
        EndpointGuards.quality(plan).ifPresent(names::add);
        return names.stream().distinct().sorted().toList();
    }

    private static boolean watchesLive(CloudWatchAlarmSpec alarm) {
        return alarm.missing().isEmpty()
                && (alarm.isOfModel() ? alarm.of() == CloudWatchAlarmSpec.Of.LIVE : OF_LIVE.contains(alarm.metric()));
    }

    private Resource alarm(List<String> names) {
        return rule(
                "AlarmRings",
                "alarm-rings",
                "Alarms that say that the live model is not what it was.",
                pattern(
                        "aws.cloudwatch",
                        List.of("CloudWatch Alarm State Change"),
                        Cfn.map("alarmName", names, "state", Cfn.map("value", List.of("ALARM")))),
                execution(
                        Cfn.map("alarm", "$.detail.alarmName", "reason", "$.detail.state.reason"),
                        "{\"cause\": \"alarm\", \"because\": [<alarm>, <reason>], \"intent\": \"schedule\"}"));
    }

    /** The list is put into the input as it is, so it must be there. */
    private Resource manual() {
        return rule(
                "Requested",
                "requested",
                "Somebody asks for it: aws events put-events, source retrain, detail {\"model\": …, \"because\": [\"why\"]}.",
                pattern(
                        "retrain",
                        List.of("Retrain requested"),
                        Cfn.map(
                                "model", List.of(plan.spec().model()),
                                "because", List.of(Cfn.map("exists", true)))),
                execution(
                        Cfn.map("because", "$.detail.because"),
                        "{\"cause\": \"manual\", \"because\": <because>, \"intent\": \"manual\"}"));
    }

    private Resource jobs() {
        List<Object> failed = new ArrayList<>();
        for (String job : List.of("TrainingJob", "HyperParameterTuningJob", "TransformJob", "ProcessingJob")) {
            failed.add(Cfn.map(job + "Status", List.of("Failed")));
        }
        return rule(
                "JobFails",
                "job-fails",
                "A job of SageMaker that works for the model fails.",
                pattern(
                        "aws.sagemaker",
                        List.of(
                                "SageMaker Training Job State Change",
                                "SageMaker HyperParameter Tuning Job State Change",
                                "SageMaker Transform Job State Change",
                                "SageMaker Processing Job State Change"),
                        Cfn.map(
                                "Tags",
                                Cfn.map("retrain:model", List.of(plan.spec().model())),
                                "$or",
                                failed)),
                notice("A job of the model %s failed"));
    }

    /** Of both spellings of the states: that of the events' documentation, and that of the API. */
    private Resource endpoint(String name) {
        return rule(
                "EndpointFails",
                "endpoint-fails",
                "The endpoint fails, or goes back to the version before.",
                pattern(
                        "aws.sagemaker",
                        List.of("SageMaker Endpoint State Change"),
                        Cfn.map(
                                "EndpointName", List.of(name),
                                "EndpointStatus", List.of("FAILED", "Failed", "ROLLING_BACK", "RollingBack"))),
                notice("The endpoint of the model %s failed or goes back to the version before"));
    }

    private static Map<String, Object> pattern(String source, List<String> types, Map<String, Object> detail) {
        return Cfn.map("source", List.of(source), "detail-type", types, "detail", detail);
    }

    private static Map<String, Object> execution(Map<String, Object> paths, String template) {
        return Cfn.map(
                "Id", "StateMachine",
                "Arn", Cfn.ref(Ids.STATE_MACHINE),
                "RoleArn", Cfn.arn(Ids.role(Ids.RULES)),
                "InputTransformer", Cfn.map("InputPathsMap", paths, "InputTemplate", template));
    }

    private Map<String, Object> notice(String what) {
        return Cfn.map(
                "Id", "Topic",
                "Arn", Cfn.ref(Ids.TOPIC),
                "InputTransformer",
                        Cfn.map(
                                "InputPathsMap",
                                Cfn.map("arn", "$.resources[0]", "why", "$.detail.FailureReason"),
                                "InputTemplate",
                                "\"" + what.formatted(plan.spec().model()) + ": <arn> <why>\""));
    }

    private Resource rule(
            String id, String name, String comment, Map<String, Object> pattern, Map<String, Object> target) {
        Map<String, Object> safe = new LinkedHashMap<>(target);
        safe.put("DeadLetterConfig", Cfn.map("Arn", Cfn.arn(Ids.DEAD_LETTERS)));
        safe.put("RetryPolicy", Cfn.map("MaximumEventAgeInSeconds", DAY, "MaximumRetryAttempts", 185));
        return new Resource(
                id,
                "AWS::Events::Rule",
                comment,
                Cfn.map(
                        "Name",
                        ruleName(name),
                        "Description",
                        comment,
                        "EventPattern",
                        pattern,
                        "State",
                        "ENABLED",
                        "Targets",
                        List.of(safe)));
    }

    /** {@return at most 64 characters} */
    private String ruleName(String name) {
        return Names.of(plan.name(name), 64);
    }
}
