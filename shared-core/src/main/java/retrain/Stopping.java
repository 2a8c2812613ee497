package retrain;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the work in order when the JVM is told to end in the middle of it, by Ctrl-C or a request of the system: the thread that does the work,
 * which is the one that opens this, is interrupted, and has a moment to end between two steps. Close it when the work has ended.
 */
public final class Stopping implements AutoCloseable {
    /** How long a stop waits for the work to end in order; a kill would lose nothing either. */
    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread worker = Thread.currentThread();
    private final Runnable last;
    private final Thread hook = new Thread(this::stop, "retrain-stop");

    private Stopping(Runnable last) {
        this.last = last;
    }

    /**
     * Begins to listen for the end of the JVM.
     *
     * @param last is run when the work was stopped, once it has ended or had its moment
     */
    public static Stopping open(Runnable last) {
        Stopping stopping = new Stopping(last);
        Runtime.getRuntime().addShutdownHook(stopping.hook);
        return stopping;
    }

    /** Runs when the JVM is told to end in the middle of the work. */
    @SuppressWarnings("CheckReturnValue") // after that time it makes no difference
    private void stop() {
        worker.interrupt();
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        last.run();
    }

    @Override
    public void close() {
        ended.countDown();
        // While the JVM ends, hooks cannot be removed any more, and this one is what ends the work.
        if (!Thread.currentThread().isInterrupted()) {
            remove();
        }
    }

    @SuppressWarnings("EmptyCatch")
    private void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM began to end just now; the hook finds that the work has ended.
        }
    }
}
