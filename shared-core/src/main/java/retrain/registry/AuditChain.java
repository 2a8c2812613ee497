package retrain.registry;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    AuditChain(Store store, String model, Clock clock) {
        this.store = store;
        this.model = model;
        this.clock = clock;
    }

    /** An entry, and the digest of its document. */
    record Link(AuditEntry entry, Digest digest) {}

    /**
     * The end of the chain, and where an alias is then.
     *
     * @param last the number of the last entry, 0 if there is none
     * @param digest of the last entry
     * @param behind whether the alias document does not say yet what the chain says
     */
    record Tail(Optional<Alias> alias, int last, Optional<Digest> digest, boolean behind) {}

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
        return new Link(Json.read(content, AuditEntry.class, key), Digest.of(content));
    }

    /** {@return all entries, in order} */
    List<AuditEntry> entries() {
        List<AuditEntry> entries = new ArrayList<>();
        for (int number : numbers()) {
            Link link = link(number);
            if (link != null) {
                entries.add(link.entry);
            }
        }
        return entries;
    }

    /**
     * Begins at the entry that the alias document names and follows the chain to its end: three small reads if nothing happened since.
     */
    Tail tail(String name) {
        Optional<Alias> said = said(name);
        Alias alias = said.orElse(null);
        int last = 0;
        Digest digest = null;
        if (alias != null) {
            last = alias.audit();
            digest = confirm(alias).digest;
        }
        for (Link link = link(last + 1); link != null; link = link(last + 1)) {
            last++;
            digest = link.digest;
            if (link.entry.alias().equals(name)) {
                alias = new Alias(name, link.entry.version(), last, link.digest);
            }
        }
        boolean behind = alias != null && (said.isEmpty() || said.get().audit() < alias.audit());
        return new Tail(Optional.ofNullable(alias), last, Optional.ofNullable(digest), behind);
    }

    Optional<Alias> said(String name) {
        String key = aliasKey(name);
        Optional<Store.Document> document = store.read(key);
        return document.isEmpty()
                ? Optional.empty()
                : Optional.of(Json.read(document.get().content(), Alias.class, key));
    }

    private Link confirm(Alias alias) {
        Link link = link(alias.audit());
        if (link == null) {
            throw damaged(entryKey(alias.audit()), "is missing, though " + aliasKey(alias.name()) + " goes by it");
        }
        if (!link.digest.equals(alias.entry())
                || !link.entry.alias().equals(alias.name())
                || link.entry.version() != alias.version()) {
            throw damaged(entryKey(alias.audit()), "is not the entry that " + aliasKey(alias.name()) + " repeats");
        }
        return link;
    }

    /**
     * Adds an entry if the alias still is where the move expects it.
     *
     * @return empty if it points elsewhere by now
     */
    Optional<AuditEntry> append(Move move, Digest document) {
        while (true) {
            Tail tail = tail(move.alias());
            if (!tail.alias.map(Alias::version).equals(move.from())) {
                return Optional.empty();
            }
            if (move.beside().isPresent() && !isStill(move.beside().get(), tail.last)) {
                return Optional.empty();
            }
            checkWhole(tail.last);
            AuditEntry entry = new AuditEntry(
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
            byte[] content = Json.write(entry);
            if (store.create(entryKey(entry.number()), content)) {
                repeat(new Alias(move.alias(), entry.version(), entry.number(), Digest.of(content)));
                return Optional.of(entry);
            }
        }
    }

    /** Whether an alias is where it is said to be, and no entry came since the end of the chain was found. */
    private boolean isStill(Alias said, int last) {
        Tail tail = tail(said.name());
        return tail.last == last && tail.alias.equals(Optional.of(said));
    }

    /** What comes after a gap must not be taken for the end. */
    private void checkWhole(int last) {
        List<Integer> numbers = numbers();
        int highest = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
        if (highest > last && store.read(entryKey(last + 1)).isEmpty()) {
            throw damaged(entryKey(last + 1), "is missing, though there is an entry " + highest);
        }
    }

    /** Brings the alias document up to what the chain says; never back. */
    void repeat(Alias now) {
        String key = aliasKey(now.name());
        byte[] content = Json.write(now);
        while (true) {
            Optional<Store.Document> document = store.read(key);
            if (document.isEmpty()) {
                if (store.create(key, content)) {
                    return;
                }
                continue;
            }
            Alias there = Json.read(document.get().content(), Alias.class, key);
            if (there.audit() >= now.audit()
                    || store.replace(key, content, document.get().tag())) {
                return;
            }
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
