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
 * @param as as in {@link retrain.run.RemoteFiles.RemoteFile#as}
 */
public record SourceFile(
        Path path,
        String name,
        Optional<String> version,
        Optional<Digest> digest,
        Optional<Copies.Wanted> elsewhere,
        Optional<String> as) {
    /** A file of this machine. */
    public SourceFile(Path path, String name, Optional<String> version) {
        this(path, name, version, Optional.empty(), Optional.empty());
    }

    /** A file whose name tells what it is. */
    public SourceFile(
            Path path,
            String name,
            Optional<String> version,
            Optional<Digest> digest,
            Optional<Copies.Wanted> elsewhere) {
        this(path, name, version, digest, elsewhere, Optional.empty());
    }

    SourceFile with(Optional<String> other) {
        return new SourceFile(path, name, other, digest, elsewhere, as);
    }

    /** {@return whether it can be read where it is: it is elsewhere, no older version of it is meant, and its address tells what it is} */
    boolean isReadableElsewhere() {
        return elsewhere.isPresent()
                && elsewhere.get().file().version().isEmpty()
                && (as.isEmpty() || name.endsWith("/" + as.get()));
    }

    /** {@return the format that its name tells of} */
    Optional<SourceFormat> format() {
        return SourceFormat.of(as.orElse(name));
    }

    /** {@return whether the content's own path does not tell what it is, as in a cache of contents} */
    boolean isRenamed() {
        return as.isPresent() || SourceFormat.of(path).isEmpty();
    }
}
