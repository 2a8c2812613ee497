package retrain.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/**
 * Unpacks gzipped files to see whether they are whole. DuckDB does not compare the checksums, and given a damaged file it can go round
 * in a circle for ever.
 */
final class GzipCheck {
    private static final int BUFFER = 1 << 16;

    private GzipCheck() {}

    /**
     * Checks files, on all cores.
     *
     * @param files by the name for messages
     */
    static List<Problem> check(Map<String, Path> files) {
        List<Callable<Optional<Problem>>> work = new ArrayList<>();
        files.forEach((name, file) -> work.add(() -> check(name, file)));
        ExecutorService cores = Executors.newFixedThreadPool(DuckDb.Settings.cores());
        try {
            List<Problem> problems = new ArrayList<>();
            for (Future<Optional<Problem>> done : cores.invokeAll(work)) {
                done.get().ifPresent(problems::add);
            }
            return problems;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Running.cancelled(e);
        } catch (ExecutionException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.DATA_MISSING,
                            "data.sources",
                            "a file cannot be read (" + e.getCause() + ")",
                            "Grant access to it"),
                    e.getCause());
        } finally {
            cores.shutdownNow();
        }
    }

    private static Optional<Problem> check(String name, Path file) {
        byte[] buffer = new byte[BUFFER];
        long lines = 0;
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file);
                GZIPInputStream content = new GZIPInputStream(in, BUFFER)) {
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
                bytes += n;
                if (Thread.currentThread().isInterrupted()) {
                    return Optional.empty();
                }
            }
            return bytes > 0 ? Optional.empty() : Optional.of(empty(name));
        } catch (IOException e) {
            return Optional.of(new Problem(
                    Code.DATA_MALFORMED,
                    lines > 0 ? name + ":" + (lines + 1) : name,
                    "the gzip file is truncated or damaged (" + e.getMessage() + ")",
                    "Fetch or make the file again; 'gzip -t' tests it"));
        }
    }

    private static Problem empty(String name) {
        return new Problem(
                Code.DATA_MISSING,
                name,
                "the gzip file holds nothing",
                "Fetch or make the file again, or take it out of the source");
    }
}
