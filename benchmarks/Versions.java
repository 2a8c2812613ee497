import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import retrain.Command;
import retrain.Option;
import retrain.Request;
import retrain.Retrain;

/**
 * How long it takes to name data by their content: 2 GiB in 128 files for the first time, and 10,000 files that have not changed. Each
 * time is that of a dry run in this JVM. Arguments: 'first' (writes the files, then their time, several times; prints the median) or
 * 'unchanged', the working folder.
 */
final class Versions {
    private static final int FILES = 128;
    private static final int BYTES = 16 << 20;
    private static final int MANY = 10_000;

    private Versions() {}

    public static void main(String[] args) throws Exception {
        Path work = Path.of(args[1]).toAbsolutePath();
        if (args[0].equals("first")) {
            first(project(work.resolve("first"), FILES, BYTES));
        } else {
            unchanged(project(work.resolve("unchanged"), MANY, 100));
        }
    }

    private static void first(Path project) throws Exception {
        double[] seconds = new double[5];
        for (int i = 0; i < seconds.length; i++) {
            Files.deleteIfExists(project.resolve(".retrain/scratch/digests"));
            seconds[i] = dryRun(project);
        }
        double gigabytes = (double) FILES * BYTES / 1e9;
        System.out.printf(
                Locale.ROOT,
                "first: %.2f s, %.2f GB/s%n",
                median(seconds),
                gigabytes / median(seconds));
    }

    private static void unchanged(Path project) throws Exception {
        System.out.printf(Locale.ROOT, "10,000 files, never seen: %.2f s%n", dryRun(project));
        System.out.printf(Locale.ROOT, "10,000 files, unchanged, once more in this JVM: %.2f s%n", dryRun(project));
    }

    private static double dryRun(Path project) throws Exception {
        Files.createDirectories(project.resolve(".retrain/scratch"));
        long start = System.nanoTime();
        new Retrain(event -> {})
                .execute(new Request(
                        Command.RUN, Map.of(Option.DRY_RUN, "true"), project, project.resolve("out"), "benchmark"));
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** The files are an hour old: what was just written is not remembered. */
    private static Path project(Path folder, int files, int bytes) throws Exception {
        Path rows = Files.createDirectories(folder.resolve("rows"));
        try (Stream<Path> there = Files.list(rows)) {
            if (there.count() == files) {
                return folder;
            }
        }
        Random random = new Random(3);
        byte[] content = new byte[bytes];
        FileTime old = FileTime.from(Instant.now().minusSeconds(3600));
        for (int i = 0; i < files; i++) {
            random.nextBytes(content);
            Files.setLastModifiedTime(Files.write(rows.resolve(i + ".csv"), content), old);
        }
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: versions
                task: binary
                target: late
                data:
                  sources: {rows: rows/*.csv}
                train:
                  xgboost: {rounds: 1}
                gates:
                  - {metric: auc, at-least: 0.5}
                """);
        // The time of the change itself cannot be set back.
        Thread.sleep(4000);
        return folder;
    }
}
