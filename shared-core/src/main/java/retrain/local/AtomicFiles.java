package retrain.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import retrain.run.Digest;

/**
 * Writes files that are whole or not there: to a file of its own in a folder on the same disk, flushed, then moved or linked to its
 * place in one step of the file system.
 */
final class AtomicFiles {
    private static final int BUFFER = 1 << 17;
    private static final boolean POSIX = File.separatorChar == '/';

    /** What Linux, macOS and Windows say on a file system that cannot link. */
    static final Set<String> CANNOT_LINK = Set.of(
            "Operation not permitted",
            "Operation not supported",
            "Function not implemented",
            "Too many links",
            "Incorrect function",
            "A required privilege is not held by the client");

    private final Path temporary;

    AtomicFiles(Path temporary) {
        this.temporary = temporary;
    }

    /** Writes the content to a file that has no place yet. */
    Pending write(byte[] content) throws IOException {
        Pending pending = pending();
        try (FileChannel channel = openNew(pending.file)) {
            writeAll(channel, ByteBuffer.wrap(content));
            channel.force(false);
        } catch (IOException e) {
            throw pending.giveUp(e);
        }
        pending.bytes = content.length;
        return pending;
    }

    /** Copies a file to one that has no place yet, and digests it on the way. */
    Pending copy(Path source) throws IOException {
        Pending pending = pending();
        MessageDigest sha = Digest.sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(source);
                FileChannel channel = openNew(pending.file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
                writeAll(channel, ByteBuffer.wrap(buffer, 0, n));
                pending.bytes += n;
            }
            channel.force(false);
        } catch (IOException e) {
            throw pending.giveUp(e);
        }
        pending.digest = Digest.of(sha);
        return pending;
    }

    /** Lets a file be written that has no place yet. */
    Pending receive(Consumer<Path> writer) throws IOException {
        Pending pending = pending();
        makeFolderOf(pending.file);
        try {
            writer.accept(pending.file);
            flushFile(pending.file);
            pending.bytes = Files.size(pending.file);
        } catch (IOException e) {
            throw pending.giveUp(e);
        } catch (RuntimeException e) {
            pending.giveUp(new IOException(e));
            throw e;
        }
        return pending;
    }

    /**
     * Creates a file, whole or not at all.
     *
     * @param lock the lock to hold on file systems without hard links
     * @return false if there is one already
     */
    boolean create(Path target, byte[] content, Path lock) throws IOException {
        if (Files.exists(target)) {
            return false;
        }
        try (Pending pending = write(content)) {
            return pending.linkTo(target, lock);
        }
    }

    /** Puts a link in the place of a file, in one step. */
    void replaceByLink(Path file, Path to) throws IOException {
        Path link = pending().file;
        Files.createSymbolicLink(link, to);
        try {
            Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(link);
        }
        flush(folderOf(file));
    }

    private Pending pending() {
        return new Pending(temporary.resolve(ProcessHandle.current().pid() + "-" + UUID.randomUUID()));
    }

    private static FileChannel openNew(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            makeFolderOf(file);
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer content) throws IOException {
        while (content.hasRemaining()) {
            channel.write(content);
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "a file in a folder");
    }

    /** Makes the folder that a file is to be in. */
    static void makeFolderOf(Path file) throws IOException {
        makeFolder(folderOf(file));
    }

    /** Makes a folder and those above it; each outlasts a power failure. */
    static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            makeFolder(parent);
        }
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        if (parent != null) {
            flush(parent);
        }
    }

    static void flushFolderOf(Path file) throws IOException {
        flush(folderOf(file));
    }

    /** Makes a file's content outlast a power failure. */
    static void flushFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes a new name in a folder outlast a power failure, where folders can be flushed. */
    static void flush(Path folder) throws IOException {
        if (POSIX) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** A written file without a place; closing it removes it unless it was moved. */
    static final class Pending implements AutoCloseable {
        private final Path file;
        private long bytes;
        private @Nullable Digest digest;

        private Pending(Path file) {
            this.file = file;
        }

        long bytes() {
            return bytes;
        }

        Digest digest() throws IOException {
            Digest known = digest;
            if (known == null) {
                known = Digest.of(file);
                digest = known;
            }
            return known;
        }

        /** A guard against editors; file systems without rights go without it. */
        @SuppressWarnings("ResultOfMethodCallIgnored")
        void guard() {
            file.toFile().setReadOnly();
        }

        /** Takes the place of whatever is there. */
        void moveTo(Path target) throws IOException {
            try {
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException e) {
                makeFolderOf(target);
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            }
            flush(folderOf(target));
        }

        boolean linkTo(Path target, Path lock) throws IOException {
            try {
                link(target);
            } catch (FileAlreadyExistsException e) {
                return false;
            } catch (UnsupportedOperationException e) {
                return moveToFree(target, lock);
            } catch (FileSystemException e) {
                if (!CANNOT_LINK.contains(e.getReason())) {
                    throw e;
                }
                return moveToFree(target, lock);
            }
            flush(folderOf(target));
            return true;
        }

        private void link(Path target) throws IOException {
            try {
                Files.createLink(target, file);
            } catch (NoSuchFileException e) {
                makeFolderOf(target);
                Files.createLink(target, file);
            }
        }

        boolean moveToFree(Path target, Path lock) throws IOException {
            return FileLocks.holding(lock, () -> {
                if (Files.exists(target)) {
                    return false;
                }
                moveTo(target);
                return true;
            });
        }

        private IOException giveUp(IOException e) {
            try {
                close();
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            return e;
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }
}
