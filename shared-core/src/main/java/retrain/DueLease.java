package retrain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.trigger.TriggerFacts;

/**
 * The right to run because a retrain is due, of which a model has one: the document {@code models/<model>/due.json}. Its holder
 * renews it every minute. One that was not renewed for ten minutes was left by a process that was killed, and whoever takes it goes on
 * with the run.
 */
final class DueLease implements AutoCloseable {
    static final Duration LIVES = Duration.ofMinutes(10);
    /** How long a run that is set down is left to whoever does what it handed over: no job takes longer. */
    static final Duration LEFT = Duration.ofDays(5);

    private static final long RENEWED_SECONDS = 60;

    private final Setting setting;
    private final RunId holder;
    private final Optional<RunId> killed;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(DueLease::daemon);
    private final ScheduledFuture<?> renewing;

    /** Until when the run is left to others, once it is set down. */
    private volatile Optional<Instant> left = Optional.empty();

    /**
     * The document.
     *
     * @param holder tells holders apart; the id that a new run of the holder has
     * @param run the run that goes on: of that id, or one that an earlier holder left
     * @param renewed when the holder last showed that it lives
     * @param ended whether the holder gave it back
     * @param left until when the run is left to whoever does what it handed over, if it is set down
     */
    record Held(RunId holder, RunId run, Instant renewed, boolean ended, Optional<Instant> left) {
        Held(RunId holder, RunId run, Instant renewed, boolean ended) {
            this(holder, run, renewed, ended, Optional.empty());
        }

        private Instant until() {
            return left.orElse(renewed.plus(LIVES));
        }
    }

    private DueLease(Setting setting, RunId holder, Optional<RunId> killed) {
        this.setting = setting;
        this.holder = holder;
        this.killed = killed;
        this.renewing = clock.scheduleWithFixedDelay(this::renew, RENEWED_SECONDS, RENEWED_SECONDS, TimeUnit.SECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "retrain-due");
        thread.setDaemon(true);
        return thread;
    }

    /** {@return the run that goes on because a retrain was due, in whatever process} */
    static Optional<TriggerFacts.Going> going(Setting setting) {
        return held(setting, setting.store().read(key(setting)))
                .filter(h -> lives(h, setting))
                .map(h -> new TriggerFacts.Going(h.run(), h.until()));
    }

    /**
     * {@return the lease; empty if another process has it, or was quicker}
     *
     * @param canGoOn whether a run that was killed can be gone on with
     */
    static Optional<DueLease> take(Setting setting, Predicate<RunId> canGoOn) {
        Optional<Store.Document> before = setting.store().read(key(setting));
        Optional<Held> held = held(setting, before);
        if (held.filter(h -> lives(h, setting)).isPresent()) {
            return Optional.empty();
        }
        RunId holder = RunId.next(now(setting));
        Optional<RunId> killed = held.filter(h -> !h.ended()).map(Held::run).filter(canGoOn);
        byte[] mine = Json.write(new Held(holder, killed.orElse(holder), now(setting), false));
        boolean taken = before.isEmpty()
                ? setting.store().create(key(setting), mine)
                : setting.store().replace(key(setting), mine, before.get().tag());
        return taken ? Optional.of(new DueLease(setting, holder, killed)) : Optional.empty();
    }

    /** {@return the lease of a run that was set down, for the process that goes on with it; empty if it has none} */
    static Optional<DueLease> goOn(Setting setting, RunId run) {
        Optional<Store.Document> before = setting.store().read(key(setting));
        Optional<Held> held = held(setting, before)
                .filter(h -> h.run().equals(run) && !h.ended() && h.left().isPresent());
        if (held.isEmpty()) {
            return Optional.empty();
        }
        RunId holder = RunId.next(now(setting));
        byte[] mine = Json.write(new Held(holder, run, now(setting), false));
        return setting.store().replace(key(setting), mine, before.orElseThrow().tag())
                ? Optional.of(new DueLease(setting, holder, Optional.of(run)))
                : Optional.empty();
    }

    /** Does the work of the run, and gives the lease back, unless the run was set down. */
    Outcome during(Supplier<Outcome> work) {
        try (this) {
            Outcome outcome = work.get();
            if (outcome.kind() == Outcome.Kind.HANDED_OVER) {
                left = Optional.of(now(setting).plus(LEFT));
            }
            return outcome;
        }
    }

    private static Optional<Held> held(Setting setting, Optional<Store.Document> document) {
        return document.map(d -> Json.read(d.content(), Held.class, key(setting)));
    }

    /** One from the future is believed as far as clocks differ by less than it lives. */
    private static boolean lives(Held held, Setting setting) {
        if (held.left().isPresent()) {
            return !held.ended() && now(setting).isBefore(held.left().get());
        }
        return !held.ended()
                && Duration.between(held.renewed(), now(setting)).abs().compareTo(LIVES) < 0;
    }

    private static String key(Setting setting) {
        return "models/" + setting.spec().model() + "/due.json";
    }

    private static Instant now(Setting setting) {
        return setting.context().clock().instant();
    }

    /** {@return the id that a new run is to have} */
    RunId run() {
        return holder;
    }

    /** {@return the run that was killed, to go on with} */
    Optional<RunId> killed() {
        return killed;
    }

    /** What fails is tried again after a minute; a store that is out of reach ends the run itself at its next write. */
    void renew() {
        try {
            write(false);
        } catch (BackendFailure e) {
            setting.context()
                    .observer()
                    .on(new Event.Noticed("due: the run's claim is not renewed: "
                            + e.problems().get(0).line()));
        }
    }

    private synchronized void write(boolean ended) {
        Store store = setting.store();
        Optional<Store.Document> document = store.read(key(setting));
        Optional<Held> mine = held(setting, document).filter(h -> h.holder().equals(holder) && !h.ended());
        if (mine.isPresent()) {
            byte[] now = Json.write(new Held(holder, mine.get().run(), now(setting), ended, left));
            store.replace(key(setting), now, document.orElseThrow().tag());
        }
    }

    /** Gives it back, also when the work was interrupted: files cannot be written by a thread that is. */
    @Override
    public void close() {
        renewing.cancel(false);
        clock.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            write(left.isEmpty());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
