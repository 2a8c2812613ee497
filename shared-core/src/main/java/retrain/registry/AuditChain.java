package retrain.registry;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Store;

/** The numbered entries of one model, and the alias documents that repeat what they say. */
final class AuditChain {
    private final Store store;
    private final String model;
    private final Clock clock;

    /** Where the chain ended when it was looked last, by alias. */
    private final Map<String, Tail> tails = new ConcurrentHashMap<>();

    AuditChain(Store store, String model, Clock clock) {
        this.store = store;
        this.model = model;
        this.clock = clock;
    }

    /** An entry of one of both kinds, and the digest of its document. */
    record Link(Optional<AuditEntry> move, Optional<ExecutionEntry> execution, Digest digest) {
        int number() {
            return move.map(AuditEntry::number)
                    .or(() -> execution.map(ExecutionEntry::number))
                    .orElseThrow();
        }

        /** {@return where it lets an alias point to, if it moves that one} */
        Optional<Alias> alias(String name) {
            return move.filter(m -> m.alias().equals(name)).map(m -> new Alias(name, m.version(), m.number(), digest));
        }

        Optional<Digest> previous() {
            return move.isPresent()
                    ? move.get().previous()
                    : execution.orElseThrow().previous();
        }
    }

    /** What tells of which kind an entry is. */
    private record Kind(String action) {}

    /**
     * The end of the chain, and where an alias is then.
     *
     * @param last the number of the last entry, 0 if there is none
     * @param digest of the last entry
     * @param said the number of the entry that the alias document repeats, 0 if there is none
     * @param document the alias document, if it was read
     */
    record Tail(Optional<Alias> alias, int last, Optional<Digest> digest, int said, Optional<Store.Document> document) {
        static final Tail NONE = new Tail(Optional.empty(), 0, Optional.empty(), 0, Optional.empty());

        /** {@return the end of a chain whose last entry moved the alias, and whose alias document says so} */
        static Tail of(Alias alias) {
            return new Tail(
                    Optional.of(alias), alias.audit(), Optional.of(alias.entry()), alias.audit(), Optional.empty());
        }

        /** {@return whether the alias document does not say yet what the chain says} */
        boolean behind() {
            return alias.isPresent() && said < alias.get().audit();
        }
    }

    String entryKey(int number) {
        return "models/" + model + "/audit/" + number + ".json";
    }

    String aliasKey(String alias) {
        return "models/" + model + "/aliases/" + alias;
    }

    /** {@return the numbers of all entries, in order} */
    List<Integer> numbers() {
        return Numbered.numbers(store, "models/" + model + "/audit/");
    }

    @Nullable
    Link link(int number) {
        String key = entryKey(number);
        Optional<Store.Document> document = store.read(key);
        if (document.isEmpty()) {
            return null;
        }
        byte[] content = document.get().content();
        boolean moves = !Json.read(content, Kind.class, key).action().equals(ExecutionEntry.ACTION);
        return new Link(
                moves ? Optional.of(Json.read(content, AuditEntry.class, key)) : Optional.empty(),
                moves ? Optional.empty() : Optional.of(Json.read(content, ExecutionEntry.class, key)),
                Digest.of(content));
    }

    /** {@return an entry that was there just now} */
    Link whole(int number) {
        Link link = link(number);
        if (link == null) {
            throw damaged(entryKey(number), "is missing, though it was there just now");
        }
        return link;
    }

    /** {@return all entries that move an alias, in order} */
    List<AuditEntry> moves() {
        return entries(0).moves();
    }

    /**
     * The entries of both kinds.
     *
     * @param moves all that move an alias, in order
     * @param executions the last ones of the others, newest first
     */
    record Entries(List<AuditEntry> moves, List<ExecutionEntry> executions) {}

    /** {@return the entries, of those that move nothing so many} */
    Entries entries(int executions) {
        List<ExecutionEntry> others = new ArrayList<>();
        List<AuditEntry> moves = new ArrayList<>();
        for (Link link : links(0, numbers(), executions, others)) {
            link.move.ifPresent(moves::add);
        }
        return new Entries(moves, others);
    }

    /** {@return the entries that move an alias, of those after one and up to another, in order} */
    List<Link> moves(int after, int last) {
        return links(after, IntStream.rangeClosed(after + 1, last).boxed().toList(), 0, new ArrayList<>());
    }

