package retrain.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** The append-only record of one run, in the store under {@code runs/<id>/}; an entry is there whole or not at all. */
public final class Ledger {
    private final Store store;
    private final RunId run;
    private final List<LedgerEntry> entries;

    private Ledger(Store store, RunId run, List<LedgerEntry> entries) {
        this.store = store;
        this.run = run;
        this.entries = entries;
    }

    /** {@return the empty ledger of a new run} */
    public static Ledger begin(Store store, RunId run) {
        return new Ledger(store, run, new ArrayList<>());
    }

    /**
     * {@return the ledger of an earlier run}
     *
     * @throws InvalidInput {@link Code#NOT_FOUND} if there is no such run
     */
    public static Ledger open(Store store, RunId run) {
        List<LedgerEntry> entries = new ArrayList<>();
        for (String key : store.list("runs/" + run + "/")) {
            Optional<Store.Document> entry = store.read(key);
            if (entry.isPresent()) {
                entries.add(Json.read(entry.get().content(), LedgerEntry.class, key));
            }
        }
        if (entries.isEmpty()) {
            throw new InvalidInput(
                    Code.NOT_FOUND,
                    "run " + run,
                    "there is no such run in " + store.location(),
                    "See 'history' for the runs there are");
        }
        return new Ledger(store, run, entries);
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
     * Adds an entry; when this returns, the entry lasts.
     *
     * @throws BackendFailure {@link Code#CONFLICT} if another process goes on with the same run
     */
    public void append(LedgerEntry entry) {
        String key = "runs/" + run + "/" + padded(entries.size() + 1) + ".json";
        if (!store.create(key, Json.write((Record) entry))) {
            throw BackendFailure.retryable(
                    new Problem(
                            Code.CONFLICT,
                            "run " + run,
                            "another process is going on with the same run",
                            "Wait for it, or start a run of its own without naming a run"),
                    null,
                    null);
        }
        entries.add(entry);
    }
}
