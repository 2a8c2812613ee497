package retrain.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells the work to stop before the function's time is over, so that it ends between two steps and says that it can be gone on with; a function
 * that runs out of time says nothing.
 */
final class Deadline implements AutoCloseable {
    /** What the work has to end in: the longest is an object on its way to S3. */
    private static final long GRACE_MILLIS = 10_000;

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Thread worker = Thread.currentThread();
    private final ScheduledFuture<?> stop;
    private boolean ended;
    private boolean passed;

    private Deadline(long millis) {
        this.stop = TIMER.schedule(this::stop, millis, TimeUnit.MILLISECONDS);
    }

    /** {@return that of this invocation; close it when the work has ended} */
    static Deadline of(Context context) {
        long remaining = context.getRemainingTimeInMillis();
        return new Deadline(Math.max(remaining / 2, remaining - GRACE_MILLIS));
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "deadline");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private synchronized void stop() {
        if (!ended) {
            passed = true;
            worker.interrupt();
        }
    }

    /** The next invocation has the same thread: it does not begin interrupted, unless somebody else wants an end. */
    @Override
    @SuppressWarnings("CheckReturnValue") // whether it was interrupted makes no difference any more
    public synchronized void close() {
        ended = true;
        stop.cancel(false);
        if (passed) {
            Thread.interrupted();
        }
    }
}
