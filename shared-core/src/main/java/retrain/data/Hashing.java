package retrain.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
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

/** Digests of files, on all cores; only of those that changed since they were digested last. */
public final class Hashing {
    private final DigestCache cache;
    private final Clock clock;

    /**
     * @param scratch the store's folder for what is not kept: digests are remembered there, if it exists
     * @param clock this machine's, as the times of files are
     */
    public Hashing(Path scratch, Clock clock) {
        this.cache = DigestCache.read(scratch.resolve("digests"));
        this.clock = clock;
    }

    /** What is computed of a file's content. */
    enum Algorithm {
        SHA256("SHA-256"),
        MD5("MD5"),
        /** DVC before version 3: the ends of a text's lines are those of Unix. */
        MD5_DOS2UNIX("MD5");

        private final String name;

        Algorithm(String name) {
            this.name = name;
        }

        private MessageDigest engine() {
            try {
                return MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + name, e);
            }
        }
    }

    /** {@return the digest of a text's UTF-8 bytes, in hexadecimal} */
    static String md5(String text) {
        return HexFormat.of().formatHex(Algorithm.MD5.engine().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The length of a file and its digest in hexadecimal. */
    record Hashed(long bytes, String hex) {}

    /** {@return the parts of the sources, by source and name; of copies, which never change, the digests are known; others are not here} */
    public List<Part> parts(Sources sources) {
        List<Path> paths = new ArrayList<>();
        for (List<SourceFile> files : sources.files().values()) {
            for (SourceFile file : files) {
                if (file.digest().isEmpty() && file.elsewhere().isEmpty()) {
                    paths.add(file.path());
                }
            }
        }
        List<Hashed> hashed = digests(Algorithm.SHA256, paths);
        List<Part> parts = new ArrayList<>(paths.size());
        int next = 0;
        for (Map.Entry<String, List<SourceFile>> source : sources.files().entrySet()) {
            for (SourceFile file : source.getValue()) {
                if (file.elsewhere().isPresent()) {
                    parts.add(
                            Part.unread(source.getKey(), file.elsewhere().get().file()));
                    continue;
                }
                Hashed content = file.digest().isPresent() ? known(file) : hashed.get(next++);
                Digest digest = new Digest(content.hex());
                parts.add(new Part(source.getKey(), file.name(), content.bytes(), digest, file.version()));
            }
        }
        return List.copyOf(parts);
    }

    private static Hashed known(SourceFile file) {
        return new Hashed(
                state(file.path()).bytes(), file.digest().orElseThrow().hex());
    }

    /** {@return a digest for each of the files, in their order} */
    List<Hashed> digests(Algorithm algorithm, List<Path> files) {
        Instant before = clock.instant();
        Hashed[] found = new Hashed[files.size()];
        List<Open> open = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            Path path = files.get(i);
            FileState state = state(path);
            String known = cache.find(algorithm.name(), path, state);
            if (known == null) {
                open.add(new Open(i, path, state));
            } else {
                found[i] = new Hashed(state.bytes(), known);
            }
        }
        if (!open.isEmpty()) {
            // The largest first: else a large one that begins last keeps one core busy and the others waiting.
            open.sort((a, b) -> Long.compare(b.state.bytes(), a.state.bytes()));
            List<Hashed> computed = computed(algorithm, open);
            for (int i = 0; i < open.size(); i++) {
                Open file = open.get(i);
                found[file.index] = computed.get(i);
                cache.put(
                        algorithm.name(),
                        file.path,
                        file.state,
                        before,
                        computed.get(i).hex());
            }
        }
        return List.of(found);
    }

    /** Remembers what was computed for the next run. */
    public void remember() {
        cache.write();
    }

    /** A file that must be read. */
    private record Open(int index, Path path, FileState state) {}

    private static FileState state(Path path) {
        try {
            return FileState.of(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static List<Hashed> computed(Algorithm algorithm, List<Open> files) {
        List<Callable<Hashed>> work = new ArrayList<>();
        for (Open file : files) {
            work.add(() -> hashed(algorithm, file.path));
        }
        int threads = Math.min(work.size(), Runtime.getRuntime().availableProcessors());
        ExecutorService cores = Executors.newFixedThreadPool(threads);
        try {
            List<Hashed> hashed = new ArrayList<>();
            for (Future<Hashed> done : cores.invokeAll(work)) {
                hashed.add(done.get());
            }
            return hashed;
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

    private static Hashed hashed(Algorithm algorithm, Path file) throws IOException {
        MessageDigest engine = algorithm.engine();
        long bytes = algorithm == Algorithm.MD5_DOS2UNIX && UnixLines.isText(file)
                ? UnixLines.feed(engine, file)
                : Digest.feed(engine, file);
        return new Hashed(bytes, HexFormat.of().formatHex(engine.digest()));
    }

    /** What DVC before version 3 took for text, and how it read it. */
    private static final class UnixLines {
        private static final int HEAD = 512;
        private static final int CHUNK = 1 << 20;

        /** No zero byte in the first 512 bytes, and at most 30% of them beyond printable ASCII. */
        static boolean isText(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] head = in.readNBytes(HEAD);
                int odd = 0;
                for (byte b : head) {
                    if (b == 0) {
                        return false;
                    }
                    odd += (b >= ' ' && b < 127) || "\n\r\t\f\b".indexOf(b) >= 0 ? 0 : 1;
                }
                return odd <= 0.3 * head.length;
            }
        }

        /** Within chunks of 1 MiB, as DVC did: the two bytes of a line's end that lie in two chunks stay. */
        static long feed(MessageDigest engine, Path file) throws IOException {
            long bytes = 0;
            try (InputStream in = Files.newInputStream(file)) {
                for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
                    bytes += chunk.length;
                    engine.update(chunk, 0, withoutReturns(chunk));
                }
            }
            return bytes;
        }

        private static int withoutReturns(byte[] chunk) {
            int kept = 0;
            for (int i = 0; i < chunk.length; i++) {
                boolean end = chunk[i] == '\r' && i + 1 < chunk.length && chunk[i + 1] == '\n';
                if (!end) {
                    chunk[kept++] = chunk[i];
                }
            }
            return kept;
        }
    }
}
