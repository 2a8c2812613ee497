package retrain;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts processes that run a class of the tests. They do little each, and are started as cheaply as can be. */
public final class Children {
    /** What the drivers would inflate from their jars in each process, 90 MB. */
    private static final List<String> LIBRARIES =
            List.of("libduckdb_java.so_linux_amd64", "lib/linux/x86_64/libxgboost4j.so");

    private static final Path UNPACKED = Path.of("target", "libraries").toAbsolutePath();

    private Children() {}

    /** {@return a process whose output goes to the file} */
    public static Process start(Path log, Class<?> main, String... arguments) throws IOException {
        return start(List.of(), log, main, arguments);
    }

    /** {@return a process that is started by another command; its output goes to the file} */
    public static Process start(List<String> by, Path log, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.addAll(command(List.of("-Xmx256m"), main, arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** {@return a command that runs a class with options of the JVM} */
    public static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** {@return what a process has printed, for messages} */
    public static String log(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The tests' class path, and before it the libraries: the drivers find these first, and only copy them. */
    private static String classPath() {
        LIBRARIES.forEach(Children::unpack);
        return UNPACKED + File.pathSeparator + System.getProperty("java.class.path");
    }

    private static void unpack(String library) {
        Path file = UNPACKED.resolve(library);
        @Nullable URL packed = Children.class.getResource("/" + library);
        try {
            if (packed != null && !isUnpacked(packed, file)) {
                Files.createDirectories(file.getParent());
                Path part = Files.createTempFile(UNPACKED, "part", "");
                try (InputStream in = packed.openStream()) {
                    Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isUnpacked(URL packed, Path file) throws IOException {
        URLConnection entry = packed.openConnection();
        return Files.exists(file) && Files.size(file) == entry.getContentLengthLong();
    }
}
