import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import retrain.Command;
import retrain.Option;
import retrain.Request;
import retrain.Retrain;

/**
 * How fast source files are digested, against the JDK's SHA-256 over the same bytes in memory, one thread a core. Retrain's side is
 * the difference of a dry run over the files and one over a single small file. Argument: working folder.
 */
final class Digests {
    private static final int FILES = 64;
    private static final int BYTES = 16 << 20;

    private Digests() {}

    public static void main(String[] args) throws Exception {
        Path work = Path.of(args[0]).toAbsolutePath();
        Path many = project(work.resolve("many"), FILES, BYTES);
        Path one = project(work.resolve("one"), 1, 64);
        int cores = Runtime.getRuntime().availableProcessors();
        double[] ratios = new double[11];
        for (int i = 0; i < ratios.length; i++) {
            double mbs = FILES * (BYTES >> 20);
            double jdk = mbs / jdk(cores);
            double retrain = mbs / (dryRun(many) - dryRun(one));
            System.out.printf(
                    Locale.ROOT,
                    "JDK %.0f MB/s on %d cores, Retrain %.0f MB/s, ratio %.2f%n",
                    jdk,
                    cores,
                    retrain,
                    ratios[i] = retrain / jdk);
        }
        Arrays.sort(ratios);
        System.out.printf(Locale.ROOT, "median ratio %.2f%n", ratios[ratios.length / 2]);
    }

    private static double jdk(int cores) throws Exception {
        byte[] content = new byte[BYTES];
        new Random(1).nextBytes(content);
        ExecutorService threads = Executors.newFixedThreadPool(cores);
        long start = System.nanoTime();
        List<Future<byte[]>> digests = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            digests.add(threads.submit(() -> MessageDigest.getInstance("SHA-256").digest(content)));
        }
        for (Future<byte[]> digest : digests) {
            digest.get();
        }
        threads.shutdown();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double dryRun(Path project) {
        long start = System.nanoTime();
        new Retrain(event -> {})
                .execute(new Request(
                        Command.RUN, Map.of(Option.DRY_RUN, "true"), project, project.resolve("out"), "benchmark"));
        return (System.nanoTime() - start) / 1e9;
    }

    private static Path project(Path folder, int files, int bytes) throws Exception {
        Files.createDirectories(folder.resolve("rows"));
        Random random = new Random(2);
        byte[] content = new byte[bytes];
        for (int i = 0; i < files; i++) {
            random.nextBytes(content);
            Files.write(folder.resolve("rows/" + i + ".csv"), content);
        }
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: digests
                task: binary
                target: late
                data:
                  sources: {rows: rows/*.csv}
                train:
                  xgboost: {rounds: 1}
                gates:
                  - {metric: auc, at-least: 0.5}
                """);
        return folder;
    }
}
