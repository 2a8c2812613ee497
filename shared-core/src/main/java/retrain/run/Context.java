package retrain.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/**
 * What every stage works with.
 *
 * @param base the folder of the spec, that its paths are relative to
 * @param scratch a folder for what is not kept, on the store's disk if there is one
 */
public record Context(Path base, Store store, Path scratch, Clock clock, Observer observer) {
    /** {@return the folder of a job, made if need be; what an earlier, killed process of the same job left is still there} */
    public Path scratch(Stage.Job job) {
        try {
            return Files.createDirectories(scratch.resolve(job.name()));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Removes the folder of a job that is done. */
    public void clear(Stage.Job job) {
        Path folder = scratch.resolve(job.name());
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new Remover());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private BackendFailure unusable(IOException e) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        scratch.toString(),
                        "cannot be written (" + e + ")",
                        "Free space or grant access there, then go on with the run"),
                e);
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed) throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
