package retrain.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import retrain.event.Event;
import retrain.event.Observer;

/**
 * Runs stages one after the other. For each: take the result that the run's ledger has (a resumed run); else that of an earlier run
 * with equal inputs; else write the intent, do the work, write the result. Only then does the next stage begin.
 */
public final class Stages {
    /** All stages. */
    public static final Predicate<String> ALL = stage -> true;

    private final Store store;
    private final Cache cache;
    private final Ledger ledger;
    private final LatestInputs latest;
    private final Clock clock;
    private final Observer observer;
    private final Predicate<String> own;
    private final boolean reuses;
    private final Map<String, Record> outputs = new HashMap<>();

    /** Of a process that does all stages. */
    public Stages(Store store, Ledger ledger, String model, Clock clock, Observer observer) {
        this(store, ledger, model, clock, observer, ALL, true);
    }

    /**
     * @param own whether this process does the stage of a name, if it is to do work
     * @param reuses whether results of earlier runs are taken
     */
    public Stages(
            Store store,
            Ledger ledger,
            String model,
            Clock clock,
            Observer observer,
            Predicate<String> own,
            boolean reuses) {
        this.store = store;
        this.cache = new Cache(store);
        this.ledger = ledger;
        this.latest = new LatestInputs(store, model);
        this.clock = clock;
        this.observer = observer;
        this.own = own;
        this.reuses = reuses;
    }

    /** {@return the records of the stages so far, by stage: for who would read them again otherwise} */
    public Map<String, Record> outputs() {
        return Collections.unmodifiableMap(outputs);
    }

    /**
     * {@return the stage's record, made now or earlier}
     *
     * @throws HandedOver if the stage is to do work that is not done or not awaited in this process
     */
    public <O extends Record> O run(Stage<O> stage) {
        O output = result(stage);
        outputs.put(stage.name(), output);
        return output;
    }

    private <O extends Record> O result(Stage<O> stage) {
        Optional<LedgerEntry.Done> done = ledger.done(stage.name());
        if (done.isPresent()) {
            observer.on(new Event.StageReused(stage.name(), List.of("this run had done it before")));
            latest.note(stage.name(), ledger.run(), done.get().inputs());
            return read(stage, done.get().output());
        }
        // What a stage that changes the world would look at is looked at by the process that may change it.
        boolean looks = own.test(stage.name()) && !begun(stage.name());
        Optional<Stage.Existing<O>> existing = looks ? stage.existing() : Optional.empty();
        if (existing.isPresent()) {
            Digest kept = store.put(Json.write(existing.get().output()));
            return known(stage.name(), kept, stage.type(), existing.get().because());
        }
        Inputs inputs = stage.inputs();
        Optional<Cache.Cached> cached = isNew(stage.follows()) ? Optional.empty() : cached(stage, inputs);
        if (cached.isPresent()) {
            return reuse(stage, inputs, cached.get());
        }
        if (!own.test(stage.name())) {
            throw new HandedOver(Handover.stage(stage.name()));
        }
        return work(stage, inputs);
    }

    /** Work that this run began before a kill is gone on with: what is there already may be its own. */
    private boolean begun(String stage) {
        for (LedgerEntry.Intended intended : ledger.entries(LedgerEntry.Intended.class)) {
            if (intended.stage().equals(stage)) {
                return true;
            }
        }
        return false;
    }

    /** Enters the result of a stage that need not be looked at, because it is known and kept. {@return it} */
    public <O extends Record> O known(String stage, Digest kept, Class<O> type, String because) {
        O output = Json.read(store.get(kept), type, "object " + kept);
        outputs.put(stage, output);
        if (ledger.done(stage).isEmpty()) {
            enterReused(stage, new Inputs(Map.of()), kept, List.of(because));
        }
        return output;
    }

