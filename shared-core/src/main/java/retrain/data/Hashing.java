package retrain.data;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Digest;

/**
 * Digests of files, on all cores. Nothing is remembered between runs: a file that was changed within the same tick of the clock and
 * kept its size looks unchanged to everything but its content.
 */
final class Hashing {
    private Hashing() {}

    /** {@return the parts of the sources, by source and name} */
    static List<Part> parts(Sources sources, Path base) {
        List<Callable<Part>> work = new ArrayList<>();
        for (Map.Entry<String, List<Path>> source : sources.files().entrySet()) {
            for (Path file : source.getValue()) {
                work.add(() -> part(source.getKey(), Sources.name(base, file), file));
            }
        }
        int threads = Math.min(work.size(), Runtime.getRuntime().availableProcessors());
        ExecutorService cores = Executors.newFixedThreadPool(Math.max(1, threads));
        try {
            List<Part> parts = new ArrayList<>();
            for (Future<Part> done : cores.invokeAll(work)) {
                parts.add(done.get());
            }
            return List.copyOf(parts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(Code.CANCELLED, "prepare", "was told to stop", "Run again to go on"), null, e);
        } catch (ExecutionException e) {
            throw unreadable(e.getCause() == null ? e : e.getCause());
        } finally {
            cores.shutdownNow();
        }
    }

    private static BackendFailure unreadable(Throwable cause) {
        return BackendFailure.permanent(
                new Problem(
                        Code.DATA_MISSING,
                        "data.sources",
                        "a file cannot be read (" + cause + ")",
                        "Grant access to it, or see that the disk is whole"),
                cause);
    }

    private static Part part(String source, String name, Path file) throws IOException {
        MessageDigest engine = Digest.sha256();
        long bytes = Digest.feed(engine, file);
        return new Part(source, name, bytes, Digest.of(engine));
    }
}
