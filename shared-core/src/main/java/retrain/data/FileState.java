package retrain.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a file system says of a file without its content being read: by it, a change of the content is noticed.
 *
 * @param modified when the content was written last, in nanoseconds since 1970; who writes it may set it to anything
 * @param changed when anything of the file was changed last, which nobody can set; where that is not known, when it was made
 * @param identity the disk and the file's number on it; {@code -} where there are none
 */
record FileState(long bytes, long modified, long changed, String identity) {
    static FileState of(Path file) throws IOException {
        try {
            Map<String, Object> unix = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,fileKey");
            return new FileState(
                    (Long) Objects.requireNonNull(unix.get("size")),
                    nanos(unix.get("lastModifiedTime")),
                    nanos(unix.get("ctime")),
                    String.valueOf(unix.get("fileKey")));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileState(basic.size(), nanos(basic.lastModifiedTime()), nanos(basic.creationTime()), "-");
        }
    }

    private static long nanos(@Nullable Object time) {
        return ((FileTime) Objects.requireNonNull(time)).to(TimeUnit.NANOSECONDS);
    }

    /** {@return the time of the last change that the file itself tells of} */
    long latest() {
        return Math.max(modified, changed);
    }

    /** {@return the state in one word for each of its parts} */
    String text() {
        return bytes + " " + modified + " " + changed + " " + identity;
    }
}
