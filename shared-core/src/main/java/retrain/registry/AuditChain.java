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
     * @param said the alias document
     */
    record Tail(
            Optional<Alias> alias,
            int last,
            Optional<Digest> digest,
            boolean behind,
            Optional<Store.Document> said) {}

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
        return entries(numbers());
    }

    List<AuditEntry> entries(List<Integer> numbers) {
        List<AuditEntry> entries = new ArrayList<>();
        for (int number : numbers) {
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
        String key = aliasKey(name);
        Optional<Store.Document> document = store.read(key);
        Alias said = document.isEmpty() ? null : Json.read(document.get().content(), Alias.class, key);
        Alias alias = said;
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
        boolean behind = alias != null && (said == null || said.audit() < alias.audit());
        return new Tail(Optional.ofNullable(alias), last, Optional.ofNullable(digest), behind, document);
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
     * @param numbers of the entries that there were just before
     * @return empty if it points elsewhere by now
     */
    Optional<AuditEntry> append(Move move, Digest document, List<Integer> numbers) {
        List<Integer> known = numbers;
        while (true) {
            Tail tail = tail(move.alias());
            if (!tail.alias.map(Alias::version).equals(move.from())) {
                return Optional.empty();
            }
            checkWhole(tail.last, known);
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
                    tail.digest);
            byte[] content = Json.write(entry);
            if (store.create(entryKey(entry.number()), content)) {
                repeat(new Alias(move.alias(), entry.version(), entry.number(), Digest.of(content)), tail.said);
                return Optional.of(entry);
            }
            known = numbers();
        }
    }

    /** What comes after a gap must not be taken for the end. */
    private void checkWhole(int last, List<Integer> numbers) {
        int highest = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
        if (highest > last && store.read(entryKey(last + 1)).isEmpty()) {
            throw damaged(entryKey(last + 1), "is missing, though there is an entry " + highest);
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
