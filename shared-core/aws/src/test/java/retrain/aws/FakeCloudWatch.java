package retrain.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * CloudWatch: metrics, alarms, dashboards. An alarm has the state that a test sets; figures do not move it. Refuses what CloudWatch does:
 * values that are no numbers, times out of its window, dimensions without a visible text, bodies that are no JSON.
 */
public final class FakeCloudWatch {
    private static final Duration OLDEST = Duration.ofDays(14);
    private static final Duration NEWEST = Duration.ofHours(2);
    private static final int MOST = 1000;

    /** A figure that was put. */
    record Datum(
            String namespace, String name, Map<String, String> dimensions, Instant at, double value, String unit) {}

    /** An alarm as it was put, by the names of the request's fields; and its state. */
    record Alarm(Map<String, String> fields, String state) {
        String field(String name) {
            return fields.getOrDefault(name, "");
        }

        /** {@return the dimensions, by name} */
        Map<String, String> dimensions() {
            return FakeCloudWatch.dimensions(fields, "Dimensions.member.");
        }
    }

    private final List<Datum> data = new ArrayList<>();
    private final Map<String, Alarm> alarms = new TreeMap<>();
    private final Map<String, String> dashboards = new TreeMap<>();
    private volatile Clock clock = Clock.systemUTC();

    public FakeCloudWatch(AwsServer server) {
        on(server, "PutMetricData", this::put);
        on(server, "PutMetricAlarm", this::putAlarm);
        on(server, "DescribeAlarms", this::describeAlarms);
        on(server, "DeleteAlarms", this::deleteAlarms);
        on(server, "PutDashboard", this::putDashboard);
        on(server, "GetDashboard", this::getDashboard);
    }

    private void on(AwsServer server, String action, AwsServer.QueryHandler handler) {
        server.onQuery(action, form -> {
            synchronized (data) {
                return handler.answer(form);
            }
        });
    }

    /** From now on it is as late as this clock says. */
    FakeCloudWatch at(Clock now) {
        clock = now;
        return this;
    }

    /** {@return all figures that were put, in order} */
    List<Datum> data() {
        synchronized (data) {
            return List.copyOf(data);
        }
    }

    /** {@return the alarms by their names} */
    Map<String, Alarm> alarms() {
        synchronized (data) {
            return new TreeMap<>(alarms);
        }
    }

    /** {@return the bodies of the dashboards by their names} */
    Map<String, String> dashboards() {
        synchronized (data) {
            return new TreeMap<>(dashboards);
        }
    }

    /** Somebody has made an alarm. */
    public void alarm(String name) {
        synchronized (data) {
            alarms.put(name, new Alarm(Map.of("AlarmName", name), "OK"));
        }
    }

    /** Something lets an alarm ring, or end: {@code OK}, {@code ALARM}, {@code INSUFFICIENT_DATA}. */
    public void state(String alarm, String state) {
        synchronized (data) {
            alarms.computeIfPresent(alarm, (n, a) -> new Alarm(a.fields(), state));
        }
    }

    private String put(Map<String, String> form) {
        String namespace = required(form, "Namespace");
        if (namespace.startsWith("AWS/")) {
            throw refused("InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid.");
        }
        List<Datum> batch = new ArrayList<>();
        for (String prefix : members(form, "MetricData.member.")) {
            batch.add(datum(namespace, form, prefix));
        }
        if (batch.isEmpty() || batch.size() > MOST) {
            throw refused("InvalidParameterValue", "The collection MetricData must have from 1 to 1000 members.");
        }
        data.addAll(batch);
        return "";
    }

    private Datum datum(String namespace, Map<String, String> form, String prefix) {
        Map<String, String> dimensions = dimensions(form, prefix + "Dimensions.member.");
        if (dimensions.size() > 30) {
            throw refused("InvalidParameterValue", "The collection Dimensions must not have a size greater than 30.");
        }
        dimensions.values().forEach(FakeCloudWatch::visibleAscii);
        double value = Double.parseDouble(required(form, prefix + "Value"));
        if (!(Math.abs(value) <= 0x1p360)) {
            throw refused("InvalidParameterValue", "The value " + value + " for parameter Value is invalid.");
        }
        Instant at = Optional.ofNullable(form.get(prefix + "Timestamp"))
                .map(Instant::parse)
                .orElse(clock.instant());
        if (at.isBefore(clock.instant().minus(OLDEST))
                || at.isAfter(clock.instant().plus(NEWEST))) {
            throw refused("InvalidParameterValue", "The parameter Timestamp must be within two weeks.");
        }
        String unit = form.getOrDefault(prefix + "Unit", "None");
        return new Datum(namespace, required(form, prefix + "MetricName"), dimensions, at, value, unit);
    }

    private static void visibleAscii(String text) {
        if (!text.matches("[ -~]{1,1024}") || text.isBlank()) {
            throw refused("InvalidParameterValue", "The value " + text + " for parameter Dimensions is invalid.");
        }
    }

