package retrain.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import retrain.spec.KafkaSpec;
import retrain.spec.LogSpec.Begin;
import retrain.stream.RecordLog;

/**
 * A topic, read by a consumer without a group: it is told where to read, and commits nothing. A position is the offset of the next record.
 *
 * <p>One partition is read at a time, the others pause, so that who reads decides the order. Offsets have holes (compaction, transactions):
 * a position may be further than the record before it.
 */
final class KafkaLog implements RecordLog {
    private static final Duration A_WHILE = Duration.ofMillis(100);

    private final KafkaSpec spec;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Duration timeout;
    private final Faults faults;
    private final String identity;

    private final TreeMap<Integer, Part> parts = new TreeMap<>();
    private final List<String> losses = new ArrayList<>();
    private boolean fresh = true;

    /** A partition. */
    private static final class Part {
        private long position;

        /** When the partitions were asked for last. */
        private long end;

        /** Read, and not yet asked for. */
        private final Deque<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();

        Part(long position) {
            this.position = position;
            this.end = position;
        }
    }

    private KafkaLog(
            KafkaSpec spec,
            ClientProperties properties,
            Faults faults,
            Admin admin,
            KafkaConsumer<byte[], byte[]> consumer) {
        this.spec = spec;
        this.timeout = properties.timeout();
        this.faults = faults;
        this.admin = admin;
        this.consumer = consumer;
        this.identity = identity(describe());
    }

