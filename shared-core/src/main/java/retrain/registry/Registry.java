package retrain.registry;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Store;

/**
 * The versions, aliases and audit chain of one model. Any number of processes may use it at once. What an alias points to is decided
 * by the audit chain; the alias document repeats it and is brought up to date by whoever finds it behind.
 */
public final class Registry {
    private final Store store;
    private final String model;
    private final AuditChain chain;

    public Registry(Store store, String model, Clock clock) {
        this.store = store;
        this.model = model;
        this.chain = new AuditChain(store, model, clock);
    }

    /** {@return the model's name} */
    public String model() {
        return model;
    }

    Store store() {
        return store;
    }

    AuditChain chain() {
        return chain;
    }

    /**
     * {@return the version that is champion now}
     *
     * @throws BackendFailure {@code STORE_CORRUPTED} if what decides it was edited or is missing
     */
    public Optional<ModelVersion> champion() {
        return champion(chain.tail(Alias.CHAMPION));
    }

    private Optional<ModelVersion> champion(AuditChain.Tail tail) {
        if (tail.alias().isEmpty()) {
            return Optional.empty();
        }
        Alias alias = tail.alias().get();
        chain.catchUp(alias.name(), tail);
        return Optional.of(named(alias.version(), chain.entryKey(alias.audit())));
    }

    /** {@return champion and test at once; throws as {@link #champion}} */
    public Standing standing() {
        return standing(chain.tail(Alias.CHAMPION));
    }

    /** The same for somebody who has looked in this run already: what was found whole then is looked at again only if the chain has grown. */
    public Standing standingAgain() {
        return standing(chain.tailAgain(Alias.CHAMPION));
    }

    private Standing standing(AuditChain.Tail tail) {
        return new Standing(champion(tail), challenge(tail), tail.last());
    }

    /** {@return where an alias points to; unlike {@link #champion}, this never writes} */
    public Optional<Alias> alias(String name) {
        return chain.tail(name).alias();
    }

    /** {@return the test that runs, if one does} */
    public Optional<Challenge> challenge() {
        return challenge(chain.tail(Alias.CHAMPION));
    }

    private Optional<Challenge> challenge(AuditChain.Tail tail) {
        return tail.alias().isEmpty()
                ? Optional.empty()
                : challenge(tail.alias().get(), tail.last());
    }

    /** A test is younger than its champion, so that the entries before need not be read. */
    private Optional<Challenge> challenge(Alias champion, int last) {
        Challenge found = null;
        for (AuditChain.Link link : chain.moves(champion.audit(), last)) {
            AuditEntry entry = link.move().orElseThrow();
            int number = entry.number();
            if (!entry.alias().equals(Alias.CHALLENGER)) {
                continue;
            }
            Alias now = new Alias(entry.alias(), entry.version(), number, link.digest());
            if (entry.version() == champion.version()) {
                found = null;
            } else if (found != null && !entry.action().equals(AuditEntry.CHALLENGE)) {
                found = found.then(entry, now);
            } else {
                found = new Challenge(
                        number,
                        champion,
                        named(champion.version(), chain.entryKey(champion.audit())),
                        now,
                        named(entry.version(), chain.entryKey(number)),
                        List.of(new Challenge.Phase(entry.at(), entry.share().orElse(0.0))));
            }
        }
        return Optional.ofNullable(found);
    }

    /**
     * {@return the entry by which a run made its candidate the challenger, if it did}
     *
     * @param audit all entries
     */
    public static Optional<AuditEntry> challengedBy(List<AuditEntry> audit, String run) {
        return done(audit, AuditEntry.CHALLENGE, run);
    }

    private ModelVersion named(int number, String by) {
        Optional<ModelVersion> version = version(number);
        if (version.isEmpty()) {
            throw AuditChain.damaged(versionKey(number), "is missing, though " + by + " names it");
        }
        return version.get();
    }

    /** {@return the version of a number, if there is one} */
    public Optional<ModelVersion> version(int number) {
        String key = versionKey(number);
        Optional<Store.Document> document = store.read(key);
        return document.isEmpty() ? Optional.empty() : Optional.of(read(document.get(), key));
    }

    /** On disks that do not tell capitals from small letters, two names of models can come to one folder. */
    private ModelVersion read(Store.Document document, String key) {
        ModelVersion version = Json.read(document.content(), ModelVersion.class, key);
        if (!version.model().equals(model)) {
            throw new InvalidInput(
                    Code.CONFLICT,
                    key,
                    "is a version of model '" + version.model() + "', not of '" + model + "'",
                    "Give the models names that differ in more than capitals, or 'store's of their own");
        }
        return version;
    }

    /** {@return all versions, by their numbers} */
    public List<ModelVersion> versions() {
        List<ModelVersion> versions = new ArrayList<>();
        for (int number : versionNumbers()) {
            version(number).ifPresent(versions::add);
        }
        return versions;
    }

    List<Integer> versionNumbers() {
        return Numbered.numbers(store, "models/" + model + "/versions/");
    }

    /** {@return the key of a version's document} */
    public String versionKey(int number) {
        return "models/" + model + "/versions/" + number + ".json";
    }

    /**
     * What was found when it was looked for a version.
     *
     * @param numbers of the versions there were
     */
    public record Search(Optional<ModelVersion> found, List<Integer> numbers) {}

    /** {@return the version that holds this model with this evaluation and decision; the latest if there are several} */
    public Search search(Digest archive, Digest evaluation, Digest decision) {
        List<Integer> numbers = versionNumbers();
        for (int i = numbers.size() - 1; i >= 0; i--) {
            Optional<ModelVersion> version = version(numbers.get(i));
            if (version.isPresent() && holds(version.get(), archive, evaluation, decision)) {
                return new Search(version, numbers);
            }
        }
        return new Search(Optional.empty(), numbers);
    }

