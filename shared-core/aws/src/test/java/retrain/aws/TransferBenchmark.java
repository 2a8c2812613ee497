package retrain.aws;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import retrain.run.Digest;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Uploads and downloads a file on the loopback, in turn with another program that does the same: {@code <megabytes> <runs> <program that takes a
 * source and a target>}. The server is the one that the SDK finds (AWS_ENDPOINT_URL).
 */
final class TransferBenchmark {
    private static final String BUCKET = "benchmark";

    private TransferBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("transfer");
        Path file = folder.resolve("file");
        Path back = folder.resolve("back");
        Path peer = folder.resolve("peer");
        write(file, Integer.parseInt(args[0]));
        S3Client s3 = new AwsClients(AwsSpec.usual()).s3();
        s3.createBucket(b -> b.bucket(BUCKET));
        S3Transfer transfer = new S3Transfer(s3, Optional.empty());
        int runs = Integer.parseInt(args[1]);
        double[][] seconds = new double[4][runs];
        for (int i = 0; i < runs; i++) {
            seconds[0][i] = time(() -> transfer.upload(file, "s3://" + BUCKET + "/ours"));
            seconds[1][i] = time(() -> run(args[2], file.toString(), "s3://" + BUCKET + "/theirs"));
            seconds[2][i] = time(() -> transfer.download("s3://" + BUCKET + "/ours", back));
            seconds[3][i] = time(() -> run(args[2], "s3://" + BUCKET + "/theirs", peer.toString()));
        }
        if (!Digest.of(file).equals(Digest.of(back))) {
            throw new IllegalStateException("what came back is not what was sent");
        }
        System.out.printf(
                Locale.ROOT,
                "%s MB: upload %.2f of the other program's time, download %.2f (medians of %d); peak heap %d MB%n",
                args[0],
                median(seconds[0]) / median(seconds[1]),
                median(seconds[2]) / median(seconds[3]),
                runs,
                heap());
        for (Path made : List.of(file, back, peer, folder)) {
            Files.delete(made);
        }
    }

    private static void write(Path file, int megabytes) throws IOException {
        byte[] chunk = new byte[1 << 20];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(chunk);
                out.write(chunk);
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double time(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void run(String program, String from, String to) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", program + " '" + from + "' '" + to + "'")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(program + " failed");
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long heap() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                bytes += pool.getPeakUsage().getUsed();
            }
        }
        return bytes >> 20;
    }
}
