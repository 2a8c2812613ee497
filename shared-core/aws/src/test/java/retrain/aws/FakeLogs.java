package retrain.aws;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * CloudWatch Logs: groups, streams, events. As there, an end of a stream is known by a token that comes back unchanged, a page may hold
 * nothing although more follows, events that are too old or too new are left out and said so, and a batch has limits.
 */
final class FakeLogs {
    private static final Duration OLDEST = Duration.ofDays(14);
    private static final Duration NEWEST = Duration.ofHours(2);
    private static final int MOST_BYTES = 1_048_576;
    private static final int OVERHEAD = 26;
    private static final int MOST_EVENTS = 10_000;
    private static final List<Long> RETENTIONS = List.of(
            1L, 3L, 5L, 7L, 14L, 30L, 60L, 90L, 120L, 150L, 180L, 365L, 400L, 545L, 731L, 1096L, 1827L, 2192L, 2557L,
            2922L, 3288L, 3653L);

    /** A line of a stream; the time is in milliseconds of the epoch. */
    record Event(long timestamp, String message) {}

    private static final class Group {
        final Map<String, List<Event>> streams = new TreeMap<>();
        final Map<String, Object> settings = new LinkedHashMap<>();
    }

    private final Map<String, Group> groups = new TreeMap<>();
    private volatile Clock clock = Clock.systemUTC();
    private volatile int pageSize = MOST_EVENTS;
    private volatile boolean emptyPages;

    FakeLogs(AwsServer server) {
        on(server, "CreateLogGroup", this::createGroup);
        on(server, "CreateLogStream", this::createStream);
        on(server, "DescribeLogGroups", this::groups);
        on(server, "DescribeLogStreams", this::streams);
        on(server, "PutLogEvents", this::put);
        on(server, "GetLogEvents", this::get);
        on(server, "PutRetentionPolicy", this::retention);
        on(server, "AssociateKmsKey", this::key);
    }

    private void on(AwsServer server, String call, AwsServer.Handler handler) {
        server.on("Logs_20140328." + call, request -> {
            synchronized (groups) {
                return handler.answer(request);
            }
        });
    }

    /** From now on it is as late as this clock says. */
    FakeLogs at(Clock now) {
        clock = now;
        return this;
    }

    /** From now on a page of GetLogEvents holds at most so many events. */
    FakeLogs pages(int size) {
        pageSize = size;
        return this;
    }

    /** From now on every other page of GetLogEvents is empty, with a token that leads on. */
    FakeLogs withEmptyPages() {
        emptyPages = true;
        return this;
    }

    /** Something writes lines, now: a job. Group and stream are made if there are none. */
    FakeLogs write(String group, String stream, String... lines) {
        synchronized (groups) {
            List<Event> events = groups.computeIfAbsent(group, g -> new Group())
                    .streams
                    .computeIfAbsent(stream, s -> new ArrayList<>());
            for (String line : lines) {
                events.add(new Event(clock.millis(), line));
            }
        }
        return this;
    }

    /** {@return what a stream holds; empty if there is none} */
    List<Event> events(String group, String stream) {
        synchronized (groups) {
            Group found = groups.get(group);
            return found == null ? List.of() : List.copyOf(found.streams.getOrDefault(stream, List.of()));
        }
    }

    /** {@return the names of the streams of a group} */
    List<String> streams(String group) {
        synchronized (groups) {
            Group found = groups.get(group);
            return found == null ? List.of() : List.copyOf(found.streams.keySet());
        }
    }

    /** {@return {@code retentionInDays}, {@code kmsKeyId} and {@code tags} of a group, as far as it has them} */
    Map<String, Object> settings(String group) {
        synchronized (groups) {
            Group found = groups.get(group);
            return found == null ? Map.of() : Map.copyOf(found.settings);
        }
    }

    private Object createGroup(JsonNode request) {
        String name = matching(request, "logGroupName", "[.\\-_/#A-Za-z0-9]{1,512}");
        if (groups.containsKey(name)) {
            throw refused("ResourceAlreadyExistsException", "The specified log group already exists");
        }
        Group group = new Group();
        text(request, "kmsKeyId").ifPresent(k -> group.settings.put("kmsKeyId", k));
        request.field("tags").ifPresent(t -> group.settings.put("tags", String.valueOf(AwsServer.plain(t))));
        groups.put(name, group);
        return Map.of();
    }

