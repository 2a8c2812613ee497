package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Copies of folders, which stand for what a killed process leaves. */
public final class Folders {
    private Folders() {}

    /** Copies a folder, links as links; what is moved away meanwhile was on its way, and is left out. */
    public static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()), LinkOption.NOFOLLOW_LINKS);
                } catch (NoSuchFileException e) {
                    assertThat(file).doesNotExist();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