    private static boolean holds(ModelVersion version, Digest archive, Digest evaluation, Digest decision) {
        return version.artifact().archive().equals(archive)
                && version.evaluation().equals(evaluation)
                && version.decision().equals(decision);
    }

    /**
     * Gives a candidate the next free number. The same model with the same evaluation and decision gets one number only, whoever asks
     * and however often.
     *
     * @param candidate its number is not looked at
     */
    public ModelVersion register(ModelVersion candidate) {
        return register(candidate, search(candidate));
    }

    private Search search(ModelVersion candidate) {
        return search(candidate.artifact().archive(), candidate.evaluation(), candidate.decision());
    }

    /**
     * The same for a version that was looked for already: as long as the next number is free, there is none since.
     *
     * @param search what was found then
     */
    public ModelVersion register(ModelVersion candidate, Search search) {
        Search last = search;
        while (last.found().isEmpty()) {
            List<Integer> numbers = last.numbers();
            int next = numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1) + 1;
            ModelVersion version = candidate.numbered(next);
            if (store.create(versionKey(next), Json.write(version))) {
                return version;
            }
            last = search(candidate);
        }
        return last.found().get();
    }

    /**
     * Lets an alias point to a version, if it still points to where the move says.
     *
     * @return the audit entry; empty if the alias points elsewhere by now
     * @throws BackendFailure {@code STORE_CORRUPTED} if the chain or the version's document was edited
     */
    public Optional<AuditEntry> move(Move move) {
        return move(move, audit());
    }

    /**
     * The same for somebody who has just looked at the audit entries.
     *
     * @param audit all entries
     */
    public Optional<AuditEntry> move(Move move, List<AuditEntry> audit) {
        return chain.append(move, confirmed(move.to().number(), audit), audit);
    }

    /** {@return the digest of a version's document, which must be what it was when an alias pointed to it} */
    private Digest confirmed(int number, List<AuditEntry> audit) {
        String key = versionKey(number);
        Digest now = store.read(key)
                .map(d -> Digest.of(d.content()))
                .orElseThrow(() -> AuditChain.damaged(key, "is missing"));
        for (AuditEntry entry : audit) {
            if (entry.version() == number && !entry.document().equals(now)) {
                throw AuditChain.damaged(key, "was edited after audit entry " + entry.number());
            }
        }
        return now;
    }

    /** {@return all audit entries that moved an alias, in order} */
    public List<AuditEntry> audit() {
        return chain.moves();
    }

    /**
     * Enters how an execution of the state machine has ended, once, whoever tells it and however often.
     *
     * @return its entry
     */
    public ExecutionEntry enter(Ended ended) {
        return chain.append(ended);
    }

    /** {@return how the last so many executions ended, newest first} */
    public List<ExecutionEntry> executions(int last) {
        return chain.entries(last).executions();
    }

    /** {@return how many entries there are of both kinds} */
    int entries() {
        return chain.numbers().size();
    }

    /** {@return the entry that had made the champion which was champion at that time; empty if there was none} */
    public Optional<AuditEntry> at(Instant time) {
        AuditEntry found = null;
        for (AuditEntry entry : audit()) {
            if (entry.alias().equals(Alias.CHAMPION) && !entry.at().isAfter(time)) {
                found = entry;
            }
        }
        return Optional.ofNullable(found);
    }

    /**
     * {@return the entry by which a run promoted, if it did}
     *
     * @param audit all entries
     */
    public static Optional<AuditEntry> promotedBy(List<AuditEntry> audit, String run) {
        return done(audit, AuditEntry.PROMOTE, run);
    }

    private static Optional<AuditEntry> done(List<AuditEntry> audit, String action, String run) {
        for (AuditEntry entry : audit) {
            if (entry.action().equals(action) && entry.run().equals(Optional.of(run))) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /**
     * {@return the entry by which a version with this model was rolled back, unless it was brought back since}
     *
     * @param audit all entries
     */
    public Optional<AuditEntry> rolledBack(List<AuditEntry> audit, Digest archive) {
        AuditEntry found = null;
        for (AuditEntry entry : audit) {
            if (!entry.action().equals(AuditEntry.ROLLBACK)) {
                continue;
            }
            if (isModel(archive, entry.version())) {
                found = null;
            } else if (entry.from().isPresent() && isModel(archive, entry.from().get())) {
                found = entry;
            }
        }
        return Optional.ofNullable(found);
    }

    private boolean isModel(Digest archive, int number) {
        Optional<ModelVersion> version = version(number);
        return version.isPresent() && version.get().artifact().archive().equals(archive);
    }

    /**
     * {@return the version to go back to from the champion; what was rolled back is passed over, so that one can go back step by
     * step}
     */
    public Optional<Integer> championBefore() {
        Deque<Integer> champions = new ArrayDeque<>();
        for (AuditEntry entry : audit()) {
            if (!entry.alias().equals(Alias.CHAMPION)) {
                continue;
            }
            if (entry.action().equals(AuditEntry.ROLLBACK) && champions.contains(entry.version())) {
                while (!champions.getFirst().equals(entry.version())) {
                    champions.pop();
                }
            } else {
                champions.push(entry.version());
            }
        }
        champions.poll();
        return Optional.ofNullable(champions.peek());
    }

    /** {@return whatever is wrong with audit chain, aliases, and the versions they name: edited, missing, or not what it was} */
    public List<Problem> verify() {
        return new Verification(this).problems();
    }
}
