package retrain.data;

import java.nio.file.Path;
import java.util.Optional;
import retrain.run.Digest;

/**
 * A file that a source stands for.
 *
 * @param path where its content is: of a file that DVC keeps, perhaps in DVC's cache; of one that is elsewhere, its copy
 * @param name its path relative to the spec's folder, with forward slashes; or its address
 * @param version as in {@link Part#version}
 * @param digest of its content, if that is known without reading it
 * @param elsewhere what must be fetched before there is anything at the path
 */
public record SourceFile(
        Path path, String name, Optional<String> version, Optional<Digest> digest, Optional<Copies.Wanted> elsewhere) {
    /** A file of this machine. */
    public SourceFile(Path path, String name, Optional<String> version) {
        this(path, name, version, Optional.empty(), Optional.empty());
    }

    /** {@return whether it can be read where it is: it is elsewhere, and no older version of it is meant} */
    boolean isReadableElsewhere() {
        return elsewhere.isPresent() && elsewhere.get().file().version().isEmpty();
    }

    /** {@return the format that its name tells of} */
    Optional<SourceFormat> format() {
        return SourceFormat.of(name);
    }

    /** {@return whether the content's own path ends otherwise than the file's name, as in a cache of contents} */
    boolean isRenamed() {
        return SourceFormat.of(path).isEmpty();
    }
}
