package retrain.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
            store.read(key).ifPresent(d -> entries.add(Json.read(d.content(), LedgerEntry.class, key)));
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

    public RunId run() {
        return run;
    }

    public List<LedgerEntry> entries() {
        return List.copyOf(entries);
    }

    /** {@return the entries of a kind, in their order} */
    public <E extends LedgerEntry> List<E> entries(Class<E> kind) {
        return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** {@return how the stage was done, if it is done} */
    public Optional<LedgerEntry.Done> done(String stage) {
        return entries(LedgerEntry.Done.class).stream()
                .filter(d -> d.stage().equals(stage))
                .reduce((first, last) -> last);
    }

    /**
     * Adds an entry; when this returns, the entry lasts.
     *
     * @throws BackendFailure {@link Code#CONFLICT} if another process goes on with the same run
     */
    public void append(LedgerEntry entry) {
        String key = String.format(Locale.ROOT, "runs/%s/%04d.json", run, entries.size() + 1);
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
