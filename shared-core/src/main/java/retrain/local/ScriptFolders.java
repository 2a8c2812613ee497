package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import retrain.run.FileTree;

/**
 * The folders that SageMaker has under {@code /opt/ml}, here under {@code ml} of a job's own folder.
 *
 * @param root absolute
 */
record ScriptFolders(Path root) {
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

    /** {@return the files that are code, sorted} */
    static List<Path> codeFiles(Path folder) throws IOException {
        return FileTree.code(folder);
    }
}
