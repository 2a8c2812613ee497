package retrain.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import retrain.Children;

/** Runs a main class of the tests in a Java process of its own. */
record ChildJvm(int exit, String out, String err) {
    static ChildJvm run(Path folder, Class<?> main, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(Children.command(options, main, arguments))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        int exit = process.waitFor();
        return new ChildJvm(exit, read(out), read(err));
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
