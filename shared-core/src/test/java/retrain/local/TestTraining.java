package retrain.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** A training program, as a user would write one, that does well or badly as its first argument says. */
final class TestTraining {
    private static final Path MODEL = Path.of(System.getenv().getOrDefault("SM_MODEL_DIR", ""));
    private static final Path OUTPUT = Path.of(System.getenv().getOrDefault("SM_OUTPUT_DIR", ""));
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private TestTraining() {}

    /** The command that runs this with a mode. */
    static List<String> command(String mode) {
        return List.of(
                "java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classes(),
                "retrain.local.TestTraining",
                mode);
    }

    static String classes() {
        try {
            return Path.of(TestTraining.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "well" -> well(arguments);
            case "failure-file" -> {
                OUT.println("reading rows");
                Files.writeString(OUTPUT.resolve("failure"), "ValueError: no rows\n\u001B[31min train.csv");
                System.exit(3);
            }
            case "exit-code" -> {
                System.err.println("about to \u001B[31mfail");
                System.exit(7);
            }
            case "failure-file-only" -> Files.writeString(OUTPUT.resolve("failure"), "half of it is missing");
            case "killed" -> Runtime.getRuntime().halt(128 + 9);
            case "no-model" -> OUT.println("done");
            case "link" -> Files.createSymbolicLink(MODEL.resolve("weights"), Path.of("elsewhere"));
            case "long-line" -> {
                OUT.print("x".repeat(3_000_000));
                OUT.print("\rauc=0.25\rauc=0.5\r");
                Files.writeString(MODEL.resolve("m"), "m");
            }
            case "trial" -> trial(hyperparameter("depth"), false);
            case "endless-trial" -> trial(hyperparameter("depth"), true);
            case "hang" -> hang();
            case "starts-late" -> {
                Runtime.getRuntime().addShutdownHook(new Thread(TestTraining::startLate));
                hang();
            }
            case "leaves-child" -> {
                Process child = child();
                Files.writeString(MODEL.resolve("m"), Long.toString(child.pid()));
                OUT.println("child " + child.pid());
                // Long enough that a watcher that looks every second sees the child.
                Thread.sleep(2500);
            }
            case "sleep" -> new CountDownLatch(1).await();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void well(String[] arguments) throws IOException {
        StringBuilder seen = new StringBuilder();
        seen.append("arguments ").append(Arrays.asList(arguments)).append('\n');
        seen.append("folder ").append(Path.of("").toAbsolutePath()).append('\n');
        new TreeMap<>(System.getenv())
                .forEach((k, v) -> seen.append(k).append('=').append(v).append('\n'));
        Files.writeString(MODEL.resolve("seen.txt"), seen);
        Files.createDirectories(MODEL.resolve("parts"));
        Files.copy(Path.of(System.getenv("SM_CHANNEL_TRAIN"), "train.csv"), MODEL.resolve("parts/copy.csv"));
        Files.writeString(Path.of("written-by-program"), "not code");
        OUT.println("round 1 auc=0.5 loss=0.7");
        OUT.println("round 2 auc=0.75 loss=nan");
        OUT.println("a line about auc=unknown");
    }

    private static int hyperparameter(String name) {
        return Integer.parseInt(System.getenv().getOrDefault("SM_HP_" + name.toUpperCase(java.util.Locale.ROOT), "0"));
    }

    /** Six rounds of a loss that is small at depth 3; nothing can be learned beyond depth 9; depth 7 may be bad and without end. */
    private static void trial(int depth, boolean endless) throws IOException, InterruptedException {
        if (depth > 9) {
            Files.writeString(OUTPUT.resolve("failure"), "MemoryError: too deep");
            System.exit(1);
        }
        boolean bad = endless && depth == 7;
        for (int round = 1; round <= 6; round++) {
            OUT.println("round " + round + " loss=" + (Math.abs(depth - 3) + (bad ? 20 : 0) + 0.1 / round));
        }
        if (bad) {
            hang();
        }
        Files.writeString(MODEL.resolve("m"), "m");
    }

    private static void hang() throws IOException, InterruptedException {
        OUT.println("child " + child().pid());
        new CountDownLatch(1).await();
    }

    /** A process that is born while its parent ends. */
    private static void startLate() {
        try {
            OUT.println("late " + child().pid());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Process child() throws IOException {
        return new ProcessBuilder(command("sleep"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
