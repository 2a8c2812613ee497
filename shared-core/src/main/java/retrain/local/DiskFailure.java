package retrain.local;

import java.io.File;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/** Says what is wrong with a disk. */
final class DiskFailure {
    /** Nobody knows how many bytes were to be written. */
    static final long UNKNOWN = -1;

    private DiskFailure() {}

    /**
     * {@return the failure to throw}
     *
     * @param needed bytes that were to be written, or {@link #UNKNOWN}
     * @param otherwise another way out than mending the disk, beginning with "or"
     */
    static BackendFailure of(Code code, Path where, long needed, Exception e, String otherwise) {
        String reason = reason(e);
        if (e instanceof ClosedByInterruptException || e instanceof FileLockInterruptionException) {
            return BackendFailure.retryable(
                    new Problem(Code.CANCELLED, where.toString(), "the work was told to stop", "Go on with the run"),
                    null,
                    e);
        }
        if (reason.contains("No space left") || reason.contains("quota") || reason.contains("not enough space")) {
            String need = needed == UNKNOWN ? "" : needed + " bytes are needed, ";
            String what = "is on a full disk: " + need + free(where) + " are free";
            return failure(code, where, what, "Free space there, ", otherwise, e);
        }
        if (e instanceof AccessDeniedException || reason.contains("Permission denied")) {
            return failure(code, where, "cannot be used: access denied", "Grant access, ", otherwise, e);
        }
        if (reason.contains("Read-only")) {
            return failure(code, where, "is on a read-only file system", "Mount it writable, ", otherwise, e);
        }
        if (e instanceof NotDirectoryException
                || e instanceof FileAlreadyExistsException
                || reason.contains("Not a directory")) {
            Path file = fileInTheWay(where);
            String what = (file == null ? where : file) + " is not a folder";
            return failure(code, where, "cannot be used: " + what, "Remove that file, ", otherwise, e);
        }
        return failure(code, where, "cannot be used (" + reason + ")", "Check the disk, ", otherwise, e);
    }

    private static BackendFailure failure(
            Code code, Path where, String what, String cure, String otherwise, Exception e) {
        return BackendFailure.permanent(new Problem(code, where.toString(), what, cure + otherwise), e);
    }

    private static String reason(Exception e) {
        String reason = e instanceof FileSystemException f ? f.getReason() : null;
        String message = reason == null ? String.valueOf(e.getMessage()) : reason;
        return e.getClass().getSimpleName().replaceAll("Exception$", "").toLowerCase(Locale.ROOT) + ": " + message;
    }

    private static @Nullable Path fileInTheWay(Path where) {
        for (Path p = where; p != null; p = p.getParent()) {
            if (Files.exists(p)) {
                return Files.isDirectory(p) ? null : p;
            }
        }
        return null;
    }

    private static long free(Path where) {
        for (File f = where.toFile(); f != null; f = f.getParentFile()) {
            if (f.exists()) {
                return f.getUsableSpace();
            }
        }
        return 0;
    }
}
