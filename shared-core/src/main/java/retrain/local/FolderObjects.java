package retrain.local;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.Store.Stored;

/**
 * The immutable objects of a store, {@code sha256/ab/cd…}. A file's time of change is when the object was put or asked for last, to
 * the day: cleaning up goes by it.
 */
final class FolderObjects {
    private static final int HEX_FOLDER = 2;
    private static final Duration RENEWED_AFTER = Duration.ofHours(12);
    private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern REST = Pattern.compile("[0-9a-f]{62}");

    private final Path folder;
    private final AtomicFiles files;
    private final Clock clock;
    private final Map<Digest, Seen> verified = new ConcurrentHashMap<>();

    FolderObjects(Path folder, AtomicFiles files, Clock clock) {
        this.folder = folder;
        this.files = files;
        this.clock = clock;
    }

    Digest put(Path file) {
        try (AtomicFiles.Pending pending = files.copy(file)) {
            return keep(pending);
        } catch (IOException e) {
            if (!Files.isReadable(file)) {
                throw new InvalidInput(
                        Code.DATA_MISSING,
                        file.toString(),
                        "cannot be read (" + e + ")",
                        "Check the file and its rights");
            }
            throw unusable(folder, file.toFile().length(), e);
        }
    }

    Digest receive(Consumer<Path> writer) {
        try (AtomicFiles.Pending pending = files.receive(writer)) {
            return keep(pending);
        } catch (IOException e) {
            throw unusable(folder, DiskFailure.UNKNOWN, e);
        }
    }

    Digest put(byte[] content) {
        Digest digest = Digest.of(content);
        try {
            if (!keptAlready(digest, content.length)) {
                try (AtomicFiles.Pending pending = files.write(content)) {
                    keep(pending);
                }
            }
            return digest;
        } catch (IOException e) {
            throw unusable(folder, content.length, e);
        }
    }

    private Digest keep(AtomicFiles.Pending pending) throws IOException {
        Digest digest = pending.digest();
        if (!keptAlready(digest, pending.bytes())) {
            Path target = path(digest);
            pending.guard();
            pending.moveTo(target);
            verified.put(digest, Seen.of(target));
        }
        return digest;
    }

    /**
     * {@return whether the object is there, whole, and counts as used now; else it is to be written, over whatever is damaged or
     * belongs to another user}
     */
    private boolean keptAlready(Digest digest, long bytes) throws IOException {
        Path target = path(digest);
        try {
            Seen seen = Seen.of(target);
            if (seen.bytes != bytes) {
                return false;
            }
            if (!seen.equals(verified.get(digest)) && !Digest.of(target).equals(digest)) {
                return false;
            }
            Files.setLastModifiedTime(target, FileTime.from(clock.instant()));
            verified.put(digest, Seen.of(target));
            return true;
        } catch (FileSystemException e) {
            verified.remove(digest);
            return false;
        }
    }

