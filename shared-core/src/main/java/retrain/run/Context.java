package retrain.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/**
 * What every stage works with.
 *
 * @param base the folder of the spec, that its paths are relative to
 * @param scratch a folder for what is not kept, on the store's disk if there is one
 * @param remotes who reads files that are elsewhere
 */
public record Context(Path base, Store store, Path scratch, Clock clock, Observer observer, Remotes remotes) {
    /** Without files that are elsewhere. */
    public Context(Path base, Store store, Path scratch, Clock clock, Observer observer) {
        this(base, store, scratch, clock, observer, Remotes.none());
    }

    /** {@return the folder of a job, made if need be; what an earlier, killed process of the same job left is still there} */
    public Path scratch(Stage.Job job) {
        return folder(scratch.resolve(job.name()));
    }

    /** {@return the folder, made if need be} */
    public Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Removes the folder of a job that is done. */
    public void clear(Stage.Job job) {
        try {
            FileTree.remove(scratch.resolve(job.name()));
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
}
