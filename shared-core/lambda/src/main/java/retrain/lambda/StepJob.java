package retrain.lambda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import retrain.Ending;
import retrain.Stopping;
import retrain.aws.S3Put;
import retrain.problem.Problem;
import retrain.problem.RetrainException;

/**
 * The function Step as a processing job of SageMaker, for rows that a function has neither the time nor the disk for ({@code infra.rows}): the
 * same request, as arguments, and the same answer, as an object in S3, which the state machine reads after the job. A failure is the job's: its
 * exit code is that of the runner, and its message is what SageMaker tells as {@code ExitMessage}.
 */
public final class StepJob {
    private static final int MISTAKE = 3;
    private static final int FAILURE = 4;

    /** As the state machine waits before it calls a function again that says that it may go well later. */
    private static final List<Duration> PAUSES =
            Stream.of(30, 60, 120, 240, 480).map(Duration::ofSeconds).toList();

    private final Path machine;
    private final Path folder;
    private final List<Duration> pauses;
    private final Map<String, String> variables;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * @param machine the folder by which SageMaker and a container tell each other what they have: {@code /opt/ml}
     * @param folder to work in
     * @param pauses before each other try of what may go well later
     */
    StepJob(
            Path machine,
            Path folder,
            List<Duration> pauses,
            Map<String, String> variables,
            PrintStream out,
            PrintStream err) {
        this.machine = machine;
        this.folder = folder;
        this.pauses = List.copyOf(pauses);
        this.variables = variables;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        StepJob job =
                new StepJob(Path.of("/opt/ml"), Environment.FOLDER, PAUSES, System.getenv(), System.out, System.err);
        System.exit(job.run(List.of(arguments)));
    }

    /** {@return the exit code} */
    int run(List<String> arguments) {
        try (Stopping stopping = Stopping.open(() -> err.println("Stopped. The next execution finds what is done."))) {
            return exit(arguments);
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // whoever reads the log of a bug needs it
    private int exit(List<String> arguments) {
        try {
            leave(StepArguments.of(arguments));
            return 0;
        } catch (RetrainException e) {
            return failed(e.problems().stream().map(Problem::line).collect(Collectors.joining("\n")), e.exitCode());
        } catch (InvalidInput e) {
            return failed(String.valueOf(e.getMessage()), MISTAKE);
        } catch (Retryable | Failed e) {
            return failed(String.valueOf(e.getMessage()), FAILURE);
        } catch (IOException e) {
            return failed(folder + ": cannot be written (" + e + "). Raise 'infra.rows.volume'", FAILURE);
        } catch (RuntimeException | Error e) {
            e.printStackTrace(err);
            return failed("a bug of Retrain: " + e, Ending.BUG);
        }
    }

    private void leave(StepArguments arguments) throws IOException {
        Path code = folder.resolve("code");
        SpecArchive.unpack(machine.resolve("processing/input/spec"), code);
        Environment environment = environment(code, arguments);
        byte[] answer = answer(new StepHandler(environment), arguments.request());
        Path file = Files.write(Files.createDirectories(folder).resolve("answer.json"), answer);
        S3Put.file(environment.spec().aws(), file, arguments.answer());
        out.println("The answer is at " + arguments.answer());
    }

    private byte[] answer(StepHandler step, byte[] request) throws IOException {
        for (Duration pause : pauses) {
            try {
                return once(step, request);
            } catch (Retryable e) {
                if (!waited(pause, e)) {
                    throw e;
                }
            }
        }
        return once(step, request);
    }

    private byte[] once(StepHandler step, byte[] request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        step.handleRequest(new ByteArrayInputStream(request), answer, new JobContext(out));
        return answer.toByteArray();
    }

    /** {@return false if the job is to end} */
    private boolean waited(Duration pause, Retryable because) {
        if (Thread.currentThread().isInterrupted()) {
            return false;
        }
        err.println(because.getMessage() + "\nThe next try is in " + pause.toSeconds() + " s");
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Environment environment(Path code, StepArguments arguments) {
        Map<String, String> all = new HashMap<>(variables);
        all.put(Environment.CODE, code.toString());
        arguments.profile().ifPresent(profile -> all.put(Environment.PROFILE, profile));
        return Environment.of(all).in(folder);
    }

    private int failed(String message, int exit) {
        err.println(message);
        if (Files.isDirectory(machine)) {
            try {
                Files.writeString(
                        Files.createDirectories(machine.resolve("output")).resolve("message"), message);
            } catch (IOException e) {
                err.println("the job's message cannot be written (" + e + ")");
            }
        }
        return exit;
    }
}