    /**
     * From the last one back: an entry that moves nothing tells which one before it did, so that those between are not read.
     *
     * @param others takes the last ones that move nothing
     * @param most so many of them
     */
    private List<Link> links(int after, List<Integer> numbers, int most, List<ExecutionEntry> others) {
        Deque<Link> moves = new ArrayDeque<>();
        int before = Integer.MAX_VALUE;
        for (int i = numbers.size() - 1; i >= 0 && before > after; i--) {
            Link link = numbers.get(i) <= before ? link(numbers.get(i)) : null;
            if (link == null) {
                continue;
            }
            if (link.move.isPresent()) {
                moves.addFirst(link);
            } else if (others.size() < most) {
                others.add(link.execution.orElseThrow());
            } else {
                before = link.execution.orElseThrow().moved();
            }
        }
        return List.copyOf(moves);
    }

    /**
     * Begins at the entry that the alias document names and follows the chain to its end: three small reads if nothing happened since.
     */
    Tail tail(String name) {
        Tail tail = follow(name, said(name));
        tails.put(name, tail);
        return tail;
    }

    /** Where the end was when it was looked last, if the next number is free still: one small read if nothing happened since. */
    Tail tailAgain(String name) {
        Tail known = tails.get(name);
        return known != null && link(known.last + 1) == null ? known : tail(name);
    }

    private Tail follow(String name, Tail from) {
        Optional<Alias> alias = from.alias;
        int last = from.last;
        Digest digest = from.digest.orElse(null);
        for (Link link = link(last + 1); link != null; link = link(last + 1)) {
            int end = link.execution.isPresent() ? highest() : last + 1;
            Link latest = end == last + 1 ? link : whole(end);
            for (Link move : end == last + 1 ? List.of(link) : moves(last, end)) {
                Optional<Alias> moved = move.alias(name);
                alias = moved.isPresent() ? moved : alias;
            }
            last = end;
            digest = latest.digest;
        }
        return new Tail(alias, last, Optional.ofNullable(digest), from.said, from.document);
    }

    /** {@return the entry that the alias document names, as if it were the last} */
    private Tail said(String name) {
        String key = aliasKey(name);
        Optional<Store.Document> document = store.read(key);
        if (document.isEmpty()) {
            return Tail.NONE;
        }
        Alias said = Json.read(document.get().content(), Alias.class, key);
        return new Tail(Optional.of(said), said.audit(), Optional.of(confirm(said).digest), said.audit(), document);
    }

    /** {@return what the alias document says} */
    Optional<Alias> repeated(String name) {
        String key = aliasKey(name);
        return store.read(key).map(document -> Json.read(document.content(), Alias.class, key));
    }

    private Link confirm(Alias alias) {
        Link link = link(alias.audit());
        if (link == null) {
            throw damaged(entryKey(alias.audit()), "is missing, though " + aliasKey(alias.name()) + " goes by it");
        }
        if (!link.digest.equals(alias.entry())
                || link.move
                        .filter(m -> m.alias().equals(alias.name()) && m.version() == alias.version())
                        .isEmpty()) {
            throw damaged(entryKey(alias.audit()), "is not the entry that " + aliasKey(alias.name()) + " repeats");
        }
        return link;
    }

    /**
     * Adds an entry if the alias still is where the move expects it. Where it was when this was asked last is enough if the chain still ends
     * there: the next number is free then, or it is looked again.
     *
     * @param audit the entries that there were just before
     * @return empty if it points elsewhere by now
     */
    Optional<AuditEntry> append(Move move, Digest document, List<AuditEntry> audit) {
        Tail known = tails.get(move.alias());
        Tail tail = known != null && endsAt(known, audit) ? known : tail(move.alias());
        int highest = audit.isEmpty() ? 0 : audit.get(audit.size() - 1).number();
        while (isFrom(move, tail)) {
            checkWhole(tail.last, highest);
            AuditEntry entry = entry(move, document, tail);
            byte[] content = Json.write(entry);
            if (store.create(entryKey(entry.number()), content)) {
                Alias now = new Alias(move.alias(), entry.version(), entry.number(), Digest.of(content));
                repeat(now, tail.document);
                tails.put(now.name(), Tail.of(now));
                return Optional.of(entry);
            }
            highest = highest();
            tail = tail(move.alias());
        }
        return Optional.empty();
    }

