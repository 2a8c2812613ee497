package retrain.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import retrain.spec.KinesisSpec;
import retrain.spec.LogSpec.Begin;
import retrain.stream.RecordLog;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * A stream, shard by shard, without leases and tables: who reads is told where to begin. A position is the sequence number of the record that was
 * read last, or one of the words below. A shard that came of others is read when they are at their end.
 *
 * <p>Kinesis goes on after what it has let go without a word. So the record that was read last is read again before those after it: if it is there,
 * so are they.
 */
final class KinesisLog implements RecordLog {
    /** From the oldest record that is there; none was read until that time, in milliseconds. */
    private static final String START = "start-";

    /** From a time, in milliseconds. */
    private static final String TIME = "time-";

    /** By so much this machine's clock may be wrong. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    /** The shard is closed, and all of it was read. */
    private static final String END = "end";

    private static final int MOST_RECORDS = 10_000;
    private static final int MOST_WAITS = 30;

    /** What the Kinesis Producer Library puts before several records in one. */
    private static final int AGGREGATE = 0xF3899AC2;

    private final KinesisSpec spec;
    private final KinesisClient client;
    private final Clock clock;
    private final KinesisFaults faults;
    private final StreamDescriptionSummary about;

    private final TreeMap<String, String> positions = new TreeMap<>();

    /** Of the shards that were read to their latest record. */
    private final Map<String, String> iterators = new HashMap<>();

    private final Set<String> behind = new TreeSet<>();
    private final List<String> losses = new ArrayList<>();
    private boolean fresh = true;

    KinesisLog(KinesisSpec spec, KinesisClient client, Clock clock) {
        this.spec = spec;
        this.client = client;
        this.clock = clock;
        this.faults = new KinesisFaults(where(spec));
        this.about = faults.guard(() -> client.describeStreamSummary(r -> r.streamName(spec.stream())))
                .streamDescriptionSummary();
    }

