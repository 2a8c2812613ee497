package retrain.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Digests of files of this machine, kept in a file, so that a file is read again only when its {@link FileState} is another one. A
 * file that was written just before it was digested is not remembered, as in Git's index: it could be written once more within the
 * same tick of the disk's clock, and would look the same.
 *
 * <p>The file is a line a digest: algorithm, state, digest, path. The first line holds a checksum of the others: a file that is
 * damaged, or of another form, is as good as none.
 */
final class DigestCache {
    /** Disks' clocks tick every two seconds at the slowest (FAT), and may go a little after the machine's. */
    private static final long TICK = TimeUnit.SECONDS.toNanos(3);

    private static final String HEAD = "retrain digests 1 ";
    private static final int SPARE = 10_000;

    private final Path file;
    /** By algorithm and path; those that were asked for last are at the end. */
    private final LinkedHashMap<String, Known> known = new LinkedHashMap<>(64, 0.75f, true);

    private int used;
    private boolean changed;

    private record Known(String state, String digest) {}

    private DigestCache(Path file) {
        this.file = file;
    }

    /** {@return what the file holds; nothing if it is absent, damaged or something else} */
    static DigestCache read(Path file) {
        DigestCache cache = new DigestCache(file);
        try {
            String text = Files.readString(file);
            int head = text.indexOf('\n') + 1;
            String body = text.substring(head);
            if (text.substring(0, head).equals(head(body))) {
                cache.parse(body);
            }
        } catch (IOException e) {
            // Absent, unreadable or not even text: everything is digested anew.
            cache.known.clear();
        }
        return cache;
    }

    private static String head(String body) {
        CRC32 sum = new CRC32();
        sum.update(body.getBytes(UTF_8));
        return HEAD + Long.toHexString(sum.getValue()) + "\n";
    }

    private void parse(String body) {
        int at = 0;
        while (at < body.length()) {
            int end = body.indexOf('\n', at);
            int algorithm = body.indexOf(' ', at);
            int state = algorithm;
            for (int word = 0; word < 4; word++) {
                state = body.indexOf(' ', state + 1);
            }
            int digest = body.indexOf(' ', state + 1);
            known.put(
                    body.substring(at, algorithm) + body.substring(digest, end),
                    new Known(body.substring(algorithm + 1, state), body.substring(state + 1, digest)));
            at = end + 1;
        }
    }

    private static String key(String algorithm, Path path) {
        return algorithm + " " + path;
    }

    /** {@return the digest of a file that still is in this state; null if it is not known} */
    @Nullable
    String find(String algorithm, Path path, FileState state) {
        used++;
        Known found = known.get(key(algorithm, path));
        return found != null && found.state.equals(state.text()) ? found.digest : null;
    }

    /**
     * Remembers a digest, if the state tells all later contents from the digested one.
     *
     * @param state the file's before it was read
     * @param before a moment before it was read
     */
    void put(String algorithm, Path path, FileState state, Instant before, String digest) {
        long moment = TimeUnit.SECONDS.toNanos(before.getEpochSecond()) + before.getNano();
        if (state.latest() < moment - TICK && path.toString().indexOf('\n') < 0) {
            known.put(key(algorithm, path), new Known(state.text(), digest));
            changed = true;
        }
    }

    /**
     * Writes what is new, if there is a folder to write it to. Files that were not asked for are forgotten in time. Of several
     * processes that write at once the last one wins; what the others knew is digested again.
     */
    void write() {
        Path folder = file.getParent();
        if (!changed || folder == null || !Files.isDirectory(folder)) {
            return;
        }
        changed = false;
        try {
            String body = body();
            Path part = Files.createTempFile(folder, "digests-", ".tmp");
            try {
                Files.writeString(part, head(body) + body);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            // It only saves time; a disk that is full or read-only is told of by what must be written to it.
            changed = true;
        }
    }

    private String body() {
        Iterator<String> eldest = new ArrayList<>(known.keySet()).iterator();
        while (known.size() > 2 * used + SPARE) {
            known.remove(eldest.next());
        }
        StringBuilder body = new StringBuilder();
        List<Map.Entry<String, Known>> entries = new ArrayList<>(known.entrySet());
        for (Map.Entry<String, Known> entry : entries) {
            int algorithm = entry.getKey().indexOf(' ');
            body.append(entry.getKey(), 0, algorithm)
                    .append(' ')
                    .append(entry.getValue().state)
                    .append(' ')
                    .append(entry.getValue().digest)
                    .append(entry.getKey(), algorithm, entry.getKey().length())
                    .append('\n');
        }
        return body.toString();
    }
}
