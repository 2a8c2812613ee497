package retrain.aws;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import retrain.run.Digest;
import retrain.run.Store.Document;

/**
 * Copies on this machine of documents that are created once and never replaced: entries of ledgers, versions, audit entries. A copy is used
 * in place of a request if S3 has told the document's tag to this process, in a list or when it was written or read, and it is that of the copy: so
 * a list of a thousand documents is one request, and tells if one of them was edited.
 */
final class DocumentCopies {
    private static final Pattern CREATED_ONCE =
            Pattern.compile("(?:runs|history|streams|usage)/.+|models/[^/]+/(?:versions|audit|holdouts)/.+");
    private static final Duration RENEWED_AFTER = Duration.ofHours(12);
    private static final int DIGEST = 32;
    private static final int MOST_TAGS = 100_000;

    private final Path folder;
    private final String place;
    private final Map<String, String> tags = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_TAGS;
        }
    });

    /** @param place of the store that they are copies of */
    DocumentCopies(Path folder, String place) {
        this.folder = folder;
        this.place = place;
    }

    /** What S3 has just told of a document. */
    void told(String key, String tag) {
        if (CREATED_ONCE.matcher(key).matches()) {
            tags.put(key, tag);
        }
    }

    /** {@return the copy of what is there now; empty if that is not known, or there is no copy} */
    Optional<Document> find(String key) {
        @Nullable String tag = tags.get(key);
        if (tag == null) {
            return Optional.empty();
        }
        try {
            Path file = file(key, tag);
            byte[] bytes = Files.readAllBytes(file);
            used(file);
            byte[] content = Arrays.copyOfRange(bytes, Math.min(DIGEST, bytes.length), bytes.length);
            boolean whole =
                    Arrays.equals(Arrays.copyOf(bytes, DIGEST), Digest.sha256().digest(content));
            return whole ? Optional.of(new Document(content, tag)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What is used is not removed as something old. */
    @SuppressWarnings("ResultOfMethodCallIgnored")
    private static void used(Path path) {
        File file = path.toFile();
        long now = System.currentTimeMillis();
        if (now - file.lastModified() > RENEWED_AFTER.toMillis()) {
            file.setLastModified(now);
        }
    }

    /** Keeps a copy; one that cannot be kept is asked for again. */
    void keep(String key, String tag, byte[] content) {
        if (!CREATED_ONCE.matcher(key).matches()) {
            return;
        }
        told(key, tag);
        Path written = folder.resolve(UUID.randomUUID() + ".tmp");
        try {
            byte[] bytes = Arrays.copyOf(Digest.sha256().digest(content), DIGEST + content.length);
            System.arraycopy(content, 0, bytes, DIGEST, content.length);
            Files.createDirectories(folder);
            Files.write(written, bytes);
            Files.move(written, file(key, tag), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            written.toFile().delete();
        }
    }

    private Path file(String key, String tag) {
        return folder.resolve(Digest.of(place + key + " " + tag).hex());
    }
}
