package retrain.jenkins.agent;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The looks at one agent: all its processes in one call, one call at a time, each with a time limit, less and less often while nothing happens. No
 * thread waits for an answer: it is taken at a later tick, so an agent that hangs holds up nobody.
 */
final class NodeWatch {
    /** Asks the agent. */
    interface Agent {
        /** Asks, and does not wait for the answer; an agent that is away is an exception with a message for people. */
        Future<? extends List<Sight>> look(List<Question> questions) throws IOException;
    }

    /** What the looks are about. */
    interface Runs {
        /** {@return what to ask; nothing if nobody wants to know} */
        List<Question> questions();

        /** {@return whether anything happened} */
        boolean saw(List<Sight> sights);

        /** The agent is away, for so many milliseconds; 0 when that is first seen. */
        void away(String why, long forMillis);

        /** The agent is there again. */
        void back();
    }

    /** How long an agent may take for an answer. */
    static final long ANSWER_MILLIS = 20_000;

    private final Agent agent;
    private final Runs runs;
    private final LongSupplier millis;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Backoff backoff = new Backoff();
    private volatile long next;
    private volatile long limit;
    private volatile long awaySince = -1;
    private volatile long seen = -1;
    private volatile @Nullable Future<? extends List<Sight>> answer;

    NodeWatch(Agent agent, Runs runs, LongSupplier millis) {
        this.agent = agent;
        this.runs = runs;
        this.millis = millis;
        this.next = millis.getAsLong();
    }

    /** Does what is due, if anything is, in one of the pool's threads. */
    void tick(Executor pool) {
        if (isDue() && busy.compareAndSet(false, true)) {
            pool.execute(this::step);
        }
    }

    /** Looks as soon as possible. */
    void hurry() {
        backoff = new Backoff();
        next = Math.min(next, millis.getAsLong());
    }

    /** {@return how many seconds ago the agent answered; -1 if it never did, or is away} */
    long secondsSinceSeen() {
        return seen < 0 || awaySince >= 0 ? -1 : (millis.getAsLong() - seen) / 1000;
    }

    private boolean isDue() {
        Future<? extends List<Sight>> asked = answer;
        long now = millis.getAsLong();
        return asked == null ? now >= next : asked.isDone() || now >= limit;
    }

    private void step() {
        try {
            Future<? extends List<Sight>> asked = answer;
            if (asked == null) {
                ask();
            } else {
                answer = null;
                take(asked);
            }
        } finally {
            busy.set(false);
        }
    }

    private void ask() {
        List<Question> questions = runs.questions();
        if (questions.isEmpty()) {
            awaySince = -1;
            later(false);
            return;
        }
        try {
            limit = millis.getAsLong() + ANSWER_MILLIS;
            answer = agent.look(questions);
        } catch (IOException e) {
            away(String.valueOf(e.getMessage()));
        }
    }

    private void take(Future<? extends List<Sight>> asked) {
        if (!asked.isDone()) {
            asked.cancel(true);
            away("it did not answer within " + ANSWER_MILLIS / 1000 + " s");
            return;
        }
        try {
            List<Sight> sights = asked.get();
            back();
            later(runs.saw(sights));
        } catch (ExecutionException e) {
            away(root(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String root(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? e.toString() : root(cause);
    }

    private void back() {
        seen = millis.getAsLong();
        if (awaySince >= 0) {
            awaySince = -1;
            runs.back();
        }
    }

    private void away(String why) {
        long now = millis.getAsLong();
        if (awaySince < 0) {
            awaySince = now;
        }
        runs.away(why, now - awaySince);
        later(false);
    }

    private void later(boolean somethingHappened) {
        next = millis.getAsLong() + backoff.next(somethingHappened);
    }
}
