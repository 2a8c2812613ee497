package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The native libraries that drivers unpack into the folder for temporary files, anew in every process, some 70 MB each. The drivers remove
 * them when the process ends by itself; a process that is killed would leave them, until the disk is full. A library that is loaded needs its
 * file no more.
 */
final class UnpackedLibraries {
    /** What a process has loaded, on Linux. Other systems do not tell it, and Windows would not let go of the file. */
    private static final Path MAPS = Path.of("/proc/self/maps");

    private static final Set<String> REMOVED = ConcurrentHashMap.newKeySet();

    private UnpackedLibraries() {}

    /**
     * Removes the file of a library that this process has loaded, once a process. It is no mistake if that cannot be done.
     *
     * @param name what the file's name begins with, such as {@code libduckdb_java}
     */
    static void remove(String name) {
        if (!REMOVED.add(name)) {
            return;
        }
        try {
            String temporary = Path.of(System.getProperty("java.io.tmpdir"))
                    .toRealPath()
                    .resolve(name)
                    .toString();
            for (String line : Files.readAllLines(MAPS)) {
                int path = line.indexOf(temporary);
                if (path >= 0) {
                    Files.deleteIfExists(Path.of(line.substring(path)));
                }
            }
        } catch (IOException e) {
            // Then the driver removes it at the end.
        }
    }
}
