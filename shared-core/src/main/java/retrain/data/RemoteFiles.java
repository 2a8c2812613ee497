package retrain.data;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Port: files that are elsewhere, by their addresses. Throws {@link retrain.problem.InvalidInput} for what the user must mend (no such
 * bucket, no permission) and {@link retrain.problem.BackendFailure} for what the place could not do.
 */
public interface RemoteFiles {
    /** {@return all files whose addresses begin with the given one, in the order of addresses; empty if there is none} */
    List<RemoteFile> list(String prefix);

    /** {@return the file at exactly this address, in the version that the address names or else the current one; empty if there is none} */
    Optional<RemoteFile> find(String address);

    /** Writes the content of that version. What arrives is verified as far as the place tells a checksum. */
    void fetch(RemoteFile file, Path target);

    /**
     * A file as it is elsewhere.
     *
     * @param address without a version
     * @param version the place's own name of this version; absent if it keeps none
     * @param tag changes whenever the content does
     */
    record RemoteFile(String address, long bytes, Optional<String> version, String tag, Instant modified) {}
}
