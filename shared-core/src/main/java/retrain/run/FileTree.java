package retrain.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder with all that is in it. Links are not followed. */
public final class FileTree {
    private FileTree() {}

    /** Makes a link to a file, and the folder it is in; a copy where links cannot be made. {@return the link} */
    public static Path link(Path link, Path file) throws IOException {
        Files.createDirectories(link.toAbsolutePath().getParent());
        try {
            return Files.createSymbolicLink(link, file.toAbsolutePath());
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            return Files.copy(file, link, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Removes a folder; does nothing if there is none. */
    public static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
