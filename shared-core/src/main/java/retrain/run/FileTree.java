package retrain.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A folder with all that is in it. Links are not followed. */
public final class FileTree {
    private static final Set<String> NO_CODE = Set.of("__pycache__", "node_modules", "retrain-out", "target");

    private FileTree() {}

    /** {@return the files of a folder that are code: all but hidden ones and what builds leave behind; sorted by {@link #name}} */
    public static List<Path> code(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path sub, BasicFileAttributes attributes) {
                return sub.equals(folder) || isCode(sub) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && isCode(file)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(Comparator.comparing(f -> name(folder, f)));
        return files;
    }

    private static boolean isCode(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".")
                && !NO_CODE.contains(name)
                && !name.toLowerCase(Locale.ROOT).endsWith(".pyc");
    }

    /** {@return a file's path from a folder that it is in, with slashes on every system} */
    public static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

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