    /** @throws retrain.problem.InvalidInput if the SDK finds no region or credentials, or there is no such stream */
    static KinesisLog open(KinesisSpec spec, AwsClients clients, Clock clock) {
        KinesisClient client = new KinesisFaults(where(spec))
                .guard(() -> clients.of(
                        KinesisClient.builder().overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMinutes(1)))));
        try {
            return new KinesisLog(spec, client, clock);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static String where(KinesisSpec spec) {
        return "Kinesis stream '" + spec.stream() + "'";
    }

    @Override
    public String location() {
        return where(spec);
    }

    @Override
    public String identity() {
        return spec.stream() + "/" + about.streamCreationTimestamp().getEpochSecond();
    }

    @Override
    public void seek(Map<String, String> wanted) {
        positions.clear();
        positions.putAll(wanted);
        iterators.clear();
        behind.clear();
        fresh = wanted.isEmpty();
    }

    @Override
    public List<String> partitions() {
        Map<String, Shard> shards = shards();
        for (String gone :
                positions.keySet().stream().filter(s -> !shards.containsKey(s)).toList()) {
            if (!END.equals(positions.remove(gone))) {
                losses.add("shard " + gone + " is gone, and was not read to its end: the stream keeps "
                        + about.retentionPeriodHours() + " hours");
            }
        }
        String begin = (fresh && spec.from() == Begin.LATEST ? TIME : START) + clock.millis();
        shards.keySet().forEach(shard -> positions.putIfAbsent(shard, begin));
        fresh = false;
        behind.retainAll(positions.keySet());
        return shards.values().stream()
                .filter(shard -> !isAtEnd(shard.shardId())
                        && isAtEnd(shard.parentShardId())
                        && isAtEnd(shard.adjacentParentShardId()))
                .map(Shard::shardId)
                .toList();
    }

    /** Parents that are not listed have long been let go. */
    private boolean isAtEnd(@Nullable String shard) {
        return shard == null || positions.getOrDefault(shard, END).equals(END);
    }

    private Map<String, Shard> shards() {
        Map<String, Shard> shards = new TreeMap<>();
        @Nullable String token = null;
        do {
            ListShardsRequest request = token == null
                    ? ListShardsRequest.builder().streamName(spec.stream()).build()
                    : ListShardsRequest.builder().nextToken(token).build();
            ListShardsResponse some = faults.guard(() -> client.listShards(request));
            some.shards().forEach(shard -> shards.put(shard.shardId(), shard));
            token = some.nextToken();
        } while (token != null);
        return shards;
    }

    @Override
    public List<Item> read(String shard, int most) {
        List<Item> items = new ArrayList<>();
        @Nullable String iterator = iterators.containsKey(shard) ? iterators.get(shard) : opened(shard);
        boolean latest = false;
        while (iterator != null && items.size() < most && !latest) {
            int limit = Math.min(MOST_RECORDS, most - items.size());
            Optional<GetRecordsResponse> some = records(iterator, limit);
            if (some.isEmpty()) {
                iterator = opened(shard);
                continue;
            }
            for (Record record : some.get().records()) {
                items.add(item(shard, record));
                positions.put(shard, record.sequenceNumber());
            }
            iterator = some.get().nextShardIterator();
            latest =
                    some.get().millisBehindLatest() == 0 && some.get().records().size() < limit;
        }
        remember(shard, iterator, latest);
        return items;
    }

    /** Where more waits the next reading looks first whether it was not let go meanwhile. */
    private void remember(String shard, @Nullable String iterator, boolean latest) {
        iterators.remove(shard);
        behind.remove(shard);
        if (iterator == null) {
            positions.put(shard, END);
        } else if (latest) {
            iterators.put(shard, iterator);
            positions.computeIfPresent(shard, (s, position) -> aged(position));
        } else {
            behind.add(shard);
        }
    }

    /** {@return the position of a shard that has no record after it now} */
    private String aged(String position) {
        if (position.startsWith(START)) {
            return START + clock.millis();
        }
        return position.startsWith(TIME)
                ? TIME + Math.max(millis(position), clock.millis() - SKEW.toMillis())
                : position;
    }

    private static long millis(String position) {
        return Long.parseLong(position.substring(position.indexOf('-') + 1));
    }

    private static Item item(String shard, Record record) {
        byte[] data = record.data().asByteArray();
        boolean aggregate = data.length > 4 && record.data().asByteBuffer().getInt(0) == AGGREGATE;
        return new Item(
                "shard " + shard + ", sequence number " + record.sequenceNumber()
                        + (aggregate ? " (several records that the Kinesis Producer Library made one)" : ""),
                data,
                record.approximateArrivalTimestamp());
    }

    /** {@return an iterator after the shard's position; null if that is its end} */
    private @Nullable String opened(String shard) {
        String position = Objects.requireNonNull(positions.get(shard), shard);
        if (!position.contains("-")) {
            return after(shard, position);
        }
        Instant since = Instant.ofEpochMilli(millis(position));
        if (since.plus(Duration.ofHours(about.retentionPeriodHours())).isBefore(clock.instant())) {
            losses.add("shard " + shard + " was not read since " + since + ": the stream keeps "
                    + about.retentionPeriodHours()
                    + " hours, and records may be gone; how many, Kinesis does not tell");
        }
        return position.startsWith(START)
                ? iterator(shard, r -> r.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                : iterator(
                        shard,
                        r -> r.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(since));
    }

    private @Nullable String after(String shard, String last) {
        try {
            @Nullable
            String iterator = client.getShardIterator(r -> r.streamName(spec.stream())
                            .shardId(shard)
                            .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                            .startingSequenceNumber(last))
                    .shardIterator();
            while (iterator != null) {
                GetRecordsResponse one = records(iterator, 1).orElseThrow();
                iterator = one.nextShardIterator();
                if (!one.records().isEmpty()) {
                    if (one.records().get(0).sequenceNumber().equals(last)) {
                        return iterator;
                    }
                    break;
                }
                if (one.millisBehindLatest() == 0) {
                    break;
                }
            }
        } catch (InvalidArgumentException e) {
            // A number that the shard never had, or has let go.
        } catch (SdkException e) {
            throw faults.of(e);
        }
        losses.add("shard " + shard + " has let go of the record that was taken last, " + last + ": the stream keeps "
                + about.retentionPeriodHours()
                + " hours, and those after it may be gone as well; how many, Kinesis does not tell");
        return iterator(shard, r -> r.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
    }

    private String iterator(String shard, Consumer<GetShardIteratorRequest.Builder> from) {
        return faults.guard(() -> client.getShardIterator(r -> {
                    r.streamName(spec.stream()).shardId(shard);
                    from.accept(r);
                }))
                .shardIterator();
    }

    /** {@return empty if the iterator is too old by now} A shard gives five answers a second, to all readers together. */
    private Optional<GetRecordsResponse> records(String iterator, int limit) {
        for (int waits = 0; ; waits++) {
            try {
                return Optional.of(
                        client.getRecords(r -> r.shardIterator(iterator).limit(limit)));
            } catch (ExpiredIteratorException e) {
                return Optional.empty();
            } catch (ProvisionedThroughputExceededException e) {
                if (waits == MOST_WAITS) {
                    throw faults.of(e);
                }
                pause();
            } catch (SdkException e) {
                throw faults.of(e);
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw faults.cancelled(e);
        }
    }

    @Override
    public Map<String, String> positions() {
        return Map.copyOf(positions);
    }

    @Override
    public List<String> losses() {
        List<String> told = List.copyOf(losses);
        losses.clear();
        return told;
    }

    /** Kinesis tells the age of what waits, and not how much it is: one at least, where a shard has more. */
    @Override
    public long waiting() {
        return behind.size();
    }

    @Override
    public void close() {
        client.close();
    }
}
