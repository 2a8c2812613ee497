package retrain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import retrain.event.Event;
import retrain.event.Observer;

/**
 * Ends the work in order when the JVM is told to end in the middle of it, by Ctrl-C or a request of the system: the thread that does the work,
 * which is the one that opens this, is interrupted, and has a moment to end between two steps. Close it when the work has ended.
 *
 * <p>A job that works outside of this process need not end with it. At Ctrl-C somebody at a terminal is asked once, and may leave it: then the
 * work is not interrupted, so that nothing stops the job, and the JVM ends as by a kill, which loses nothing; the run that is gone on with
 * attaches to the job.
 */
public final class Stopping implements Observer, AutoCloseable {
    /** How long a stop waits for the work to end in order; a kill would lose nothing either. */
    private static final long PATIENCE_SECONDS = 5;

    /** How long an answer is waited for. */
    static final long ANSWER_SECONDS = 20;

    /** Of a process that was ended by Ctrl-C, as shells have it. */
    private static final int EXIT = 130;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread worker = Thread.currentThread();
    private final Observer view;
    private final Consumer<String> say;
    private final Consumer<String> last;
    private final Thread hook = new Thread(this::stop, "retrain-stop");
    private final Set<String> jobs = Collections.synchronizedSet(new LinkedHashSet<>());

    /** Whether the job is left; completed by whoever knows first. */
    private final CompletableFuture<Boolean> left = new CompletableFuture<>();

    private volatile boolean byHand;
    private volatile boolean silent;
    private @Nullable CtrlC ctrlC;

    private Stopping(Observer view, Consumer<String> say, Consumer<String> last) {
        this.view = view;
        this.say = say;
        this.last = last;
    }

    /**
     * Begins to listen for the end of the JVM. Nobody is asked.
     *
     * @param last is run when the work was stopped, once it has ended or had its moment
     */
    public static Stopping open(Runnable last) {
        return open(event -> {}, false, line -> {}, how -> last.run());
    }

    /**
     * Begins to listen for the end of the JVM.
     *
     * @param view is told of each event that this is told of, until somebody is asked
     * @param terminal whether somebody can be asked
     * @param say says a line to whoever is asked
     * @param last is told how the work ended when it was ended, in a sentence: by being stopped, or with a job that goes on
     */
    public static Stopping open(Observer view, boolean terminal, Consumer<String> say, Consumer<String> last) {
        Stopping stopping = new Stopping(view, say, last);
        Runtime.getRuntime().addShutdownHook(stopping.hook);
        if (terminal) {
            stopping.ctrlC = CtrlC.listen(stopping::heard);
        }
        return stopping;
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.JobAwaited awaited) {
            jobs.add(awaited.job());
        }
        if (event instanceof Event.JobEnded over) {
            jobs.remove(over.job());
            if (jobs.isEmpty() && silent) {
                // There is nothing to choose any more.
                left.complete(false);
            }
        }
        if (!silent) {
            view.on(event);
        }
    }

    /** The second one stops, whatever was asked meanwhile. */
    private void heard() {
        if (byHand) {
            left.complete(false);
        } else {
            byHand = true;
            System.exit(EXIT);
        }
    }

    /** Runs when the JVM is told to end in the middle of the work. */
    private void stop() {
        String working = jobs();
        boolean leave = byHand && !working.isEmpty() && isLeft(working);
        if (!leave) {
            interrupt();
        }
        last.accept(leave ? "Left working: " + working + "." : "Stopped.");
    }

    private String jobs() {
        synchronized (jobs) {
            return String.join(", ", jobs);
        }
    }

    private boolean isLeft(String working) {
        silent = true;
        say.accept("Ctrl-C: " + working + " is under way outside of this process.");
        say.accept("  stop   ends it; what it has done so far is lost, and going on with the run begins another.");
        say.accept("  leave  lets it work on, and cost, until it ends; going on with the run attaches to it.");
        say.accept("Type 'leave' to leave it. Anything else, another Ctrl-C, or no answer in " + ANSWER_SECONDS
                + " s stops it:");
        Thread reader = new Thread(this::read, "retrain-answer");
        reader.setDaemon(true);
        reader.start();
        try {
            return left.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The input's end is an answer, too: the terminal is gone. */
    private void read() {
        // The input belongs to the process.
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        try {
            left.complete(isLeave(input.readLine()));
        } catch (IOException e) {
            left.complete(false);
        }
    }

    static boolean isLeave(@Nullable String answer) {
        String word = answer == null ? "" : answer.strip().toLowerCase(Locale.ROOT);
        return word.equals("leave") || word.equals("l");
    }

    @SuppressWarnings("CheckReturnValue") // after that time it makes no difference
    private void interrupt() {
        worker.interrupt();
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        left.complete(false);
        // While the JVM ends, hooks cannot be removed any more, and this one is what ends the work.
        if (!Thread.currentThread().isInterrupted()) {
            remove();
        }
        CtrlC listening = ctrlC;
        if (listening != null) {
            listening.close();
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