    boolean has(Digest digest) {
        Path file = path(digest);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            renew(digest, file, Seen.of(file));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw unusable(file, DiskFailure.UNKNOWN, e);
        }
    }

    Path fetch(Digest digest) {
        Path file = path(digest);
        try {
            Seen seen = Seen.of(file);
            if (!seen.equals(verified.get(digest))) {
                check(digest, file, Digest.of(file));
                verified.put(digest, seen);
            }
            renew(digest, file, seen);
            return file;
        } catch (NoSuchFileException e) {
            throw absent(digest, e);
        } catch (IOException e) {
            throw unusable(file, DiskFailure.UNKNOWN, e);
        }
    }

    byte[] get(Digest digest) {
        Path file = path(digest);
        try {
            byte[] content = Files.readAllBytes(file);
            check(digest, file, Digest.of(content));
            renew(digest, file, Seen.of(file));
            return content;
        } catch (NoSuchFileException e) {
            throw absent(digest, e);
        } catch (IOException e) {
            throw unusable(file, DiskFailure.UNKNOWN, e);
        }
    }

    /** What is used must not be old when it is cleaned up. Readers without the right to write leave no mark. */
    private void renew(Digest digest, Path file, Seen seen) throws IOException {
        Instant now = clock.instant();
        boolean old = Duration.between(seen.modified.toInstant(), now).compareTo(RENEWED_AFTER) > 0;
        if (old && file.toFile().setLastModified(now.toEpochMilli()) && seen.equals(verified.get(digest))) {
            verified.put(digest, Seen.of(file));
        }
    }

    Stream<Stored> all() {
        Path sha256 = folder.resolve("sha256");
        return Files.isDirectory(sha256)
                ? entries(sha256, FOLDER).stream()
                        .flatMap(f -> entries(f, REST).stream())
                        .flatMap(f -> stored(f).stream())
                : Stream.of();
    }

    private static List<Path> entries(Path of, Pattern form) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                of, e -> form.matcher(e.getFileName().toString()).matches())) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw unusable(of, DiskFailure.UNKNOWN, e);
        }
        Collections.sort(found);
        return found;
    }

    /** {@return the object of a file; empty if it was removed meanwhile} */
    private static Optional<Stored> stored(Path file) {
        int names = file.getNameCount();
        String hex = file.getName(names - 2).toString() + file.getName(names - 1);
        try {
            Seen seen = Seen.of(file);
            return Optional.of(
                    new Stored(new Digest(hex), seen.bytes, seen.modified.toInstant(), Files.isSymbolicLink(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(file, DiskFailure.UNKNOWN, e);
        }
    }

    /** The content is copied, verified, and only then a link takes the place of the object: whoever reads it has one or the other. */
    boolean relocate(Digest digest, Path cold) {
        Path file = path(digest);
        if (Files.isSymbolicLink(file)) {
            return false;
        }
        Path target = cold.toAbsolutePath().normalize().resolve(path(Path.of(""), digest));
        try {
            Path temporary = cold.resolve("tmp");
            AtomicFiles.makeFolder(temporary.toAbsolutePath());
            try (AtomicFiles.Pending copy = new AtomicFiles(temporary).copy(file)) {
                check(digest, file, copy.digest());
                copy.guard();
                copy.moveTo(target);
            }
            files.replaceByLink(file, target);
            verified.remove(digest);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            throw unusable(cold, DiskFailure.UNKNOWN, e);
        }
    }

    void delete(Digest digest) {
        verified.remove(digest);
        Path file = path(digest);
        try {
            if (Files.isSymbolicLink(file)) {
                Files.deleteIfExists(Files.readSymbolicLink(file));
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unusable(file, DiskFailure.UNKNOWN, e);
        }
    }

    private Path path(Digest digest) {
        return path(folder, digest);
    }

    private static Path path(Path folder, Digest digest) {
        String hex = digest.hex();
        return folder.resolve("sha256").resolve(hex.substring(0, HEX_FOLDER)).resolve(hex.substring(HEX_FOLDER));
    }

    private static void check(Digest digest, Path file, Digest actual) {
        if (!actual.equals(digest)) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_CORRUPTED,
                            file.toString(),
                            "has the content of " + actual + ", so it is not object " + digest + " and is not used",
                            "Restore the file from a backup, or remove it and run again"),
                    null);
        }
    }

    private BackendFailure absent(Digest digest, IOException cause) {
        Path file = path(digest);
        if (Files.isSymbolicLink(file)) {
            return BackendFailure.retryable(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            "object " + digest,
                            "was moved to " + target(file) + ", which is not there",
                            "Mount the disk that 'data.cold' names, or restore the file there"),
                    null,
                    cause);
        }
        return BackendFailure.permanent(
                new Problem(
                        Code.NOT_FOUND,
                        "object " + digest,
                        "is not in the store " + folder.getParent(),
                        "Restore it from a backup, or run again without naming a run"),
                cause);
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "another folder";
        }
    }

    private static BackendFailure unusable(Path where, long needed, Exception e) {
        return FolderStore.unusable(where, needed, e);
    }

    /** A file's state, by which a change of it is noticed. */
    private record Seen(long bytes, FileTime modified) {
        static Seen of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Seen(attributes.size(), attributes.lastModifiedTime());
        }

        /** By hand: the first use of a record's own takes 15 ms of a command that has nothing to do. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Seen seen && bytes == seen.bytes && modified.equals(seen.modified);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(bytes) + modified.hashCode();
        }
    }
}
