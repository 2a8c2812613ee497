package retrain.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import retrain.event.Event;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Context;
import retrain.run.Json;
import retrain.spec.LogSpec;
import retrain.spec.LogSpec.Trouble;
import retrain.spec.Spec;
import retrain.stream.RecordLog.Item;

/**
 * Batches that are cut from a log: as many records as the spec says, or those that are there when the oldest has waited long enough. All
 * partitions give the same share as long as they have it, and stand in the batch one after the other.
 *
 * <p>Memory holds the records of one batch.
 */
public final class LogSource implements BatchSource {
    /** What is told of at once. */
    private static final int MOST_TOLD = 20;

    private final LogSpec spec;
    private final Context context;
    private final RecordLog log;
    private final Claims claims;
    private final String key;

    /** The offset that was looked after last, if the log is where it should be then. */
    private Optional<String> after = Optional.empty();

    private boolean placed;

    private LogPlace place = new LogPlace(0, "", Map.of());
    private @Nullable Batch next;

    /** The records after the place, by partition; they are let go as soon as they are a file. */
    private final TreeMap<String, List<Item>> held = new TreeMap<>();

    private int records;
    private long bytes;
    private Instant oldest = Instant.MAX;

    /** When the first record of the batch was read. */
    private Instant seen = Instant.MAX;

    /** Of all that was ever read, for the size of what was not. */
    private double allRecords;

    private double allBytes;

    /**
     * {@return the batches of a log}
     *
     * @param log is closed with the source
     */
    public static BatchSource of(Spec spec, Context context, RecordLog log) {
        return new LogSource(spec, context, log);
    }

    private LogSource(Spec spec, Context context, RecordLog log) {
        this.spec = spec.stream().orElseThrow().log().orElseThrow();
        this.context = context;
        this.log = log;
        this.key = spec.stream().orElseThrow().kafka().isPresent() ? "stream.kafka" : "stream.kinesis";
        this.claims = new Claims(this.spec
                .land()
                .map(land -> context.base().resolve(land).normalize())
                .orElse(context.scratch().resolve("batches-" + spec.model())));
    }

    @Override
    public String location() {
        return log.location();
    }

    @Override
    public void close() {
        log.close();
    }

    @Override
    public Look look(Optional<String> offset) {
        if (!placed || !offset.equals(after)) {
            goTo(offset);
        }
        if (next == null) {
            fill();
            if (records == spec.batch() || isRipe()) {
                cut(offset);
            }
        }
        return new Look(Optional.ofNullable(next), waiting());
    }

    /** If the offset is that of the batch which was handed out, the log is where it should be. */
    private void goTo(Optional<String> offset) {
        boolean follows = next != null && offset.equals(Optional.of(next.offset()));
        forget();
        place = offset.map(LogPlace::parse).orElse(new LogPlace(0, log.identity(), Map.of()));
        if (!follows) {
            checkIdentity();
            log.seek(place.positions());
        }
        if (spec.land().isEmpty()) {
            claims.removeBefore(place.number());
        }
        claims.find(place, offset).ifPresent(this::take);
        after = offset;
        placed = true;
    }

    private void forget() {
        next = null;
        placed = false;
        held.clear();
        records = 0;
        bytes = 0;
        oldest = Instant.MAX;
    }

    private void checkIdentity() {
        if (!place.log().equals(log.identity())) {
            settle(List.of("the batches so far came from " + place.log() + ", and this is " + log.identity()
                    + ": it is another one, or was deleted and made again"));
            place = new LogPlace(place.records(), log.identity(), Map.of());
        }
    }

    private void take(Claims.Claim claim) {
        LogPlace end = LogPlace.parse(claim.note().offset());
        next = claim.batch();
        records = (int) claim.note().records();
        bytes = claim.batch().bytes();
        oldest = claim.note().oldest();
        held.clear();
        log.seek(end.positions());
        asked();
    }

    /**
     * Reads in rounds, each of which shares what is lacking among the partitions that had all that they were asked for before; until nothing
     * more came, and no other partition has its turn by now.
     */
    private void fill() {
        Malformed malformed = new Malformed();
        List<String> partitions = asked();
        boolean more = true;
        while (more && isWanted(malformed)) {
            double before = allRecords;
            List<String> rest = partitions;
            while (!rest.isEmpty() && isWanted(malformed)) {
                rest = round(rest, malformed);
                settle(log.losses());
            }
            List<String> then = partitions;
            partitions = isWanted(malformed) ? asked() : then;
            more = allRecords > before || !partitions.equals(then);
        }
        settle(malformed);
    }

