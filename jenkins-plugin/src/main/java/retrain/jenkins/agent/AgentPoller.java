package retrain.jenkins.agent;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import org.jspecify.annotations.Nullable;

/**
 * Waits for all runs: one tick, at most four threads however many wait, and one call an agent. What takes its time (a launch, an ending) is done by
 * Jenkins' own threads for remote work.
 */
@Extension
public final class AgentPoller extends ItemListener {
    private static final Logger LOGGER = Logger.getLogger(AgentPoller.class.getName());
    private static final long TICK_MILLIS = 250;
    private static final int THREADS = 4;

    private final Map<String, RunWatch> watches = new ConcurrentHashMap<>();
    private final Map<String, NodeWatch> nodes = new ConcurrentHashMap<>();
    private final ExecutorService pool = Pools.of("Retrain looks at agents", THREADS);
    private @Nullable AgentRuns runs;
    private @Nullable ScheduledFuture<?> ticking;

    public static AgentPoller get() {
        return ExtensionList.lookupSingleton(AgentPoller.class);
    }

    /** {@return the runs that are kept; read when first asked for} */
    synchronized AgentRuns runs() {
        AgentRuns read = runs;
        if (read == null) {
            read = new AgentRuns(new File(Jenkins.get().getRootDir(), "retrain/runs"));
            runs = read;
        }
        return read;
    }

    @Override
    public void onLoaded() {
        for (AgentRun run : runs().all()) {
            if (!run.isIn(AgentRun.State.ENDED) && !run.isIn(AgentRun.State.LAUNCHING)) {
                watch(run);
            }
        }
    }

    @Override
    public void onBeforeShutdown() {
        stopTicking();
        watches.values().forEach(watch -> runs().save(watch.run()));
        pool.shutdown();
    }

    private synchronized void stopTicking() {
        if (ticking != null) {
            ticking.cancel(false);
        }
    }

    @Override
    public void onLocationChanged(Item item, String oldFullName, String newFullName) {
        for (AgentRun run : runs().all()) {
            Optional<String> moved = BuildIds.moved(run.build(), oldFullName, newFullName);
            if (moved.isPresent()) {
                run.moveTo(moved.get());
                runs().save(run);
            }
        }
    }

    /** {@return the run of that id; empty if nobody knows it any more} */
    public Optional<AgentRun> find(String id) {
        return runs().find(id);
    }

    /** Keeps a run that is being launched; {@link #launched} or {@link #drop} follows. */
    public void launching(AgentRun run) {
        runs().add(run);
        watch(run).take();
    }

    /** The process of a run was started, or it is to be seen whether it was. */
    void launched(AgentRun run) {
        runs().save(run);
        watch(run).free();
        hurry(run);
    }

    /** Forgets a run. */
    void drop(AgentRun run) {
        watches.remove(run.id());
        runs().remove(run);
    }

    /** Keeps a run only until it has ended. */
    void abandon(AgentRun run) {
        if (run.isIn(AgentRun.State.ENDED)) {
            drop(run);
        } else {
            run.abandon();
            runs().save(run);
            watch(run);
        }
    }

    /** A run needs no looks any more. */
    void over(AgentRun run) {
        watches.remove(run.id());
        if (run.isAbandoned()) {
            drop(run);
        }
    }

    /** Waits for a run. The waiter is told when it has ended, at once if it has ended already. */
    public void attach(AgentRun run, Waiter waiter) {
        if (run.isIn(AgentRun.State.ENDED) || !watch(run).add(waiter)) {
            Computer.threadPoolForRemoting.execute(() -> waiter.ended(run, FilePathUtils.find(run.node(), run.out())));
        }
        hurry(run);
    }

    /** Waits no longer; the run goes on. */
    public void detach(AgentRun run, Waiter waiter) {
        watch(run).remove(waiter);
    }

    /** Stops a run, as soon as its agent is there. Who waits is told when it has ended, or cannot be waited for. */
    public void stop(AgentRun run) {
        if (run.stop()) {
            runs().save(run);
        }
        hurry(run);
    }

    /** {@return how long ago the agent of a run answered, for people} */
    public String lastLook(AgentRun run) {
        NodeWatch node = nodes.get(run.node());
        long seconds = node == null ? -1 : node.secondsSinceSeen();
        return seconds < 0 ? "not seen now" : "last look " + seconds + " s ago";
    }

    synchronized RunWatch watch(AgentRun run) {
        RunWatch watch = watches.computeIfAbsent(run.id(), id -> new RunWatch(run));
        nodes.computeIfAbsent(run.node(), this::node);
        tick();
        return watch;
    }

    private NodeWatch node(String name) {
        NodeRuns of = new NodeRuns(name, this, watches.values(), AgentPoller::millis);
        return new NodeWatch(questions -> look(name, questions), of, AgentPoller::millis);
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private static Future<? extends List<Sight>> look(String node, List<Question> questions) throws IOException {
        Computer computer = Jenkins.get().getComputer(node);
        if (computer == null) {
            throw new IOException("there is no such agent any more");
        }
        VirtualChannel channel = computer.getChannel();
        if (channel == null) {
            throw new IOException("it is offline");
        }
        return channel.callAsync(new Look(questions));
    }

    void hurry(AgentRun run) {
        NodeWatch node = nodes.get(run.node());
        if (node != null) {
            node.hurry();
        }
    }

    private void tick() {
        if (ticking == null) {
            ticking =
                    Timer.get().scheduleWithFixedDelay(this::tickAll, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Agents of clouds come and go. */
    private synchronized void forgetNodes() {
        Set<String> needed =
                watches.values().stream().map(watch -> watch.run().node()).collect(Collectors.toSet());
        nodes.keySet().retainAll(needed);
    }

    /** Whatever goes wrong, the next tick must come. */
    private void tickAll() {
        try {
            forgetNodes();
            nodes.values().forEach(node -> node.tick(pool));
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "A look at the agents failed", e);
        }
    }
}