    static KafkaLog open(KafkaSpec spec, ClientProperties properties) {
        quieten();
        Faults faults = new Faults(where(spec), properties);
        Admin admin = faults.made(() -> Admin.create(properties.all()));
        try {
            KafkaConsumer<byte[], byte[]> consumer = faults.guard(() ->
                    new KafkaConsumer<>(properties.all(), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
            try {
                return new KafkaLog(spec, properties, faults, admin, consumer);
            } catch (RuntimeException e) {
                close(consumer);
                throw e;
            }
        } catch (RuntimeException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    /** Kafka's clients write all their properties to the log; where that is Maven's, they keep to warnings unless told otherwise. */
    private static void quieten() {
        String level = "org.slf4j.simpleLogger.log.org.apache.kafka";
        if (System.getProperty(level) == null) {
            System.setProperty(level, "warn");
        }
    }

    private static String where(KafkaSpec spec) {
        return "topic '" + spec.topic() + "' at " + spec.servers();
    }

    @Override
    public String location() {
        return where(spec);
    }

    @Override
    public String identity() {
        return identity;
    }

    private static String identity(TopicDescription topic) {
        return topic.name() + "/" + topic.topicId();
    }

    private TopicDescription describe() {
        try {
            return admin.describeTopics(List.of(spec.topic()))
                    .allTopicNames()
                    .get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next();
        } catch (ExecutionException e) {
            throw faults.of(e);
        } catch (TimeoutException e) {
            throw faults.away("it was asked for the topic", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw faults.cancelled(e);
        }
    }

    @Override
    public void seek(Map<String, String> positions) {
        parts.clear();
        consumer.assign(List.of());
        positions.forEach(
                (partition, position) -> parts.put(Integer.valueOf(partition), new Part(Long.parseLong(position))));
        fresh = positions.isEmpty();
    }

    @Override
    public List<String> partitions() {
        TopicDescription topic = describe();
        if (!identity(topic).equals(identity)) {
            throw faults.replaced();
        }
        Set<TopicPartition> all = new HashSet<>();
        topic.partitions().forEach(p -> all.add(partition(p.partition())));
        Map<TopicPartition, Long> from = faults.guard(() -> consumer.beginningOffsets(all, timeout));
        faults.guard(() -> consumer.endOffsets(all, timeout))
                .forEach((each, to) -> place(each.partition(), from.getOrDefault(each, 0L), to));
        for (int gone :
                parts.keySet().stream().filter(p -> !all.contains(partition(p))).toList()) {
            losses.add("partition " + gone + " is gone");
            parts.remove(gone);
        }
        fresh = false;
        assign(all);
        return parts.keySet().stream().map(String::valueOf).toList();
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(spec.topic(), number);
    }

    /** A partition that came after the stream began is read from its beginning. */
    private void place(int number, long from, long to) {
        long begin = fresh ? (spec.from() == Begin.EARLIEST ? from : to) : 0;
        Part part = parts.computeIfAbsent(number, p -> new Part(begin));
        part.end = to;
        if (part.position < from) {
            losses.add("partition " + number + " begins with offset " + from + " by now, and the stream is at "
                    + part.position + ": " + (from - part.position)
                    + " records at the most are gone that were not taken");
            move(number, part, from);
        } else if (part.position > to) {
            losses.add("partition " + number + " ends before offset " + to + ", and the stream is at " + part.position
                    + ": " + (part.position - to)
                    + " records that were taken are gone, and others may have come in their places");
            move(number, part, to);
        }
    }

    private void move(int number, Part part, long position) {
        part.position = position;
        part.ahead.clear();
        if (consumer.assignment().contains(partition(number))) {
            consumer.seek(partition(number), position);
        }
    }

    private void assign(Set<TopicPartition> all) {
        Set<TopicPartition> before = new HashSet<>(consumer.assignment());
        if (before.equals(all)) {
            return;
        }
        consumer.assign(all);
        parts.forEach((number, part) -> {
            if (!before.contains(partition(number))) {
                consumer.seek(partition(number), part.position);
            }
        });
        consumer.pause(all);
    }

    @Override
    public List<Item> read(String name, int most) {
        TopicPartition partition = partition(Integer.parseInt(name));
        Part part = Objects.requireNonNull(parts.get(partition.partition()), name);
        long reached = fetch(partition, part, most);
        List<Item> items = new ArrayList<>();
        while (items.size() < most && !part.ahead.isEmpty()) {
            ConsumerRecord<byte[], byte[]> record = part.ahead.remove();
            part.position = record.offset() + 1;
            items.add(item(record));
        }
        if (part.ahead.isEmpty()) {
            part.position = reached;
        }
        return items;
    }

    private static Item item(ConsumerRecord<byte[], byte[]> record) {
        return new Item(
                "partition " + record.partition() + ", offset " + record.offset(),
                record.value() == null ? new byte[0] : record.value(),
                Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    }

    /** Reads ahead what is wanted, or what there was when the partitions were asked for. {@return up to where} */
    private long fetch(TopicPartition partition, Part part, int most) {
        consumer.resume(List.of(partition));
        try {
            long reached = consumer.position(partition, timeout);
            long since = System.nanoTime();
            while (part.ahead.size() < most && reached < part.end) {
                consumer.poll(A_WHILE).records(partition).forEach(part.ahead::add);
                long before = reached;
                reached = consumer.position(partition, timeout);
                if (reached > before) {
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > timeout.toNanos()) {
                    throw faults.away("no record came", new IllegalStateException("at " + reached + " of " + part.end));
                }
            }
            return reached;
        } catch (OffsetOutOfRangeException e) {
            // Gone since the partitions were asked for; they will be asked for again, and tell it.
            return part.ahead.isEmpty() ? part.position : part.ahead.getLast().offset() + 1;
        } catch (KafkaException e) {
            throw faults.of(e);
        } finally {
            consumer.pause(List.of(partition));
        }
    }

    @Override
    public Map<String, String> positions() {
        Map<String, String> told = new TreeMap<>();
        parts.forEach((number, part) -> told.put(String.valueOf(number), String.valueOf(part.position)));
        return told;
    }

    @Override
    public List<String> losses() {
        List<String> told = List.copyOf(losses);
        losses.clear();
        return told;
    }

    /** By offsets: with holes it is too many. */
    @Override
    public long waiting() {
        return parts.values().stream()
                .mapToLong(part -> Math.max(0, part.end - part.position))
                .sum();
    }

    @Override
    public void close() {
        close(consumer);
        admin.close(Duration.ZERO);
    }

    private static void close(KafkaConsumer<?, ?> consumer) {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
