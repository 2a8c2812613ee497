package retrain.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import retrain.run.FileTree;

/**
 * The folders that SageMaker has under {@code /opt/ml}, here under {@code ml} of a job's own folder.
 *
 * @param root absolute
 */
record ScriptFolders(Path root) {
    private static final Set<String> NO_CODE = Set.of("__pycache__", "node_modules", "retrain-out", "target");

    static ScriptFolders in(Path scratch) {
        return new ScriptFolders(scratch.toAbsolutePath().normalize());
    }

    Path ml() {
        return root.resolve("ml");
    }

    Path input() {
        return ml().resolve("input");
    }

    Path config() {
        return input().resolve("config");
    }

    Path channel(String name) {
        return input().resolve("data").resolve(name);
    }

    Path model() {
        return ml().resolve("model");
    }

    Path output() {
        return ml().resolve("output");
    }

    Path outputData() {
        return output().resolve("data");
    }

    Path intermediate() {
        return output().resolve("intermediate");
    }

    /** Where a program that fails writes why. */
    Path failure() {
        return output().resolve("failure");
    }

    /** The copy of the user's code that the program runs in. */
    Path code() {
        return ml().resolve("code");
    }

    Path log() {
        return root.resolve("log.txt");
    }

    Path modelArchive() {
        return root.resolve("model.tar.gz");
    }

    Path codeArchive() {
        return root.resolve("sourcedir.tar.gz");
    }

    /** Names the running process, for a resume after a kill. */
    Path process() {
        return root.resolve("process.json");
    }

    /** Is there from the moment on when everything else is complete. */
    Path finished() {
        return root.resolve("finished.json");
    }

    void create() throws IOException {
        for (Path folder : new Path[] {config(), model(), outputData(), intermediate(), code()}) {
            Files.createDirectories(folder);
        }
    }

    /** Removes everything below the root. */
    void empty() throws IOException {
        FileTree.remove(root);
        Files.createDirectories(root);
    }

    /** Copies a folder's files, without hidden files and what builds leave behind. */
    void copyCode(Path from) throws IOException {
        for (Path file : codeFiles(from)) {
            Path target = code().resolve(Archives.name(from, file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }

    /** {@return the files that are code: all but hidden ones and what builds leave behind; sorted} */
    static List<Path> codeFiles(Path folder) throws IOException {
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
        files.sort(Comparator.comparing(f -> Archives.name(folder, f)));
        return files;
    }

    private static boolean isCode(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".")
                && !NO_CODE.contains(name)
                && !name.toLowerCase(Locale.ROOT).endsWith(".pyc");
    }
}