    private Object createStream(JsonNode request) {
        Group group = group(request);
        String name = matching(request, "logStreamName", "[^:*]{1,512}");
        if (group.streams.containsKey(name)) {
            throw refused("ResourceAlreadyExistsException", "The specified log stream already exists");
        }
        group.streams.put(name, new ArrayList<>());
        return Map.of();
    }

    private Object groups(JsonNode request) {
        String prefix = text(request, "logGroupNamePrefix").orElse("");
        List<Map<String, Object>> found = new ArrayList<>();
        groups.forEach((name, group) -> {
            if (name.startsWith(prefix)) {
                Map<String, Object> shown = new LinkedHashMap<>(group.settings);
                shown.remove("tags");
                shown.put("logGroupName", name);
                shown.put("arn", "arn:aws:logs:us-east-1:123456789012:log-group:" + name + ":*");
                found.add(shown);
            }
        });
        return page(request, "logGroups", found);
    }

    private Object streams(JsonNode request) {
        Group group = group(request);
        String prefix = text(request, "logStreamNamePrefix").orElse("");
        boolean byTime = text(request, "orderBy").orElse("").equals("LastEventTime");
        if (byTime && !prefix.isEmpty()) {
            throw refused("InvalidParameterException", "Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        Comparator<Map.Entry<String, List<Event>>> order = byTime
                ? Comparator.comparing(e ->
                        e.getValue().stream().mapToLong(Event::timestamp).max().orElse(0))
                : Map.Entry.comparingByKey();
        if (request.field("descending").map(JsonNode::asBoolean).orElse(false)) {
            order = order.reversed();
        }
        List<Map<String, Object>> found = group.streams.entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix))
                .sorted(order)
                .map(e -> shown(e.getKey(), e.getValue()))
                .toList();
        return page(request, "logStreams", found);
    }

    private static Map<String, Object> shown(String name, List<Event> events) {
        Map<String, Object> stream = new LinkedHashMap<>();
        stream.put("logStreamName", name);
        if (!events.isEmpty()) {
            stream.put(
                    "firstEventTimestamp",
                    events.stream().mapToLong(Event::timestamp).min().getAsLong());
            stream.put(
                    "lastEventTimestamp",
                    events.stream().mapToLong(Event::timestamp).max().getAsLong());
        }
        return stream;
    }

    private static Object page(JsonNode request, String key, List<Map<String, Object>> found) {
        int most =
                request.field("limit").map(n -> Integer.parseInt(n.asNumber())).orElse(50);
        if (most < 1 || most > 50) {
            throw refused("InvalidParameterException", "limit must be between 1 and 50");
        }
        int from = text(request, "nextToken").map(Integer::parseInt).orElse(0);
        int to = Math.min(found.size(), from + most);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(key, found.subList(from, to));
        if (to < found.size()) {
            answer.put("nextToken", String.valueOf(to));
        }
        return answer;
    }

    private Object put(JsonNode request) {
        List<Event> stream = stream(request);
        List<Event> events = new ArrayList<>();
        for (JsonNode event : request.field("logEvents")
                .orElseThrow(() -> missing("logEvents"))
                .asArray()) {
            events.add(new Event(
                    Long.parseLong(event.field("timestamp").orElseThrow().asNumber()),
                    event.field("message").orElseThrow().text()));
        }
        withinLimits(events);
        long old = clock.instant().minus(OLDEST).toEpochMilli();
        long late = clock.instant().plus(NEWEST).toEpochMilli();
        List<Event> taken = events.stream()
                .filter(e -> e.timestamp() >= old && e.timestamp() <= late)
                .toList();
        stream.addAll(taken);
        long tooOld = events.stream().filter(e -> e.timestamp() < old).count();
        long tooNew = events.stream().filter(e -> e.timestamp() > late).count();
        Map<String, Object> rejected = new LinkedHashMap<>();
        if (tooOld > 0) {
            rejected.put("tooOldLogEventEndIndex", tooOld);
        }
        if (tooNew > 0) {
            rejected.put("tooNewLogEventStartIndex", events.size() - tooNew);
        }
        return rejected.isEmpty() ? Map.of() : Map.of("rejectedLogEventsInfo", rejected);
    }

