package retrain.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
        // Closing any channel of a file frees the process's locks on it, so no two threads may have it open at once. An
        // interned
        // string is the same object for every class loader: a build may load this class more than once.
        String monitor = ("retrain lock " + lock.toAbsolutePath().normalize()).intern();
        synchronized (monitor) {
            try (FileChannel channel = open(lock);
                    FileLock held = channel.lock()) {
                if (!held.isValid()) {
                    throw new IOException("the lock " + lock + " was lost");
                }
                return work.run();
            }
        }
    }

    private static FileChannel open(Path lock) throws IOException {
        try {
            return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            AtomicFiles.makeFolderOf(lock);
            return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
    }
}