    /** {@return whether the entries are whole, and the last of them is the one that was the last} */
    private static boolean endsAt(Tail tail, List<AuditEntry> audit) {
        Optional<Digest> last =
                audit.isEmpty() ? Optional.empty() : Optional.of(Digest.of(Json.write(audit.get(audit.size() - 1))));
        return audit.size() == tail.last && tail.digest.equals(last);
    }

    private boolean isFrom(Move move, Tail tail) {
        return tail.alias.map(Alias::version).equals(move.from())
                && (move.beside().isEmpty() || isStill(move.beside().get(), tail.last));
    }

    private AuditEntry entry(Move move, Digest document, Tail tail) {
        return new AuditEntry(
                tail.last + 1,
                move.action(),
                move.alias(),
                move.to().number(),
                document,
                move.from(),
                move.run().map(RunId::text),
                move.by(),
                move.why(),
                clock.instant(),
                tail.digest,
                move.share());
    }

    /** Adds an entry that moves no alias, unless that execution has one already. {@return the entry} */
    ExecutionEntry append(Ended ended) {
        while (true) {
            List<Integer> numbers = numbers();
            int last = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
            Optional<ExecutionEntry> there = entry(ended, last);
            if (there.isPresent()) {
                return there.get();
            }
            ExecutionEntry entry = entry(ended, last == 0 ? Optional.empty() : Optional.of(whole(last)), last);
            if (numbers.size() == last && store.create(entryKey(last + 1), Json.write(entry))) {
                return entry;
            }
            if (numbers.size() < last) {
                throw damaged(entryKey(last), "comes after a gap");
            }
        }
    }

    /** {@return the entry of an execution: no entry that is older than its beginning can be} */
    private Optional<ExecutionEntry> entry(Ended ended, int last) {
        for (int number = last; number > 0; number--) {
            Link link = whole(number);
            Optional<ExecutionEntry> found =
                    link.execution.filter(e -> e.execution().equals(ended.execution()));
            Instant at = link.move
                    .map(AuditEntry::at)
                    .or(() -> link.execution.map(ExecutionEntry::at))
                    .orElseThrow();
            if (found.isPresent() || at.isBefore(ended.began())) {
                return found.filter(e -> !at.isBefore(ended.began()));
            }
        }
        return Optional.empty();
    }

    private ExecutionEntry entry(Ended ended, Optional<Link> last, int number) {
        return new ExecutionEntry(
                number + 1,
                ExecutionEntry.ACTION,
                ended.execution(),
                ended.state(),
                ended.run().map(RunId::text),
                ended.by(),
                ended.why(),
                clock.instant(),
                last.flatMap(Link::execution).map(ExecutionEntry::moved).orElse(number),
                last.map(Link::digest));
    }

    private int highest() {
        List<Integer> numbers = numbers();
        return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
    }

    /** Whether an alias is where it is said to be, and no entry came since the end of the chain was found. */
    private boolean isStill(Alias said, int last) {
        Tail tail = tail(said.name());
        return tail.last == last && tail.alias.equals(Optional.of(said));
    }

    /** What comes after a gap must not be taken for the end. */
    private void checkWhole(int last, int highest) {
        if (highest > last && store.read(entryKey(last + 1)).isEmpty()) {
            throw damaged(entryKey(last + 1), "is missing, though there is an entry " + highest);
        }
    }

    /** Brings the alias document up to what the end of the chain says, if it is behind. */
    void catchUp(String name, Tail tail) {
        if (tail.behind()) {
            repeat(tail.alias.orElseThrow(), tail.document);
            tails.remove(name, tail);
        }
    }

    /**
     * Brings the alias document up to what the chain says; never back.
     *
     * @param said the document as it was just before
     */
    void repeat(Alias now, Optional<Store.Document> said) {
        String key = aliasKey(now.name());
        byte[] content = Json.write(now);
        Optional<Store.Document> document = said;
        while (document.isEmpty()
                ? !store.create(key, content)
                : Json.read(document.get().content(), Alias.class, key).audit() < now.audit()
                        && !store.replace(key, content, document.get().tag())) {
            document = store.read(key);
        }
    }

    static BackendFailure damaged(String where, String what) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_CORRUPTED,
                        where,
                        what,
                        "Run 'history' with 'verify' to see all damage, and restore the file from a backup"),
                null);
    }
}