    /** {@return the partitions that can be read} With fewer records than partitions, too, all have their turn. */
    private List<String> asked() {
        List<String> partitions = new ArrayList<>(log.partitions());
        settle(log.losses());
        if (!partitions.isEmpty()) {
            Collections.rotate(partitions, -(int) (place.records() % partitions.size()));
        }
        return partitions;
    }

    /** What is no row. */
    private static final class Malformed {
        private final List<Problem> first = new ArrayList<>();
        private long records;
    }

    private boolean isWanted(Malformed malformed) {
        return records < spec.batch() && (malformed.records < MOST_TOLD || spec.malformed() == Trouble.SKIP);
    }

    /** {@return the partitions that may have more} */
    private List<String> round(List<String> partitions, Malformed malformed) {
        List<String> rest = new ArrayList<>();
        int left = partitions.size();
        for (String partition : partitions) {
            int share = (spec.batch() - records + left - 1) / left;
            left--;
            if (share > 0) {
                List<Item> items = log.read(partition, share);
                items.forEach(item -> hold(partition, item, malformed));
                if (items.size() == share) {
                    rest.add(partition);
                }
            }
        }
        return rest;
    }

    private void hold(String partition, Item item, Malformed malformed) {
        allRecords++;
        allBytes += item.value().length + 1;
        if (!Json.isObject(item.value())) {
            malformed.records++;
            if (malformed.first.size() < MOST_TOLD) {
                malformed.first.add(malformed(item));
            }
            return;
        }
        if (records == 0) {
            seen = context.clock().instant();
        }
        held.computeIfAbsent(partition, p -> new ArrayList<>()).add(item);
        records++;
        bytes += item.value().length + 1;
        oldest = item.at().isBefore(oldest) ? item.at() : oldest;
    }

    private Problem malformed(Item item) {
        return new Problem(
                Code.DATA_MALFORMED,
                log.location() + ", " + item.where(),
                item.value().length == 0 ? "has no value" : "is no JSON object in UTF-8",
                "Mend what writes it; to leave out such records, set '" + key + ".malformed: skip'");
    }

    private void settle(Malformed malformed) {
        if (malformed.records == 0) {
            return;
        }
        if (spec.malformed() == Trouble.STOP) {
            forget();
            throw new InvalidInput(malformed.first);
        }
        Problem first = malformed.first.get(0);
        notice("leaves out " + malformed.records + " records; the first, " + first.where() + ", " + first.what());
    }

    private void settle(List<String> losses) {
        if (losses.isEmpty()) {
            return;
        }
        if (spec.lost() == Trouble.STOP) {
            forget();
            throw new InvalidInput(losses.stream()
                    .map(loss -> new Problem(
                            Code.DATA_MISSING,
                            log.location(),
                            loss,
                            "Have a champion made of all rows there are by the command 'run'; to go on without those that are gone, set '"
                                    + key + ".lost: skip'"))
                    .toList());
        }
        losses.forEach(loss -> notice("goes on without what is gone: " + loss));
    }

    private void notice(String what) {
        context.observer().on(new Event.Noticed("stream: " + what));
    }

    /** By the log's clock or by this one's, as the log's may be wrong. */
    private boolean isRipe() {
        Instant came = oldest.isBefore(seen) ? oldest : seen;
        return records > 0 && !context.clock().instant().isBefore(came.plusNanos(Spans.nanos(spec.patience())));
    }

    private void cut(Optional<String> offset) {
        LogPlace end = new LogPlace(place.records() + records, log.identity(), log.positions());
        List<Item> items = held.values().stream().flatMap(List::stream).toList();
        claims.add(place.number(), new Claims.Note(offset, end.text(), records, oldest), items);
        Claims.Claim claim = claims.find(place, offset).orElseThrow();
        if (claim.note().offset().equals(end.text())) {
            next = claim.batch();
            held.clear();
        } else {
            take(claim);
        }
    }

    private Waiting waiting() {
        long unread = log.waiting();
        long all = records + unread;
        double mean = allRecords == 0 ? 0 : allBytes / allRecords;
        return new Waiting(
                (all + spec.batch() - 1) / spec.batch(),
                bytes + Math.round(mean * unread),
                records == 0 ? Optional.empty() : Optional.of(oldest));
    }
}
