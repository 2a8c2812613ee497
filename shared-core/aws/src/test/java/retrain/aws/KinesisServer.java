package retrain.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import retrain.run.Json;

/**
 * A stream on the loopback that does what moto does not: closed shards that end, records that are let go, iterators that grow old, answers
 * without records before the first, throttling.
 */
final class KinesisServer implements AutoCloseable {
    final Map<String, Shard> shards = new LinkedHashMap<>();
    private final HttpServer server;
    private final Set<String> expired = new HashSet<>();
    private final Set<String> issued = new HashSet<>();
    private int sequence = 100;

    /** How many calls of GetRecords are refused from now on. */
    int throttled;

    /** The error that every call is answered with. */
    String refused = "";

    int calls;

    static final class Shard {
        private final String parent;
        private final String adjacent;
        private final List<Entry> entries = new ArrayList<>();
        private boolean closed;

        private Shard(String parent, String adjacent) {
            this.parent = parent;
            this.adjacent = adjacent;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // not compared
    private record Entry(int number, byte[] data, Instant at) {}

    private record Answer(int status, String body) {}

    KinesisServer(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            shards.put(id(i), new Shard("", ""));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    private Shard shard(String id) {
        return Objects.requireNonNull(shards.get(id), id);
    }

    private static String of(Map<String, String> asked, String key) {
        return Objects.requireNonNull(asked.get(key), key);
    }

    static String id(int number) {
        return String.format(Locale.ROOT, "shardId-%012d", number);
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized void put(int shard, Instant at, String... rows) {
        for (String row : rows) {
            put(shard, at, row.getBytes(StandardCharsets.UTF_8));
        }
    }

    synchronized void put(int shard, Instant at, byte[] data) {
        shard(id(shard)).entries.add(new Entry(sequence++, data, at));
    }

    /** Closes the parents; the new shards get the next numbers. */
    synchronized void reshard(List<Integer> parents, int children) {
        parents.forEach(p -> shard(id(p)).closed = true);
        for (int i = 0; i < children; i++) {
            shards.put(id(shards.size()), new Shard(id(parents.get(0)), parents.size() > 1 ? id(parents.get(1)) : ""));
        }
    }

    /** Lets go of the first records of a shard. */
    synchronized void trim(int shard, int records) {
        shard(id(shard)).entries.subList(0, records).clear();
    }

    synchronized void expire() {
        expired.addAll(issued);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String action = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceAll(".*\\.", "");
        byte[] body = exchange.getRequestBody().readAllBytes();
        Answer answer = answer(action, Json.flat(body, action));
        byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.getResponseHeaders().set("x-amzn-RequestId", "request-" + ++calls);
        exchange.sendResponseHeaders(answer.status(), text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private Answer answer(String action, Map<String, String> asked) {
        if (!refused.isEmpty()) {
            return error(refused);
        }
        return switch (action) {
            case "DescribeStreamSummary" ->
                of(asked, "StreamName").equals("rows") ? new Answer(200, """
                                {"StreamDescriptionSummary": {"StreamName": "rows", "StreamARN": "arn:aws:kinesis:eu-west-1:1:stream/rows",
                                "StreamStatus": "ACTIVE", "RetentionPeriodHours": 24, "StreamCreationTimestamp": 1767225600,
                                "EnhancedMonitoring": [], "OpenShardCount": 1}}""") : error("ResourceNotFoundException");
            case "ListShards" -> new Answer(200, "{\"Shards\": [" + listed() + "]}");
            case "GetShardIterator" -> iterator(asked);
            default -> records(of(asked, "ShardIterator"), Integer.parseInt(of(asked, "Limit")));
        };
    }

    private static Answer error(String type) {
        return new Answer(400, "{\"__type\": \"" + type + "\", \"message\": \"as the test wants\"}");
    }

    private String listed() {
        return shards.entrySet().stream()
                .map(s -> "{\"ShardId\": \"" + s.getKey() + "\""
                        + (s.getValue().parent.isEmpty() ? "" : ", \"ParentShardId\": \"" + s.getValue().parent + "\"")
                        + (s.getValue().adjacent.isEmpty()
                                ? ""
                                : ", \"AdjacentParentShardId\": \"" + s.getValue().adjacent + "\"")
                        + ", \"HashKeyRange\": {\"StartingHashKey\": \"0\", \"EndingHashKey\": \"1\"},"
                        + " \"SequenceNumberRange\": {\"StartingSequenceNumber\": \"1\"}}")
                .collect(Collectors.joining(","));
    }

    private Answer iterator(Map<String, String> asked) {
        List<Entry> entries = shard(of(asked, "ShardId")).entries;
        int after =
                switch (of(asked, "ShardIteratorType")) {
                    case "TRIM_HORIZON" -> 0;
                    case "AT_SEQUENCE_NUMBER" -> Integer.parseInt(of(asked, "StartingSequenceNumber")) - 1;
                    default -> {
                        Instant from =
                                Instant.ofEpochMilli(Math.round(1000 * Double.parseDouble(of(asked, "Timestamp"))));
                        yield entries.stream()
                                .filter(e -> e.at().isBefore(from))
                                .mapToInt(Entry::number)
                                .max()
                                .orElse(0);
                    }
                };
        return new Answer(200, "{\"ShardIterator\": \"" + issue(of(asked, "ShardId"), after, true) + "\"}");
    }

    private String issue(String shard, int after, boolean first) {
        String iterator = shard + "/" + after + "/" + first + "/" + issued.size();
        issued.add(iterator);
        return iterator;
    }

    /** The first answer of an iterator has no records, as it often is. */
    private Answer records(String iterator, int limit) {
        if (expired.contains(iterator)) {
            return error("ExpiredIteratorException");
        }
        if (throttled > 0) {
            throttled--;
            return error("ProvisionedThroughputExceededException");
        }
        String[] parts = iterator.split("/", -1);
        Shard shard = shard(parts[0]);
        int after = Integer.parseInt(parts[1]);
        List<Entry> rest =
                shard.entries.stream().filter(e -> e.number() > after).toList();
        List<Entry> some = parts[2].equals("true") ? List.of() : rest.subList(0, Math.min(limit, rest.size()));
        int reached = some.isEmpty() ? after : some.get(some.size() - 1).number();
        String next =
                shard.closed && some.size() == rest.size() ? "null" : "\"" + issue(parts[0], reached, false) + "\"";
        return new Answer(
                200,
                "{\"Records\": [" + some.stream().map(KinesisServer::json).collect(Collectors.joining(","))
                        + "], \"NextShardIterator\": " + next + ", \"MillisBehindLatest\": "
                        + (some.size() < rest.size() ? 1000 : 0) + "}");
    }

    private static String json(Entry entry) {
        return "{\"SequenceNumber\": \"" + entry.number()
                + "\", \"PartitionKey\": \"k\", \"ApproximateArrivalTimestamp\": "
                + entry.at().toEpochMilli() / 1e3 + ", \"Data\": \""
                + Base64.getEncoder().encodeToString(entry.data()) + "\"}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
