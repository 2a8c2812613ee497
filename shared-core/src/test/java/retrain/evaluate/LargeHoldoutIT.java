package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten million held-out rows, a champion and slices, in a JVM with a heap of 512 MB. */
class LargeHoldoutIT {
    private static final long MINUTES = 10;

    @TempDir
    Path folder;

    @Test
    void shouldEvaluateTenMillionRowsInAHeapOf512Megabytes() throws Exception {
        Path printed = folder.resolve("printed.txt");
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeHoldout.class.getName(),
                        folder.toString(),
                        "10000000"))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        boolean ended = child.waitFor(MINUTES, TimeUnit.MINUTES);
        child.destroyForcibly();

        assertThat(ended).isTrue();
        assertThat(lines(printed))
                .anyMatch(line -> line.matches("auc 0\\.\\d+ \\(champion 0\\.\\d+\\), .* on 10,000,000 rows"))
                .contains("slices 10000000 rows");
        assertThat(child.exitValue()).isZero();
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }
}
