package retrain.local;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import retrain.data.SourceFormat;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.stream.BatchSource;

/**
 * A folder that fills: each file of a known format is a batch, in the order of names, which are the offsets. A file is taken when it looked
 * the same at two looks one after the other; what is hidden, begins with {@code _} or ends like no known format is not there yet.
 *
 * <p>Memory does not grow with the folder: the first {@value #AHEAD} files that wait are remembered, and of those that were taken a sum of
 * their names, sizes and times. Only when the sum changes is each of them compared with what was delivered.
 */
final class FolderSource implements BatchSource {
    private static final int AHEAD = 256;

    private final Path folder;
    private final Delivered delivered;

    /** The first files that waited at the last look. */
    private Map<String, Stamp> seen = new HashMap<>();

    /** Of the files up to {@link #checked}; what was handed out since then is added to it. */
    private long sum;

    private @Nullable String checked;

    FolderSource(Path folder, Delivered delivered) {
        this.folder = folder;
        this.delivered = delivered;
    }

    /** What tells that a file is the same without reading it. */
    private record Stamp(String name, long bytes, Instant modified) {
        long mixed() {
            long hash = Objects.hash(name, bytes, modified) * 0x9E3779B97F4A7C15L;
            return hash ^ (hash >>> 29);
        }
    }

    /** One walk through the folder. */
    private static final class Found {
        private final TreeMap<String, Stamp> first = new TreeMap<>();
        private long batches;
        private long bytes;
        private @Nullable Instant oldest;
        private long sum;

        void waits(Stamp stamp) {
            batches++;
            bytes += stamp.bytes();
            if (oldest == null || stamp.modified().isBefore(oldest)) {
                oldest = stamp.modified();
            }
            first.put(stamp.name(), stamp);
            if (first.size() > AHEAD) {
                first.pollLastEntry();
            }
        }
    }

    @Override
    public String location() {
        return folder.toString();
    }

    @Override
    public Look look(Optional<String> offset) {
        try {
            Found found = walk(offset);
            if (offset.isPresent()) {
                compare(offset.get(), found.sum);
            }
            Optional<Batch> next = next(found.first);
            seen = found.first;
            return new Look(next, new Waiting(found.batches, found.bytes, Optional.ofNullable(found.oldest)));
        } catch (IOException | DirectoryIteratorException e) {
            throw BackendFailure.retryable(
                    new Problem(
                            Code.DATA_MISSING,
                            folder.toString(),
                            "cannot be read (" + e + ")",
                            "Grant access to it, then run again"),
                    null,
                    e);
        }
    }

    private Found walk(Optional<String> offset) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new InvalidInput(
                    Code.DATA_MISSING,
                    "stream.folder",
                    folder + " is no folder",
                    "Make it, or correct 'stream.folder'");
        }
        Found found = new Found();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FolderSource::isBatch)) {
            for (Path file : files) {
                Optional<Stamp> stamp = stamp(file);
                if (stamp.isPresent()) {
                    boolean taken = offset.isPresent() && name(file).compareTo(offset.get()) <= 0;
                    if (taken) {
                        found.sum += stamp.get().mixed();
                    } else {
                        found.waits(stamp.get());
                    }
                }
            }
        }
        return found;
    }

    private static boolean isBatch(Path file) {
        String name = name(file);
        return !name.startsWith(".")
                && !name.startsWith("_")
                && SourceFormat.of(file).isPresent();
    }

    private static String name(Path file) {
        return Objects.requireNonNull(file.getFileName(), "a file has a name").toString();
    }

    private static Optional<Stamp> stamp(Path file) throws IOException {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return is.isRegularFile()
                    ? Optional.of(new Stamp(
                            name(file), is.size(), is.lastModifiedTime().toInstant()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty(); // it was renamed or removed meanwhile
        }
    }

    /** In the order of names: a file that still grows lets those after it wait. */
    private Optional<Batch> next(NavigableMap<String, Stamp> first) throws IOException {
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Stamp stamp = first.firstEntry().getValue();
        if (stamp.bytes() == 0 || !stamp.equals(seen.get(stamp.name()))) {
            return Optional.empty();
        }
        Path file = folder.resolve(stamp.name());
        Digest digest = Digest.of(file);
        if (!stamp(file).equals(Optional.of(stamp))) {
            return Optional.empty();
        }
        return Optional.of(new Batch(stamp.name(), file, stamp.bytes(), digest));
    }

    /** The file that was taken just now is known; whatever else changed among those taken before is looked at. */
    private void compare(String offset, long found) throws IOException {
        @Nullable Stamp taken = seen.get(offset);
        long expected = sum + (taken == null || offset.equals(checked) ? 0 : taken.mixed());
        if (checked == null || found != expected) {
            confirm(offset);
        }
        sum = found;
        checked = offset;
    }

    private void confirm(String offset) throws IOException {
        List<Problem> problems = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FolderSource::isBatch)) {
            for (Path file : files) {
                if (name(file).compareTo(offset) <= 0 && problems.size() < AHEAD) {
                    problem(file, offset).ifPresent(problems::add);
                }
            }
        }
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparing(Problem::where));
            throw new InvalidInput(problems);
        }
    }

    private Optional<Problem> problem(Path file, String offset) throws IOException {
        Optional<Digest> then = delivered.digest(name(file));
        if (then.isEmpty()) {
            return Optional.of(
                    new Problem(
                            Code.CONFLICT,
                            file.toString(),
                            "came after " + offset + " was taken, and its name sorts before it",
                            "Give it a name that sorts after all that were taken; names in the order of arrival hold the time"));
        }
        return then.get().equals(Digest.of(file))
                ? Optional.empty()
                : Optional.of(new Problem(
                        Code.CONFLICT,
                        file.toString(),
                        "was learned with another content",
                        "Bring the new content under a new name, and put the old one back or remove it"));
    }
}
