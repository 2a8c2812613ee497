package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that looks for mistakes in a file; where it is not installed the test is skipped, and says so. */
final class Linter {
    private Linter() {}

    /** Fails with what the program says unless it is content: exit code 0 and no line of output. */
    static void accept(String property, Path folder, String... arguments) throws IOException, InterruptedException {
        String program = System.getProperty(property, "");
        assumeTrue(!program.isBlank(), "needs -D" + property);
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + said)
                .isZero();
    }
}
