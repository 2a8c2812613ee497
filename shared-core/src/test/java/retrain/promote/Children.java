package retrain.promote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts processes that run a class of the tests. */
public final class Children {
    private Children() {}

    /** {@return a process whose output goes to the file} */
    public static Process start(Path log, Class<?> main, String... arguments) throws IOException {
        return start(List.of(), log, main, arguments);
    }

    /** {@return a process that is started by another command; its output goes to the file} */
    public static Process start(List<String> by, Path log, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** {@return what a process has printed, for messages} */
    public static String log(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
