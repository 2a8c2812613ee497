package retrain.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.spec.Span;

/** The queue in which events of new data wait, and the one of what could not be delivered. */
final class Queues {
    private static final int TWO_WEEKS = 14 * 24 * 3600;

    /**
     * An event waits in the queue while an execution runs, which may take days if somebody must approve: each look at it counts. At the time
     * that it is hidden after each, 1,000 are a week.
     */
    private static final int MOST_LOOKS = 1000;

    private Queues() {}

    static List<Resource> of(Plan plan) {
        return List.of(
                queue(
                        plan,
                        Ids.EVENTS,
                        "events",
                        "Events of new data wait here until an execution begins for all of them.",
                        Cfn.map(
                                "VisibilityTimeout",
                                hidden(plan),
                                "RedrivePolicy",
                                Cfn.map(
                                        "deadLetterTargetArn",
                                        Cfn.arn(Ids.DEAD_LETTERS),
                                        "maxReceiveCount",
                                        MOST_LOOKS))),
                policy(Ids.EVENTS, "Rules of the stack send to it.", rules(plan, Ids.EVENTS)),
                queue(
                        plan,
                        Ids.DEAD_LETTERS,
                        "dead-letters",
                        "What could not be delivered, or failed again and again.",
                        Cfn.map(
                                "RedriveAllowPolicy",
                                Cfn.map(
                                        "redrivePermission",
                                        "byQueue",
                                        "sourceQueueArns",
                                        List.of(arn(plan, "events"))))),
                policy(
                        Ids.DEAD_LETTERS,
                        "Rules of the stack send what they cannot deliver.",
                        rules(plan, Ids.DEAD_LETTERS)));
    }

    /** {@return six times as long as the function may take that reads the queue, and as long as it gathers, as Lambda asks for} */
    private static int hidden(Plan plan) {
        return 6 * Functions.TRIGGER_SECONDS + gather(plan);
    }

    /** {@return how long events are gathered, in seconds} */
    static int gather(Plan plan) {
        String text = plan.infra().gather();
        return text.contains("second")
                ? Integer.parseInt(text.replaceAll("[^0-9]", ""))
                : (int) Span.of(text).length().toSeconds();
    }

    /** {@return the ARN of a queue by its name, where a reference would go round in a circle} */
    private static Object arn(Plan plan, String name) {
        return Cfn.sub("arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:" + plan.name(name));
    }

    private static Resource queue(Plan plan, String id, String name, String comment, Map<String, Object> more) {
        Optional<Object> key = Encryption.key(plan);
        Map<String, Object> properties = Cfn.map(
                "QueueName",
                plan.name(name),
                "MessageRetentionPeriod",
                TWO_WEEKS,
                "SqsManagedSseEnabled",
                key.isPresent() ? Optional.empty() : Optional.of(true),
                "KmsMasterKeyId",
                key);
        properties.putAll(more);
        return new Resource(
                id,
                "AWS::SQS::Queue",
                comment,
                properties,
                key.isPresent()
                        ? Map.of()
                        : Checks.skip(Map.of(
                                "CKV_AWS_27", "it is encrypted by SQS's own key, which the check does not know")));
    }

    private static Resource policy(String id, String comment, Map<String, Object> allowed) {
        return new Resource(
                id + "Policy",
                "AWS::SQS::QueuePolicy",
                comment,
                Cfn.map(
                        "Queues", List.of(Cfn.ref(id)),
                        "PolicyDocument", Policies.document(allowed, Policies.encryptedOnly("sqs", Cfn.arn(id)))));
    }

    private static Map<String, Object> rules(Plan plan, String id) {
        return Policies.allow(
                "Rules",
                Cfn.map("Service", "events.amazonaws.com"),
                List.of("sqs:SendMessage"),
                Cfn.arn(id),
                Policies.from("events", "rule/" + plan.stack() + "-*"));
    }
}
