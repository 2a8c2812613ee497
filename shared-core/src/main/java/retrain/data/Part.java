package retrain.data;

import java.util.Optional;
import retrain.run.Digest;

/**
 * A source file, named by its content.
 *
 * @param source the view the file belongs to
 * @param name the file's path relative to the spec's folder, with forward slashes
 * @param version what others name this version of the file by: {@code time:2013-09-01} of a time-stamped subset, {@code dvc:<md5>} of
 *     a file that DVC keeps; absent if it has no name but its digest
 */
public record Part(String source, String name, long bytes, Digest digest, Optional<String> version) {}