    private static void withinLimits(List<Event> events) {
        if (events.isEmpty() || events.size() > MOST_EVENTS) {
            throw refused("InvalidParameterException", "1 to 10000 log events expected");
        }
        long bytes = 0;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).message().isEmpty()) {
                throw refused("InvalidParameterException", "Log event message must not be empty");
            }
            bytes += events.get(i).message().getBytes(StandardCharsets.UTF_8).length + OVERHEAD;
            if (i > 0 && events.get(i).timestamp() < events.get(i - 1).timestamp()) {
                throw refused(
                        "InvalidParameterException",
                        "Log events in a single PutLogEvents request must be in chronological order.");
            }
        }
        if (bytes > MOST_BYTES) {
            throw refused(
                    "InvalidParameterException", "Upload too large: " + bytes + " bytes exceeds limit of 1048576");
        }
        if (events.get(events.size() - 1).timestamp() - events.get(0).timestamp()
                > Duration.ofDays(1).toMillis()) {
            throw refused(
                    "InvalidParameterException",
                    "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }
    }

    private Object get(JsonNode request) {
        List<Event> events = stream(request).stream()
                .sorted(Comparator.comparingLong(Event::timestamp))
                .collect(Collectors.toList());
        long since = request.field("startTime")
                .map(n -> Long.parseLong(n.asNumber()))
                .orElse(0L);
        events.removeIf(e -> e.timestamp() < since);
        int most = Math.min(
                pageSize,
                request.field("limit").map(n -> Integer.parseInt(n.asNumber())).orElse(MOST_EVENTS));
        Optional<String> token = text(request, "nextToken");
        boolean head = request.field("startFromHead").map(JsonNode::asBoolean).orElse(false);
        int from = token.map(FakeLogs::position).orElse(head ? 0 : Math.max(0, events.size() - most));
        boolean nothingYet = emptyPages && !token.map(t -> t.endsWith("/e")).orElse(false) && from < events.size();
        int to = nothingYet ? from : Math.min(events.size(), from + most);
        String next = "f/" + to + (nothingYet ? "/e" : "/s");
        boolean end = to == from && !nothingYet;
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Event event : events.subList(from, to)) {
            shown.add(Map.of(
                    "timestamp", event.timestamp(), "message", event.message(), "ingestionTime", event.timestamp()));
        }
        return Map.of(
                "events",
                shown,
                "nextForwardToken",
                end ? token.orElse(next) : next,
                "nextBackwardToken",
                "b/" + from + "/s");
    }

    private static int position(String token) {
        String[] parts = token.split("/", -1);
        if (parts.length != 3 || !parts[0].equals("f")) {
            throw refused("InvalidParameterException", "The specified nextToken is invalid.");
        }
        return Integer.parseInt(parts[1]);
    }

    private Object retention(JsonNode request) {
        Group group = group(request);
        long days = Long.parseLong(request.field("retentionInDays")
                .orElseThrow(() -> missing("retentionInDays"))
                .asNumber());
        if (!RETENTIONS.contains(days)) {
            throw refused("InvalidParameterException", "retentionInDays is none of " + RETENTIONS);
        }
        group.settings.put("retentionInDays", days);
        return Map.of();
    }

    private Object key(JsonNode request) {
        group(request).settings.put("kmsKeyId", text(request, "kmsKeyId").orElseThrow(() -> missing("kmsKeyId")));
        return Map.of();
    }

    private Group group(JsonNode request) {
        String name = text(request, "logGroupName")
                .or(() -> text(request, "logGroupIdentifier").map(id -> id.replaceFirst("^arn:.*:log-group:", "")))
                .orElseThrow(() -> missing("logGroupName"));
        @Nullable Group group = groups.get(name);
        if (group == null) {
            throw refused("ResourceNotFoundException", "The specified log group does not exist.");
        }
        return group;
    }

    private List<Event> stream(JsonNode request) {
        Group group = group(request);
        List<Event> events = group.streams.get(matching(request, "logStreamName", "[^:*]{1,512}"));
        if (events == null) {
            throw refused("ResourceNotFoundException", "The specified log stream does not exist.");
        }
        return events;
    }

    private static String matching(JsonNode request, String field, String pattern) {
        String text = text(request, field).orElseThrow(() -> missing(field));
        if (!text.matches(pattern)) {
            throw refused(
                    "InvalidParameterException",
                    "1 validation error detected: Value '" + text + "' at '" + field
                            + "' failed to satisfy constraint: " + pattern);
        }
        return text;
    }

    private static Optional<String> text(JsonNode request, String field) {
        return request.field(field).filter(n -> !n.isNull()).map(JsonNode::text);
    }

    private static Refused missing(String field) {
        return refused("InvalidParameterException", "Value null at '" + field + "' failed to satisfy constraint");
    }

    private static Refused refused(String code, String message) {
        return new Refused(400, code, message);
    }
}
