package retrain.jenkins.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who waits for a run, and what follows from what its agent sees of it. Knows no Jenkins, no clock and no thread. */
final class RunWatch {
    /** What is to be done now, in the background. */
    enum Next {
        GO_ON,
        /** The process was never started: the controller ended too early. */
        LAUNCH,
        /** What it may use, and what must be masked, has to be looked up. */
        GRANT,
        STOP,
        /** It has ended, or will never say how. */
        END
    }

    /** How long a process shows no sign of life before it is searched for. */
    static final long SEARCH_MILLIS = 30_000;
    /** How long one is neither found nor shows a sign of life before it is given up. */
    static final long GONE_MILLIS = 60_000;
    /** How long a process may take to end after it was told to. */
    static final long STOP_MILLIS = 60_000;

    private final AgentRun run;
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private boolean busy;
    private boolean over;
    private boolean withheld;
    private long lifeSeen = -1;
    private long sign;
    private long stopSeen = -1;
    private @Nullable Instant renewAt;
    private @Nullable String lost;

    RunWatch(AgentRun run) {
        this.run = run;
    }

    AgentRun run() {
        return run;
    }

    /** {@return whether it waits now; false if the run has ended, and the waiter is to be told so} */
    synchronized boolean add(Waiter waiter) {
        if (!over) {
            waiters.add(waiter);
        }
        return !over;
    }

    synchronized void remove(Waiter waiter) {
        waiters.remove(waiter);
    }

    synchronized List<Waiter> waiters() {
        return new ArrayList<>(waiters);
    }

    /** Tells all who wait something that is not in the run's own log. */
    void say(String line) {
        waiters().forEach(waiter -> waiter.tell(List.of("Retrain: " + line)));
    }

    /** {@return whether its agent is to be asked} */
    synchronized boolean isWanted() {
        boolean unattended = run.isIn(AgentRun.State.STOPPING) || run.isAbandoned() || run.isRenewed();
        return !over && !busy && (!waiters.isEmpty() || unattended);
    }

    /** {@return whether nothing else was being done about it; {@link #free} ends that} */
    synchronized boolean take() {
        boolean was = busy;
        busy = true;
        return !was;
    }

    synchronized void free() {
        busy = false;
    }

    synchronized void renewAt(@Nullable Instant when) {
        renewAt = when;
    }

    synchronized void withhold() {
        withheld = true;
    }

    synchronized Question question(long now) {
        if (lifeSeen < 0) {
            lifeSeen = now;
        }
        int most = isRead() ? LogLines.LONGEST_LINE : 0;
        return new Question(run.id(), run.control(), run.known(), most, now - lifeSeen >= SEARCH_MILLIS);
    }

    /** Lines that come before anybody waits stay on the agent, as do those that cannot be masked yet. */
    private boolean isRead() {
        return !waiters.isEmpty() && run.secrets() != null;
    }

    /** Takes in what the agent saw. */
    synchronized Next saw(Sight sight, long now, Instant time, Consumer<List<String>> told) {
        if (busy || over) {
            return Next.GO_ON;
        }
        if (!sight.folder() || !sight.started()) {
            return unstarted(sight, now);
        }
        if (run.isIn(AgentRun.State.LAUNCHING) && run.started()) {
            waiters().forEach(waiter -> waiter.started(run));
        }
        tell(sight, told);
        live(sight, now);
        if (isEnd(sight, now)) {
            return Next.END;
        }
        return isGrantDue(time) ? Next.GRANT : stop(now);
    }

    private Next unstarted(Sight sight, long now) {
        if (run.isIn(AgentRun.State.LAUNCHING)) {
            return Next.LAUNCH;
        }
        if (!sight.folder()) {
            lost = "Its folder " + run.control() + " on " + run.agent() + " is gone, as when a workspace is wiped";
            return Next.END;
        }
        if (run.isIn(AgentRun.State.STOPPING) || now - lifeSeen >= GONE_MILLIS) {
            lost = "It never started in " + run.control() + " on " + run.agent();
            return Next.END;
        }
        return Next.GO_ON;
    }

    private void tell(Sight sight, Consumer<List<String>> told) {
        List<String> secrets = run.secrets();
        if (isRead() && secrets != null) {
            List<String> lines = run.tell(sight.log(), sight.isOver());
            if (!lines.isEmpty()) {
                told.accept(LogLines.masked(lines, secrets));
            }
        }
    }

    private void live(Sight sight, long now) {
        if (sight.sign() != sign || sight.found()) {
            sign = sight.sign();
            lifeSeen = now;
        }
    }

    private boolean isEnd(Sight sight, long now) {
        if (sight.exit() != null) {
            return isRead() ? !sight.more() : waiters.isEmpty() || withheld;
        }
        boolean gone = now - lifeSeen >= GONE_MILLIS;
        if (gone) {
            lost = "Its process on " + run.agent()
                    + " is gone, and did not say how it ended, as after a kill or a restart of the machine";
        }
        return gone;
    }

    private boolean isGrantDue(Instant time) {
        boolean unknown = run.secrets() == null && !withheld && (!waiters.isEmpty() || run.isRenewed());
        Instant when = renewAt;
        return unknown || (when != null && !time.isBefore(when));
    }

    private Next stop(long now) {
        if (!run.isIn(AgentRun.State.STOPPING)) {
            return Next.GO_ON;
        }
        if (!run.isStopSent()) {
            return Next.STOP;
        }
        stopSeen = stopSeen < 0 ? now : stopSeen;
        return Next.GO_ON;
    }

    /** {@return those that wait no longer, as the process does not end though it was told to} */
    synchronized List<Waiter> tired(long now) {
        return stopSeen >= 0 && now - stopSeen >= STOP_MILLIS ? dismiss() : List.of();
    }

    /** {@return all that waited; the run itself is not given up} */
    synchronized List<Waiter> dismiss() {
        List<Waiter> dismissed = waiters();
        waiters.clear();
        return dismissed;
    }

    /** {@return all that are to be told that it has ended; who comes later is told at once} */
    synchronized List<Waiter> over() {
        over = true;
        return dismiss();
    }

    /** {@return why nothing but its end is known of it; empty if it said how it ended} */
    synchronized Optional<String> lost() {
        return Optional.ofNullable(lost);
    }

    /** The agent is there again: the time that it was away says nothing about the process. */
    synchronized void back() {
        lifeSeen = -1;
    }
}
