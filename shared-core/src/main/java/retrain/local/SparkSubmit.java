package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Json;
import retrain.spec.SparkSpec;

/**
 * Runs {@code retrain.spark.SparkJob} by {@code spark-submit}, a process a task. The task is a JSON file, and so is the answer. The
 * driver is on this machine; executors must see its files under the same paths.
 */
final class SparkSubmit {
    /** Settings of Spark's own places and of the clusters it runs on, and what reads from S3 needs. */
    private static final List<String> PASSED_ON = List.of("SPARK_", "HADOOP_", "YARN_", "KUBE", "AWS_");

    private static final String MAIN = "retrain.spark.SparkJob";

    /** How the job marks the lines that are for people. */
    private static final String MARK = "retrain: ";

    private static final String FAILED = "retrain failed: ";

    private static final long LOOK_MILLIS = 200;

    private final SparkSpec spec;
    private final Path base;
    private final Map<String, String> environment;

    SparkSubmit(SparkSpec spec, Path base) {
        this(spec, base, System.getenv());
    }

    SparkSubmit(SparkSpec spec, Path base, Map<String, String> environment) {
        this.spec = spec;
        this.base = base;
        this.environment = environment;
    }

    /** {@return name and version, found without starting anything} */
    String name() {
        return home().name();
    }

    private SparkHome home() {
        return SparkHome.find(spec, base, environment);
    }

    SparkSpec spec() {
        return spec;
    }

    /**
     * Runs a task to its end.
     *
     * @param stage what the job and its lines are called
     * @param scratch a folder of the task's own
     * @param stopped asked now and then whether to end it
     * @throws InvalidInput with what the user must mend, be it Spark itself
     * @throws BackendFailure {@link Code#CANCELLED} if it was told to stop or this thread was interrupted, else the given code
     */
    SparkAnswer run(String stage, Code code, SparkTask task, Path scratch, Observer observer, BooleanSupplier stopped) {
        try {
            Path folder = Files.createDirectories(scratch.resolve("spark")).toAbsolutePath();
            Path answer = folder.resolve("answer.json");
            Files.deleteIfExists(answer);
            Files.write(folder.resolve("task.json"), Json.write((Record) task));
            ChildProcess.Launch launch = new ChildProcess.Launch(
                    command(stage, folder, answer), folder, environment(), folder.resolve("spark.log"));
            List<String> tail = run(stage, launch, observer, stopped);
            if (!Files.exists(answer)) {
                throw failed(stage, code, tail);
            }
            return checked(Json.read(Files.readAllBytes(answer), SparkAnswer.class, answer.toString()));
        } catch (IOException e) {
            throw DiskFailure.of(Code.STORE_UNUSABLE, scratch, DiskFailure.UNKNOWN, e, "or choose another store");
        }
    }

    private List<String> run(String stage, ChildProcess.Launch launch, Observer observer, BooleanSupplier stopped)
            throws IOException {
        try (ChildProcess process = ChildProcess.start(launch, line -> tell(stage, line, observer))) {
            Thread watch = watch(process, stopped);
            try {
                process.await();
            } finally {
                watch.interrupt();
            }
            if (stopped.getAsBoolean()) {
                throw cancelled(stage, null);
            }
            return process.tail();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(stage, e);
        }
    }

    private static void tell(String stage, String line, Observer observer) {
        if (line.startsWith(MARK)) {
            observer.on(new Event.Printed(stage, line.substring(MARK.length())));
        }
    }

    private static Thread watch(ChildProcess process, BooleanSupplier stopped) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (!stopped.getAsBoolean()) {
                            Thread.sleep(LOOK_MILLIS);
                        }
                        process.endSoon();
                    } catch (InterruptedException e) {
                        // The process has ended by itself.
                        Thread.currentThread().interrupt();
                    }
                },
                "retrain-spark-watch");
        watch.setDaemon(true);
        watch.start();
        return watch;
    }

    private List<String> command(String stage, Path folder, Path answer) throws IOException {
        SparkJars jars = SparkJars.find(spec, base, folder);
        List<String> command = new ArrayList<>(List.of(home().submit().toString()));
        command.addAll(List.of("--master", spec.master(), "--deploy-mode", "client"));
        command.addAll(List.of("--name", "retrain " + stage, "--class", MAIN));
        command.addAll(List.of(
                "--jars", jars.others().stream().map(j -> j.toUri().toString()).collect(Collectors.joining(","))));
        conf().forEach((name, value) -> command.addAll(List.of("--conf", name + "=" + value)));
        command.addAll(List.of(
                jars.job().toUri().toString(), folder.resolve("task.json").toString(), answer.toString()));
        return command;
    }

    /** The user's settings come last, and win. */
    private Map<String, String> conf() {
        Map<String, String> conf = new TreeMap<>(Map.of(
                "spark.ui.enabled", "false",
                "spark.ui.showConsoleProgress", "false",
                "spark.log.level", "WARN"));
        spec.conf().forEach((name, value) -> conf.put(name, String.valueOf(value)));
        return conf;
    }

    private Map<String, String> environment() {
        Map<String, String> passed = CleanEnvironment.of(environment);
        environment.forEach((name, value) -> {
            if (PASSED_ON.stream().anyMatch(name.toUpperCase(Locale.ROOT)::startsWith)) {
                passed.put(name, value);
            }
        });
        passed.put("SPARK_HOME", home().folder().toString());
        passed.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        return passed;
    }

    private static SparkAnswer checked(SparkAnswer answer) {
        if (!answer.problems().isEmpty()) {
            throw new InvalidInput(answer.problems());
        }
        return answer;
    }

    /** The job says last what has ended it; what ends spark-submit before it stands somewhere in its last lines. */
    private BackendFailure failed(String stage, Code code, List<String> tail) {
        String said = tail.stream()
                .filter(l -> l.startsWith(FAILED))
                .findFirst()
                .map(l -> l.substring(FAILED.length()))
                .orElse(tail.isEmpty() ? "it printed nothing" : "its last lines: " + String.join(" | ", tail));
        return BackendFailure.permanent(
                new Problem(
                        code,
                        "spark-submit to " + spec.master(),
                        "the job of " + stage + " ended without a result: " + ScriptFailure.printable(said),
                        "See that Spark is reachable there, and that its executors have memory and see the files of this machine"
                                + " under the same paths; then run again"),
                null);
    }

    private static BackendFailure cancelled(String stage, @Nullable Exception cause) {
        return BackendFailure.retryable(
                new Problem(Code.CANCELLED, stage, "was told to stop", "Go on with the same run, or run again"),
                null,
                cause);
    }
}
