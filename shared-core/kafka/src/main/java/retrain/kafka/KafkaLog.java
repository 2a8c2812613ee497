package retrain.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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

    private final TreeMap<Integer, Long> positions = new TreeMap<>();
    private Map<Integer, Long> ends = Map.of();
    private final Map<Integer, Deque<ConsumerRecord<byte[], byte[]>>> ahead = new HashMap<>();
    private final List<String> losses = new ArrayList<>();
    private boolean fresh = true;

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
        Admin admin = faults.guard(() -> Admin.create(properties.all()));
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
    public void seek(Map<String, String> wanted) {
        positions.clear();
        ahead.clear();
        ends = Map.of();
        consumer.assign(List.of());
        wanted.forEach((partition, offset) -> positions.put(Integer.valueOf(partition), Long.valueOf(offset)));
        fresh = wanted.isEmpty();
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
        Map<TopicPartition, Long> to = faults.guard(() -> consumer.endOffsets(all, timeout));
        Set<Integer> gone = new TreeSet<>(positions.keySet());
        ends = new TreeMap<>();
        for (TopicPartition each : all) {
            gone.remove(each.partition());
            ends.put(each.partition(), to.get(each));
            place(each.partition(), from.get(each), to.get(each));
        }
        gone.forEach(this::lose);
        fresh = false;
        assign(all);
        return positions.keySet().stream().map(String::valueOf).toList();
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(spec.topic(), number);
    }

    /** A partition that came after the stream began is read from its beginning. */
    private void place(int partition, long from, long to) {
        if (fresh) {
            positions.put(partition, spec.from() == Begin.EARLIEST ? from : to);
            return;
        }
        long position = positions.computeIfAbsent(partition, p -> 0L);
        if (position < from) {
            losses.add("partition " + partition + " begins with offset " + from + " by now, and the stream is at "
                    + position + ": " + (from - position) + " records at the most are gone that were not taken");
            move(partition, from);
        } else if (position > to) {
            losses.add("partition " + partition + " ends before offset " + to + ", and the stream is at " + position
                    + ": " + (position - to)
                    + " records that were taken are gone, and others may have come in their places");
            move(partition, to);
        }
    }

    private void move(int partition, long position) {
        positions.put(partition, position);
        ahead.remove(partition);
        Set<TopicPartition> others = new HashSet<>(consumer.assignment());
        others.remove(partition(partition));
        consumer.assign(others);
    }

    private void lose(int partition) {
        losses.add("partition " + partition + " is gone");
        positions.remove(partition);
        ahead.remove(partition);
    }

    private void assign(Set<TopicPartition> all) {
        Set<TopicPartition> before = new HashSet<>(consumer.assignment());
        if (before.equals(all)) {
            return;
        }
        consumer.assign(all);
        for (TopicPartition each : all) {
            if (!before.contains(each)) {
                consumer.seek(each, positions.get(each.partition()));
                ahead.put(each.partition(), new ArrayDeque<>());
            }
        }
        consumer.pause(all);
    }

    @Override
    public List<Item> read(String name, int most) {
        int number = Integer.parseInt(name);
        Deque<ConsumerRecord<byte[], byte[]>> records = ahead.get(number);
        long reached = fetch(partition(number), records, most);
        List<Item> items = new ArrayList<>();
        long position = positions.get(number);
        while (items.size() < most && !records.isEmpty()) {
            ConsumerRecord<byte[], byte[]> record = records.remove();
            position = record.offset() + 1;
            items.add(item(record));
        }
        positions.put(number, records.isEmpty() ? reached : position);
        return items;
    }

    private static Item item(ConsumerRecord<byte[], byte[]> record) {
        return new Item(
                "partition " + record.partition() + ", offset " + record.offset(),
                record.value() == null ? new byte[0] : record.value(),
                Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    }

    /** Reads ahead what is wanted, or what there was when the partitions were asked for. {@return up to where} */
    private long fetch(TopicPartition partition, Deque<ConsumerRecord<byte[], byte[]>> records, int most) {
        long end = ends.get(partition.partition());
        consumer.resume(List.of(partition));
        try {
            long reached = consumer.position(partition, timeout);
            long since = System.nanoTime();
            while (records.size() < most && reached < end) {
                ConsumerRecords<byte[], byte[]> more = consumer.poll(A_WHILE);
                more.records(partition).forEach(records::add);
                long before = reached;
                reached = consumer.position(partition, timeout);
                if (reached > before) {
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > timeout.toNanos()) {
                    throw faults.away("no record came", new IllegalStateException("at " + reached + " of " + end));
                }
            }
            return reached;
        } catch (OffsetOutOfRangeException e) {
            // Gone since the partitions were asked for; they will be asked for again, and tell it.
            return records.isEmpty()
                    ? positions.get(partition.partition())
                    : records.getLast().offset() + 1;
        } catch (KafkaException e) {
            throw faults.of(e);
        } finally {
            consumer.pause(List.of(partition));
        }
    }

    @Override
    public Map<String, String> positions() {
        Map<String, String> told = new TreeMap<>();
        positions.forEach((partition, position) -> told.put(String.valueOf(partition), String.valueOf(position)));
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
        long waiting = 0;
        for (Map.Entry<Integer, Long> end : ends.entrySet()) {
            waiting += Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), end.getValue()));
        }
        return waiting;
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
