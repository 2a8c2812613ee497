package retrain.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Locks between the processes of a machine. The operating system frees the lock of a process that was killed. */
final class FileLocks {
    private FileLocks() {}

    /** What is done while a lock is held. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Does the work while no other process or thread holds the lock file. */
    static <T> T holding(Path lock, Work<T> work) throws IOException {
        Path file = real(lock);
        // Closing any channel of a file frees the process's locks on it, so no two threads may have it open at once. An
        // interned
        // string is the same object for every class loader: a build may load this class more than once.
        String monitor = ("retrain lock " + file).intern();
        synchronized (monitor) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (!held.isValid()) {
                    throw new IOException("the lock " + lock + " was lost");
                }
                return work.run();
            }
        }
    }

    /** Two links to one folder must come to one monitor. */
    private static Path real(Path lock) throws IOException {
        Path folder = Objects.requireNonNull(lock.toAbsolutePath().getParent(), "a file in a folder");
        AtomicFiles.makeFolder(folder);
        return folder.toRealPath().resolve(Objects.requireNonNull(lock.getFileName(), "a name"));
    }
}