    /**
     * Says what {@link #run} would do, without doing it.
     *
     * @return the stage's record if it would be reused; empty if the stage would do work
     */
    public <O extends Record> Optional<O> plan(Stage<O> stage) {
        Optional<Stage.Existing<O>> existing = stage.existing();
        if (existing.isPresent()) {
            observer.on(
                    new Event.StageReused(stage.name(), List.of(existing.get().because())));
            return existing.map(Stage.Existing::output);
        }
        Inputs inputs = stage.inputs();
        Optional<Cache.Cached> cached = cached(stage, inputs);
        if (cached.isEmpty()) {
            observer.on(new Event.Noticed(stage.name() + " would run: " + String.join(", ", because(stage, inputs))));
            return Optional.empty();
        }
        observer.on(new Event.StageReused(stage.name(), because(cached.get())));
        return Optional.of(read(stage, cached.get().output()));
    }

    private Optional<Cache.Cached> cached(Stage<?> stage, Inputs inputs) {
        return reuses && stage.reusable() ? cache.find(stage.name(), inputs) : Optional.empty();
    }

    private boolean isNew(Optional<String> stage) {
        Optional<LedgerEntry.Done> done = stage.isPresent() ? ledger.done(stage.get()) : Optional.empty();
        return done.isPresent() && done.get().did() == LedgerEntry.Did.RAN;
    }

    private <O extends Record> O reuse(Stage<O> stage, Inputs inputs, Cache.Cached cached) {
        O output = read(stage, cached.output());
        enterReused(stage.name(), inputs, cached.output(), because(cached));
        latest.note(stage.name(), ledger.run(), inputs);
        return output;
    }

    private static List<String> because(Cache.Cached cached) {
        return List.of("nothing changed since run " + cached.run());
    }

    private void enterReused(String stage, Inputs inputs, Digest output, List<String> because) {
        ledger.append(new LedgerEntry.Done(stage, LedgerEntry.Did.REUSED, inputs, output, because, 0, clock.instant()));
        observer.on(new Event.StageReused(stage, because));
    }

    private boolean intended(String job) {
        for (LedgerEntry.Intended intended : ledger.entries(LedgerEntry.Intended.class)) {
            if (intended.job().equals(job)) {
                return true;
            }
        }
        return false;
    }

    private <O extends Record> O work(Stage<O> stage, Inputs inputs) {
        List<String> because = because(stage, inputs);
        String job = job(stage.name(), inputs);
        if (!intended(job)) {
            ledger.append(new LedgerEntry.Intended(stage.name(), inputs, job, because, clock.instant()));
        }
        observer.on(new Event.StageStarted(stage.name(), because));
        Instant start = clock.instant();
        O output = made(stage, new Stage.Job(ledger.run(), job));
        double seconds = Duration.between(start, clock.instant()).toNanos() / 1e9;
        Digest digest = store.put(Json.write(output));
        ledger.append(new LedgerEntry.Done(
                stage.name(), LedgerEntry.Did.RAN, inputs, digest, because, seconds, clock.instant()));
        if (stage.reusable()) {
            cache.enter(stage.name(), inputs, ledger.run(), digest);
        }
        latest.note(stage.name(), ledger.run(), inputs);
        stage.clear(new Stage.Job(ledger.run(), job));
        observer.on(new Event.StageFinished(stage.name(), stage.summary(output), seconds));
        return output;
    }

    private static <O extends Record> O made(Stage<O> stage, Stage.Job job) {
        try {
            return stage.run(job);
        } catch (HandedOver e) {
            throw e.of(stage.name());
        }
    }

    private <O extends Record> O read(Stage<O> stage, Digest output) {
        return Json.read(store.get(output), stage.type(), "object " + output);
    }

    /** Job names are kept within the 63 characters that SageMaker allows. */
    private String job(String stage, Inputs inputs) {
        return stage + "-" + ledger.run().inJobs() + "-" + inputs.key().brief();
    }

    private List<String> because(Stage<?> stage, Inputs inputs) {
        Optional<Inputs> before = latest.of(stage.name());
        if (before.isEmpty()) {
            return List.of("first run");
        }
        List<String> changes = inputs.changesSince(before.get());
        if (!changes.isEmpty()) {
            return changes;
        }
        return List.of(
                stage.reusable()
                        ? "its earlier result is not kept any more"
                        : "it changes the world, so it is never reused");
    }

    /** Keeps what the stages' inputs were, for the reasons that later runs give; for the end of a run. */
    public void remember() {
        latest.write();
    }
}
