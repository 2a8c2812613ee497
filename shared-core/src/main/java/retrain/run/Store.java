package retrain.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where everything that lasts is kept: immutable objects by their digest, and small documents by key that are created if absent or
 * replaced by compare-and-set. Any number of processes may use one store at once. Every method throws {@link
 * retrain.problem.BackendFailure} if the store cannot be used, and leaves no half-written thing behind when it is killed.
 */
public interface Store {
    /** Keeps a copy of the file's content; a content that is there already is not written again. */
    Digest put(Path file);

    /** Keeps the bytes; a content that is there already is not written again. */
    Digest put(byte[] content);

    /** {@return whether an object of this digest is kept, which then counts as used just now; its content is not verified} */
    boolean has(Digest digest);

    /**
     * {@return a local file with the object's content, verified against the digest; it must not be changed}
     *
     * @throws retrain.problem.BackendFailure {@code STORE_CORRUPTED} if the content is not what the digest says, {@code NOT_FOUND}
     *     if there is none
     */
    Path fetch(Digest digest);

    /** {@return a local file with the object's content, as {@link #fetch} gives it, if the object is kept} */
    default Optional<Path> find(Digest digest) {
        return has(digest) ? Optional.of(fetch(digest)) : Optional.empty();
    }

    /** {@return the object's content, verified; for small objects. Throws as {@link #fetch}} */
    byte[] get(Digest digest);

    /** {@return the document under the key, if there is one} */
    Optional<Document> read(String key);

    /** Creates the document, whole or not at all. {@return false if there is one already, which stays as it is} */
    boolean create(String key, byte[] content);

    /** Replaces the document if it is still the one with the tag. {@return false if it is another by now} */
    boolean replace(String key, byte[] content, String tag);

    /** {@return the keys that begin with the prefix, sorted} */
    List<String> list(String prefix);

    /** {@return every object that is kept; for cleaning up} */
    Stream<Stored> objects();

    /**
     * Moves an object's content to another folder, on a cheaper disk, from where it is read as before. One that was moved stays where it is.
     *
     * @return whether it was moved now
     */
    boolean relocate(Digest digest, Path folder);

    /** Removes an object, wherever it is; for cleaning up. */
    void delete(Digest digest);

    /** Removes a document; for cleaning up. */
    void delete(String key);

    /**
     * {@return what killed processes left half done, for cleaning up: nobody finishes it, and nothing refers to it}
     *
     * @param before only what no process has touched since then
     */
    default List<Leftover> leftovers(Instant before) {
        return List.of();
    }

    /** Removes something that a killed process left. */
    default void delete(Leftover leftover) {
        throw new IllegalArgumentException("no such leftover: " + leftover);
    }

    /** {@return where the store is, for people} */
    String location();

    /**
     * A small document.
     *
     * @param tag changes whenever the content does
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Document(byte[] content, String tag) {}

    /**
     * An object that is kept.
     *
     * @param modified when it was put or asked for last, to the day
     * @param relocated whether its content is in another folder
     */
    record Stored(Digest digest, long bytes, Instant modified, boolean relocated) {}

    /** Something that a killed process left. */
    record Leftover(String name, long bytes) {}
}
