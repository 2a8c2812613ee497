package retrain.lambda;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.lambda.Arrival.Cause;
import retrain.lambda.Arrival.Created;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Events of EventBridge and the notifications of S3, as they come from a queue or without one. */
final class Events {
    private static final String CREATED = "ObjectCreated:";

    private Events() {}

    /** What cannot be understood; the message names what is wrong. */
    static final class NotUnderstood extends Exception {
        private static final long serialVersionUID = 1L;

        NotUnderstood(String message) {
            super(message, null, false, false);
        }
    }

    /** {@return the records of a batch of SQS; empty if it is none} */
    static Optional<List<JsonNode>> batch(JsonNode event) {
        List<JsonNode> records = array(event, "Records");
        boolean queued = !records.isEmpty() && records.stream().allMatch(r -> is(r, "aws:sqs", "eventSource"));
        return queued ? Optional.of(records) : Optional.empty();
    }

    /** {@return what the body of a message, or an event without a queue, tells} */
    static List<Arrival> arrivals(JsonNode event) throws NotUnderstood {
        if (event.isObject() && event.field("Records").isPresent()) {
            return notified(array(event, "Records"));
        }
        if (is(event, "s3:TestEvent", "Event")) {
            return List.of();
        }
        if (text(event, "detail-type").isEmpty()) {
            throw new NotUnderstood("it is neither an event of EventBridge nor a notification of S3");
        }
        return bridged(event).stream().toList();
    }

    private static List<Arrival> notified(List<JsonNode> records) throws NotUnderstood {
        List<Arrival> arrivals = new ArrayList<>();
        for (JsonNode record : records) {
            if (!is(record, "aws:s3", "eventSource")) {
                throw new NotUnderstood("it has records that are not of S3");
            }
            if (wanted(record, "eventName").startsWith(CREATED)) {
                String key = wanted(record, "s3", "object", "key");
                arrivals.add(created(
                        wanted(record, "s3", "bucket", "name"),
                        decoded(key),
                        text(record, "s3", "object", "sequencer").orElse(""),
                        wanted(record, "eventTime")));
            }
        }
        return arrivals;
    }

    /** Notifications of S3 have keys as a form of HTML would send them; events of EventBridge have them as they are. */
    private static String decoded(String key) throws NotUnderstood {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new NotUnderstood("its key '" + key + "' is not encoded as S3 encodes keys");
        }
    }

    private static Optional<Arrival> bridged(JsonNode event) throws NotUnderstood {
        String type = wanted(event, "detail-type");
        return switch (type) {
            case "Object Created" ->
                Optional.of(created(
                        wanted(event, "detail", "bucket", "name"),
                        wanted(event, "detail", "object", "key"),
                        text(event, "detail", "object", "sequencer").orElse(""),
                        wanted(event, "time")));
            case "CloudWatch Alarm State Change" -> alarm(event);
            case "Scheduled Event" -> Optional.of(told(Cause.SCHEDULE, "the time to look has come", event));
            case "Retrain Requested" ->
                Optional.of(told(
                        Cause.MANUAL, text(event, "detail", "why").orElse("somebody asked, without a reason"), event));
            default -> Optional.empty();
        };
    }

    private static Optional<Arrival> alarm(JsonNode event) throws NotUnderstood {
        String name = wanted(event, "detail", "alarmName");
        return is(event, "ALARM", "detail", "state", "value")
                ? Optional.of(told(
                        Cause.ALARM,
                        "the alarm " + name + " rings"
                                + text(event, "detail", "state", "reason")
                                        .map(r -> ": " + r)
                                        .orElse(""),
                        event))
                : Optional.empty();
    }

    private static Arrival told(Cause cause, String what, JsonNode event) throws NotUnderstood {
        return new Arrival(cause, what, latest(wanted(event, "time")), Optional.empty());
    }

    private static Arrival created(String bucket, String key, String sequencer, String time) throws NotUnderstood {
        String address = "s3://" + bucket + "/" + key;
        Instant at = latest(time);
        return new Arrival(
                Cause.DATA, address + " is new since " + time, at, Optional.of(new Created(address, sequencer)));
    }

    /** {@return the latest time that a text can mean} */
    private static Instant latest(String time) throws NotUnderstood {
        try {
            Instant at = Instant.parse(time);
            return time.contains(".") ? at : at.plusSeconds(1);
        } catch (DateTimeException e) {
            throw new NotUnderstood("its time is '" + time + "'");
        }
    }

    private static boolean is(JsonNode node, String value, String... path) {
        return text(node, path).equals(Optional.of(value));
    }

    private static String wanted(JsonNode node, String... path) throws NotUnderstood {
        Optional<String> text = text(node, path);
        if (text.isEmpty()) {
            throw new NotUnderstood("it has no " + String.join(".", path));
        }
        return text.get();
    }

    /** {@return the text at a path; empty if there is none} */
    static Optional<String> text(JsonNode node, String... path) {
        Optional<JsonNode> found = Optional.of(node);
        for (String step : path) {
            found = found.filter(JsonNode::isObject).flatMap(n -> n.field(step));
        }
        return found.filter(JsonNode::isString).map(JsonNode::text).filter(t -> !t.isEmpty());
    }

    private static List<JsonNode> array(JsonNode node, String name) {
        return Optional.of(node)
                .filter(JsonNode::isObject)
                .flatMap(n -> n.field(name))
                .filter(JsonNode::isArray)
                .map(JsonNode::asArray)
                .orElse(List.of());
    }
}
