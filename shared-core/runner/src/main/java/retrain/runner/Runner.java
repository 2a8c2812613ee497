package retrain.runner;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.Asker;
import retrain.Ending;
import retrain.Outcome;
import retrain.Retrain;
import retrain.Stopping;
import retrain.Terminal;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.event.PlainLines;
import retrain.problem.Problem;
import retrain.problem.RetrainException;

/**
 * Runs one command and ends with its exit code. Lines for people go to standard output, mistakes and failures to standard error; {@code
 * --ending} is for machines.
 */
public final class Runner implements Observer {
    private final PrintStream out;
    private final PrintStream err;
    private final Observer lines;
    private volatile @Nullable String run;
    private volatile @Nullable Stopping stopping;

    Runner(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
        this.lines = new PlainLines(out::println, System::nanoTime);
    }

    public static void main(String[] arguments) {
        try {
            List<String> expanded = Arguments.expanded(List.of(arguments));
            System.exit(new Runner(System.out, System.err).run(expanded, System.getenv()));
        } catch (IOException e) {
            System.err.println(
                    arguments[0] + ": cannot be read (" + e + "). Name a file with an argument in each line");
            System.exit(3);
        }
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.RunStarted started) {
            run = started.run();
        }
        Stopping listening = stopping;
        if (listening != null) {
            listening.on(event);
        }
    }

    /** {@return the exit code} */
    int run(List<String> arguments, Map<String, String> environment) {
        if (arguments.isEmpty()
                || arguments.get(0).equals("help")
                || arguments.get(0).equals("--help")) {
            Arguments.help().forEach(out::println);
            return arguments.isEmpty() ? 3 : 0;
        }
        Ending ending;
        try (Stopping opened = Stopping.open(lines, Terminal.isThere(environment), err::println, this::ended)) {
            stopping = opened;
            ending = ending(arguments, environment);
        }
        Optional<Path> file = Arguments.ending(arguments);
        if (file.isPresent()) {
            try {
                ending.write(file.get());
            } catch (IOException e) {
                err.println(file.get() + ": cannot be written (" + e + ")");
                return Math.max(4, ending.exit());
            }
        }
        return ending.exit();
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // whoever reads the log of a bug needs it
    private Ending ending(List<String> arguments, Map<String, String> environment) {
        try {
            Arguments read = Arguments.of(arguments, Asker.of(environment));
            return told(new Retrain(this).execute(read.request()), read);
        } catch (RetrainException e) {
            for (Problem problem : e.problems()) {
                err.println(problem.line());
            }
            err.print(toGoOn());
            return Ending.of(e, Optional.ofNullable(run));
        } catch (RuntimeException | Error e) {
            e.printStackTrace(err);
            return Ending.bug(e, Optional.ofNullable(run));
        }
    }

    private Ending told(Outcome outcome, Arguments read) {
        outcome.text().forEach(out::println);
        out.println(outcome.line());
        outcome.report().ifPresent(report -> out.println("Report: " + report));
        return Ending.of(outcome, read.request().warnsOnly() ? 0 : outcome.exitCode());
    }

    private void ended(String how) {
        err.print(toGoOn().isEmpty() ? how + System.lineSeparator() : how + " " + toGoOn());
        err.flush();
    }

    private String toGoOn() {
        String begun = run;
        return begun == null ? "" : "To go on with the run, say the same with run=" + begun + System.lineSeparator();
    }
}
