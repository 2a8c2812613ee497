package retrain.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that a source stands for.
 *
 * @param path where its content is; of a file that DVC keeps, perhaps in DVC's cache
 * @param name its path relative to the spec's folder, with forward slashes
 * @param version as in {@link Part#version}
 */
public record SourceFile(Path path, String name, Optional<String> version) {
    /** {@return the format that its name tells of} */
    Optional<SourceFormat> format() {
        return SourceFormat.of(name);
    }

    /** {@return whether the content's own path ends otherwise than the file's name, as in a cache of contents} */
    boolean isRenamed() {
        return SourceFormat.of(path).isEmpty();
    }
}
