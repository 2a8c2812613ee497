package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Published formats as they were; {@code -Dretrain.golden=update} writes them anew. */
public final class Golden {
    private Golden() {}

    public static void check(Path file, String actual) throws IOException {
        if ("update".equals(System.getProperty("retrain.golden"))) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, actual);
        }
        assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
    }

    /** {@return a golden file of the reports} */
    public static Path file(String name) {
        return Path.of("src", "test", "resources", "golden", "report", name);
    }
}
