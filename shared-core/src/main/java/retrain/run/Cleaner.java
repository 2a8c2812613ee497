package retrain.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/**
 * Finds what a store does not need any more: objects that nothing refers to and that nobody has used since a given time, the entries
 * by which they would have been reused, and what killed processes left.
 *
 * <p>Referred to is whatever a model's version, alias or audit entry names, whatever a run that began since then names, and whatever
 * any of these objects or any younger object names in turn. A reference is any digest in a JSON text: so a record that a later
 * version of Retrain writes keeps what it names, too. Runs may go on meanwhile: an object counts as used as soon as it is asked for.
 */
public final class Cleaner {
    private static final Pattern DIGEST = Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");

    /** What is larger is a table or a model, and is not opened. */
    private static final long LARGEST_RECORD = 64L << 20;

    private final Store store;
    private final Instant before;
    private final Released released;

    private Cleaner(Store store, Instant before, Released released) {
        this.store = store;
        this.before = before;
        this.released = released;
    }

    /**
     * What can go although a document names it.
     *
     * @param documents the keys of documents that do not keep these objects
     * @param objects by the record that names them, which itself is kept
     */
    public record Released(Set<String> documents, Map<Digest, Set<Digest>> objects) {
        public Released {
            documents = Set.copyOf(documents);
            objects = Map.copyOf(objects);
        }

        /** {@return nothing} */
        public static Released none() {
            return new Released(Set.of(), Map.of());
        }
    }

    /** Something that can go, by its name within the store. */
    public record Item(String name, long bytes) {}

    /**
     * {@return what {@link #clean} would remove; nothing is removed}
     *
     * @param days how long nobody must have used it; at least 1, as runs may be going on
     */
    public static List<Item> plan(Store store, Instant now, int days, Released released) {
        Cleaner cleaner = new Cleaner(store, before(now, days), released);
        Set<Digest> needed = cleaner.needed();
        List<Item> items = new ArrayList<>();
        for (Entry entry : cleaner.unneeded(needed)) {
            items.add(new Item(entry.key, entry.bytes));
        }
        cleaner.eachUnneeded(needed, o -> items.add(item(o)));
        for (Store.Leftover leftover : store.leftovers(cleaner.before)) {
            items.add(new Item(leftover.name(), leftover.bytes()));
        }
        return List.copyOf(items);
    }

    /**
     * Removes what is not needed. {@return what was removed}
     *
     * @param days how long nobody must have used it; at least 1, as runs may be going on
     */
    public static List<Item> clean(Store store, Instant now, int days, Released released) {
        Cleaner cleaner = new Cleaner(store, before(now, days), released);
        List<Item> items = new ArrayList<>();
        for (Entry entry : cleaner.unneeded(cleaner.needed())) {
            store.delete(entry.key);
            items.add(new Item(entry.key, entry.bytes));
        }
        // Nobody finds these objects any more; those that a run had found just before are young by now.
        cleaner.eachUnneeded(cleaner.needed(), o -> {
            store.delete(o.digest());
            items.add(item(o));
        });
        for (Store.Leftover leftover : store.leftovers(cleaner.before)) {
            store.delete(leftover);
            items.add(new Item(leftover.name(), leftover.bytes()));
        }
        return List.copyOf(items);
    }

    private static Instant before(Instant now, int days) {
        if (days < 1) {
            throw new InvalidInput(
                    Code.OPTION_WRONG,
                    "option 'olderThan'",
                    days + " is less than a day, and runs that go on just now would lose what they have made",
                    "Name a number of days, 1 or more");
        }
        return now.minus(Duration.ofDays(days));
    }

    private static Item item(Store.Stored object) {
        return new Item("object " + object.digest(), object.bytes());
    }

    private interface Use {
        void of(Store.Stored object);
    }

    /** The objects are looked at one by one, so that their times are those of the moment before their removal. */
    private void eachUnneeded(Set<Digest> needed, Use use) {
        try (Stream<Store.Stored> objects = store.objects()) {
            objects.filter(o -> isOld(o) && !needed.contains(o.digest())).forEach(use::of);
        }
    }

