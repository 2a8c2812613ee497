package retrain.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;
import retrain.Outcome;
import retrain.Request;
import retrain.Stopping;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.event.PlainLines;

/**
 * What a goal says, and where: lines in Maven's log; on a terminal a live bar below them; with {@code -q} nothing but the outcome. While
 * it is open, Ctrl-C stops the work between two steps, or leaves a job elsewhere to itself, and says how to go on.
 */
final class Console implements Observer, AutoCloseable {
    private final Log log;
    private final Observer view;
    private final Resume resume;
    private final Stopping stopping;
    private volatile @Nullable String run;

    private Console(Log log, boolean terminal, Resume resume) {
        this.log = log;
        this.view = view(log, terminal);
        this.resume = resume;
        this.stopping = Stopping.open(view, terminal, this::ask, this::ended);
    }

    static Console open(Log log, boolean interactive, Resume resume) {
        return new Console(log, LiveProgress.isPossible(interactive, System.getenv()), resume);
    }

    private static Observer view(Log log, boolean terminal) {
        if (!log.isInfoEnabled()) {
            return event -> {};
        }
        PlainLines lines = new PlainLines(log::info, System::nanoTime);
        return terminal
                ? new LiveProgress(lines, System.out, System::nanoTime, LiveProgress.width(System.getenv()))
                : lines;
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.RunStarted started) {
            run = started.run();
        }
        stopping.on(event);
    }

    /** Says what came of the command. */
    void outcome(Outcome outcome, Request request) throws MojoFailureException {
        outcome.text().forEach(this::say);
        String line = outcome.line();
        boolean rejected = outcome.exitCode() != 0;
        boolean warn = request.warnsOnly();
        if (rejected && warn) {
            warn(line);
        } else if (!rejected) {
            say(line);
        }
        String report = outcome.report().map(path -> "Report: " + path).orElse("");
        if (!report.isEmpty()) {
            say(report);
        }
        if (rejected && !warn) {
            throw new MojoFailureException(line);
        }
    }

    /** {@return how to go on with the run; empty if none has begun} */
    String toGoOn() {
        String begun = run;
        return begun == null ? "" : System.lineSeparator() + "To go on with the run: " + resume.command(begun);
    }

    /** Maven's log says nothing of this level with {@code -q}, but whoever asks for quiet still wants the outcome. */
    private void say(String line) {
        if (log.isInfoEnabled()) {
            log.info(line);
        } else {
            System.out.println(line);
        }
    }

    private void warn(String line) {
        if (log.isWarnEnabled()) {
            log.warn(line);
        } else {
            System.out.println(line);
        }
    }

    private void ask(String line) {
        erase();
        say(line);
    }

    private void ended(String how) {
        erase();
        say((how + " " + toGoOn().strip()).strip());
    }

    private void erase() {
        if (view instanceof LiveProgress live) {
            live.close();
        }
    }

    @Override
    public void close() {
        erase();
        stopping.close();
    }
}