    static Map<String, String> dimensions(Map<String, String> form, String prefix) {
        Map<String, String> dimensions = new TreeMap<>();
        for (String at : members(form, prefix)) {
            dimensions.put(required(form, at + "Name"), required(form, at + "Value"));
        }
        return dimensions;
    }

    /** {@return what the fields of each member of a list begin with} */
    private static List<String> members(Map<String, String> form, String prefix) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String key : form.keySet()) {
            if (key.startsWith(prefix)) {
                numbers.add(Integer.parseInt(key.substring(prefix.length()).replaceFirst("\\..*", "")));
            }
        }
        return numbers.stream().map(n -> prefix + n + ".").toList();
    }

    private String putAlarm(Map<String, String> form) {
        String name = required(form, "AlarmName");
        for (String field : List.of("ComparisonOperator", "EvaluationPeriods")) {
            required(form, field);
        }
        int seconds = Integer.parseInt(form.getOrDefault("Period", "0"));
        long span = (long) seconds * Integer.parseInt(required(form, "EvaluationPeriods"));
        if (form.containsKey("MetricName")
                && (seconds % 60 != 0 && !List.of(10, 20, 30).contains(seconds))) {
            throw refused("ValidationError", "Period must be 10, 20, 30 or a multiple of 60");
        }
        if (span > (seconds >= 3600 ? 604800 : 86400)) {
            throw refused(
                    "ValidationError",
                    "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)");
        }
        Map<String, String> fields = new LinkedHashMap<>(form);
        fields.remove("Action");
        fields.remove("Version");
        Alarm before = alarms.get(name);
        alarms.put(name, new Alarm(fields, before == null ? "INSUFFICIENT_DATA" : before.state()));
        return "";
    }

    private String describeAlarms(Map<String, String> form) {
        List<String> names = new ArrayList<>();
        form.forEach((k, v) -> {
            if (k.startsWith("AlarmNames.member.")) {
                names.add(v);
            }
        });
        String prefix = form.getOrDefault("AlarmNamePrefix", "");
        String state = form.getOrDefault("StateValue", "");
        StringBuilder xml = new StringBuilder("<MetricAlarms>");
        alarms.forEach((name, alarm) -> {
            boolean named = names.isEmpty() ? name.startsWith(prefix) : names.contains(name);
            if (named && (state.isEmpty() || state.equals(alarm.state()))) {
                xml.append(xml(name, alarm));
            }
        });
        return xml.append("</MetricAlarms><CompositeAlarms/>").toString();
    }

    private static String xml(String name, Alarm alarm) {
        StringBuilder xml = new StringBuilder("<member>");
        tag(xml, "AlarmName", name);
        tag(xml, "AlarmArn", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:" + name);
        tag(xml, "StateValue", alarm.state());
        for (String field : List.of(
                "AlarmDescription",
                "MetricName",
                "Namespace",
                "Statistic",
                "Period",
                "EvaluationPeriods",
                "Threshold",
                "ComparisonOperator",
                "TreatMissingData")) {
            if (alarm.fields().containsKey(field)) {
                tag(xml, field, alarm.field(field));
            }
        }
        return xml.append("</member>").toString();
    }

    private static void tag(StringBuilder xml, String name, String text) {
        xml.append('<').append(name).append('>');
        xml.append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        xml.append("</").append(name).append('>');
    }

    private String deleteAlarms(Map<String, String> form) {
        form.forEach((k, v) -> {
            if (k.startsWith("AlarmNames.member.")) {
                alarms.remove(v);
            }
        });
        return "";
    }

    private String putDashboard(Map<String, String> form) {
        String body = required(form, "DashboardBody");
        try {
            if (JsonNode.parser().parse(body).field("widgets").isEmpty()) {
                throw refused("DashboardInvalidInputError", "The dashboard body is invalid: Should have widgets");
            }
        } catch (RuntimeException e) {
            throw e instanceof Refused r
                    ? r
                    : refused("DashboardInvalidInputError", "The field DashboardBody must be a valid JSON object");
        }
        dashboards.put(required(form, "DashboardName"), body);
        return "<DashboardValidationMessages/>";
    }

    private String getDashboard(Map<String, String> form) {
        String name = required(form, "DashboardName");
        String body = dashboards.get(name);
        if (body == null) {
            throw new Refused(404, "ResourceNotFound", "Dashboard " + name + " does not exist");
        }
        StringBuilder xml = new StringBuilder();
        tag(xml, "DashboardName", name);
        tag(xml, "DashboardBody", body);
        return xml.toString();
    }

    private static String required(Map<String, String> form, String field) {
        String value = form.getOrDefault(field, "");
        if (value.isEmpty()) {
            throw refused("MissingParameter", "The parameter " + field + " is required.");
        }
        return value;
    }

    private static Refused refused(String code, String message) {
        return new Refused(400, code, message);
    }
}