    private boolean isOld(Store.Stored object) {
        return object.modified().isBefore(before);
    }

    /** A document that can go. */
    private record Entry(String key, long bytes) {}

    /** {@return the entries for reuse, and the manifests, whose object is not needed} */
    private List<Entry> unneeded(Set<Digest> needed) {
        List<Entry> entries = new ArrayList<>();
        for (String key : store.list("stages/")) {
            store.read(key).ifPresent(d -> {
                if (!isWhole(cached(key, d).output(), needed)) {
                    entries.add(new Entry(key, d.content().length));
                }
            });
        }
        for (String key : store.list("datasets/")) {
            Matcher digest = DIGEST.matcher(key);
            if (digest.find() && !needed.contains(new Digest(digest.group()))) {
                store.read(key).ifPresent(d -> entries.add(new Entry(key, d.content().length)));
            }
        }
        return entries;
    }

    /** A record whose objects go is no result to reuse. */
    private boolean isWhole(Digest record, Set<Digest> needed) {
        return needed.contains(record) && needed.containsAll(released.objects().getOrDefault(record, Set.of()));
    }

    private static Cache.Cached cached(String key, Store.Document document) {
        return Json.read(document.content(), Cache.Cached.class, key);
    }

    private Set<Digest> needed() {
        Set<Digest> needed = new HashSet<>();
        Deque<Digest> open = new ArrayDeque<>();
        Map<Digest, Long> kept = new HashMap<>();
        try (Stream<Store.Stored> objects = store.objects()) {
            objects.forEach(o -> {
                kept.put(o.digest(), o.bytes());
                if (!isOld(o)) {
                    open.add(o.digest());
                }
            });
        }
        documents(open);
        follow(open, kept, Set.of(), needed);
        for (String key : released.documents()) {
            store.read(key).ifPresent(d -> digests(d.content(), open));
        }
        Set<Digest> without = new HashSet<>();
        released.objects().values().forEach(without::addAll);
        follow(open, kept, without, needed);
        return needed;
    }

    private void follow(Deque<Digest> open, Map<Digest, Long> kept, Set<Digest> without, Set<Digest> needed) {
        while (!open.isEmpty()) {
            Digest digest = open.pop();
            Long bytes = kept.get(digest);
            if (bytes != null && !without.contains(digest) && needed.add(digest) && bytes <= LARGEST_RECORD) {
                references(digest, open);
            }
        }
    }

    private void documents(Deque<Digest> found) {
        for (String key : store.list("models/")) {
            if (!key.contains("/latest/")
                    && !key.endsWith("/latest.json")
                    && !released.documents().contains(key)) {
                store.read(key).ifPresent(d -> digests(d.content(), found));
            }
        }
        for (RunId run : Ledger.runs(store)) {
            for (String key : store.list("runs/" + run + "/")) {
                store.read(key).ifPresent(d -> entry(key, d, found));
            }
        }
    }

    /** Old runs are still listed, but cannot be gone on with or reported on any more. */
    private void entry(String key, Store.Document document, Deque<Digest> found) {
        LedgerEntry entry = Json.read(document.content(), LedgerEntry.class, key);
        if (entry.at().isAfter(before)) {
            digests(document.content(), found);
        }
    }

    /** Only records are JSON; tables and models begin with other bytes. */
    private void references(Digest digest, Deque<Digest> found) {
        if (isJson(digest)) {
            digests(store.get(digest), found);
        }
    }

    private boolean isJson(Digest digest) {
        Path file = store.fetch(digest);
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == '{';
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(Code.STORE_UNUSABLE, file.toString(), "cannot be read (" + e + ")", "Check the disk"),
                    e);
        }
    }

    private static void digests(byte[] json, Deque<Digest> found) {
        Matcher digests = DIGEST.matcher(new String(json, StandardCharsets.UTF_8));
        while (digests.find()) {
            found.add(new Digest(digests.group()));
        }
    }
}
