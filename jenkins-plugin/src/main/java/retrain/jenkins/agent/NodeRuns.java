package retrain.jenkins.agent;

import hudson.AbortException;
import hudson.model.Computer;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/** The runs of one agent: what is asked about them, and what is done about what was seen. */
final class NodeRuns implements NodeWatch.Runs {
    private static final Logger LOGGER = Logger.getLogger(NodeRuns.class.getName());

    /** How often at most the position in a log is written. After a crash of the controller, lines of that time may come twice; none is lost. */
    private static final long SAVE_MILLIS = 1000;

    private final String node;
    private final AgentPoller poller;
    private final Collection<RunWatch> all;
    private final LongSupplier millis;
    private final Map<String, Long> saved = new ConcurrentHashMap<>();

    NodeRuns(String node, AgentPoller poller, Collection<RunWatch> all, LongSupplier millis) {
        this.node = node;
        this.poller = poller;
        this.all = all;
        this.millis = millis;
    }

    private List<RunWatch> wanted() {
        return all.stream()
                .filter(watch -> watch.run().node().equals(node) && watch.isWanted())
                .toList();
    }

    @Override
    public List<Question> questions() {
        long now = millis.getAsLong();
        return wanted().stream().map(watch -> watch.question(now)).toList();
    }

    @Override
    public boolean saw(List<Sight> sights) {
        Map<String, RunWatch> byId =
                wanted().stream().collect(Collectors.toMap(watch -> watch.run().id(), Function.identity()));
        boolean happened = false;
        for (Sight sight : sights) {
            RunWatch watch = byId.get(sight.id());
            if (watch != null) {
                happened |= saw(watch, sight);
            }
        }
        return happened;
    }

    private boolean saw(RunWatch watch, Sight sight) {
        long now = millis.getAsLong();
        AgentRun run = watch.run();
        long known = run.known();
        RunWatch.Next next =
                watch.saw(sight, now, Instant.now(), lines -> watch.waiters().forEach(w -> w.tell(lines)));
        watch.tired(now)
                .forEach(w ->
                        w.failed(run, new AbortException("It did not end within a minute after it was told to stop")));
        boolean heard = run.known() > known;
        if (heard) {
            save(run, now);
        }
        act(watch, next);
        return heard;
    }

    private void save(AgentRun run, long now) {
        Long last = saved.get(run.id());
        if (last == null || now - last >= SAVE_MILLIS) {
            saved.put(run.id(), now);
            poller.runs().save(run);
        }
    }

    private void act(RunWatch watch, RunWatch.Next next) {
        if (next == RunWatch.Next.END) {
            saved.remove(watch.run().id());
        }
        if (next != RunWatch.Next.GO_ON && watch.take()) {
            Computer.threadPoolForRemoting.execute(() -> {
                try {
                    act(next, watch);
                } catch (RuntimeException | LinkageError e) {
                    LOGGER.log(Level.WARNING, "Run " + watch.run().id() + ": " + next + " failed", e);
                    watch.dismiss().forEach(w -> w.failed(watch.run(), new IOException(e)));
                }
            });
        }
    }

    private void act(RunWatch.Next next, RunWatch watch) {
        switch (next) {
            case LAUNCH -> launchAgain(watch);
            case GRANT -> Grants.renew(watch);
            case STOP -> Stops.send(watch.run(), poller);
            case END -> new RunEnd(watch, poller).end();
            default -> {}
        }
        if (next == RunWatch.Next.GRANT || next == RunWatch.Next.STOP) {
            watch.free();
        }
    }

    /** Only the step that wanted the launch can launch: it has what is around it. */
    private void launchAgain(RunWatch watch) {
        watch.waiters().forEach(waiter -> waiter.launchAgain(watch.run()));
    }

    @Override
    public void away(String why, long forMillis) {
        for (RunWatch watch : wanted()) {
            AgentRun run = watch.run();
            String is = run.agent() + " is away (" + why + ")";
            if (run.isIn(AgentRun.State.STOPPING)) {
                dismiss(watch, is + "; the process there is stopped as soon as it is back");
            } else if (forMillis == 0) {
                watch.say(is + ". The process there goes on; waiting up to "
                        + run.patience().toMinutes() + " min for the agent to come back");
            }
            if (forMillis >= run.patience().toMillis()) {
                gone(watch, why);
            }
        }
    }

    private static void dismiss(RunWatch watch, String why) {
        watch.dismiss().forEach(waiter -> waiter.failed(watch.run(), new AbortException(why)));
    }

    private void gone(RunWatch watch, String why) {
        AgentRun run = watch.run();
        dismiss(
                watch,
                run.agent() + " is away for more than " + run.patience().toMinutes() + " min (" + why
                        + "), with the folder " + run.directory() + ". If it comes back: retrainAwait(run: '" + run.id()
                        + "'). Else: " + CoreRun.toGoOn(run.run()));
        if (!node.isEmpty()
                && Jenkins.get().getNode(node) == null
                && (run.isAbandoned() || run.isIn(AgentRun.State.STOPPING))) {
            poller.drop(run);
        }
    }

    @Override
    public void back() {
        for (RunWatch watch : wanted()) {
            watch.back();
            watch.say(watch.run().agent() + " is back");
        }
    }
}
