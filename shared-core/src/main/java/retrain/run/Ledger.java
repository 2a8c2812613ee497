package retrain.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/**
 * The append-only record of one run, in the store under {@code runs/<id>/}; an entry is there whole or not at all. What is done is written
 * together with what is begun next, because each document is a request of its own where the store is in S3: a process that is killed in
 * between does a stage again as one that was killed just before its end.
 */
public final class Ledger {
    private final Store store;
    private final RunId run;
    private final List<LedgerEntry> entries;
    private final List<LedgerEntry> unwritten = new ArrayList<>();
    private int documents;

    private Ledger(Store store, RunId run, List<LedgerEntry> entries, int documents) {
        this.store = store;
        this.run = run;
        this.entries = entries;
        this.documents = documents;
    }

    /** {@return the empty ledger of a new run} */
    public static Ledger begin(Store store, RunId run) {
        return new Ledger(store, run, new ArrayList<>(), 0);
    }

    /**
     * {@return the ledger of an earlier run}
     *
     * @throws InvalidInput {@link Code#NOT_FOUND} if there is no such run
     */
    public static Ledger open(Store store, RunId run) {
        List<LedgerEntry> entries = new ArrayList<>();
        int documents = 0;
        for (String key : store.list("runs/" + run + "/")) {
            Optional<Store.Document> document = store.read(key);
            if (document.isPresent()) {
                documents++;
                LedgerEntry entry = Json.read(document.get().content(), LedgerEntry.class, key);
                if (entry instanceof LedgerEntry.Together together) {
                    entries.addAll(together.entries());
                } else {
                    entries.add(entry);
                }
            }
        }
        if (entries.isEmpty()) {
            throw new InvalidInput(
                    Code.NOT_FOUND,
                    "run " + run,
                    "there is no such run in " + store.location(),
                    "See 'history' for the runs there are");
        }
        return new Ledger(store, run, entries, documents);
    }

    /** {@return the ids of all runs in the store, oldest first} */
    public static List<RunId> runs(Store store) {
        return store.list("runs/").stream()
                .map(key -> key.substring("runs/".length(), key.lastIndexOf('/')))
                .distinct()
                .filter(RunId::isValid)
                .map(RunId::new)
                .toList();
    }

    /** {@return how a run began, without reading the rest of its ledger; empty if it has none} */
    public static Optional<LedgerEntry.Began> began(Store store, RunId run) {
        String key = "runs/" + run + "/" + padded(1) + ".json";
        return store.read(key)
                .map(d -> Json.read(d.content(), LedgerEntry.class, key))
                .filter(LedgerEntry.Began.class::isInstance)
                .map(LedgerEntry.Began.class::cast);
    }

    public RunId run() {
        return run;
    }

    public List<LedgerEntry> entries() {
        return List.copyOf(entries);
    }

    /** {@return the entries of a kind, in their order} */
    public <E extends LedgerEntry> List<E> entries(Class<E> kind) {
        List<E> found = new ArrayList<>();
        for (LedgerEntry entry : entries) {
            if (kind.isInstance(entry)) {
                found.add(kind.cast(entry));
            }
        }
        return List.copyOf(found);
    }

    /** {@return how the stage was done, if it is done} */
    public Optional<LedgerEntry.Done> done(String stage) {
        Optional<LedgerEntry.Done> last = Optional.empty();
        for (LedgerEntry.Done done : entries(LedgerEntry.Done.class)) {
            if (done.stage().equals(stage)) {
                last = Optional.of(done);
            }
        }
        return last;
    }

    /** So that the keys of a ledger sort in its order. */
    private static String padded(int number) {
        String digits = Integer.toString(number);
        return "0000".substring(Math.min(4, digits.length())) + digits;
    }

    /**
     * Adds an entry. When this returns it lasts, with those before it; what is done lasts from the next entry on, or {@link #flush}.
     *
     * @throws BackendFailure {@link Code#CONFLICT} if another process goes on with the same run
     */
    public void append(LedgerEntry entry) {
        entries.add(entry);
        unwritten.add(entry);
        if (!(entry instanceof LedgerEntry.Done)) {
            flush();
        }
    }

    /** Writes what is done and was not followed by anything. */
    public void flush() {
        if (unwritten.isEmpty()) {
            return;
        }
        String key = "runs/" + run + "/" + padded(documents + 1) + ".json";
        if (!store.create(key, Json.write(document()))) {
            entries.removeAll(unwritten);
            unwritten.clear();
            throw BackendFailure.retryable(
                    new Problem(
                            Code.CONFLICT,
                            "run " + run,
                            "another process is going on with the same run",
                            "Wait for it, or start a run of its own without naming a run"),
                    null,
                    null);
        }
        documents++;
        unwritten.clear();
    }

    private Record document() {
        return (Record) (unwritten.size() == 1 ? unwritten.get(0) : new LedgerEntry.Together(unwritten));
    }
}
