package retrain.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Port: files that are elsewhere, by their addresses. Throws {@link retrain.problem.InvalidInput} for what the user must mend (no such
 * bucket, no permission), each {@code where} being an address, and {@link retrain.problem.BackendFailure} for what the place could not do.
 * May be used by several threads at once.
 */
public interface RemoteFiles {
    /**
     * {@return the files whose addresses begin with the given one, in the order of addresses; empty if there is none}
     *
     * @param most how many are wanted at most
     */
    List<RemoteFile> list(String prefix, int most);

    /**
     * {@return the file at exactly this address; empty if there is none}
     *
     * @param version absent: the current one
     * @throws retrain.problem.InvalidInput also if that version of the file is gone
     */
    Optional<RemoteFile> find(String address, Optional<String> version);

    /**
     * Writes the content into the file, in the named version, and else of the tag that it was found with. What arrives is verified as far as
     * the place tells a length and a checksum.
     *
     * @return the file with its version, if the place keeps versions
     * @throws retrain.problem.BackendFailure {@code CONFLICT}, retryable, if there is another content at the address by now
     */
    RemoteFile fetch(RemoteFile file, Path target);

    /**
     * A file as it is elsewhere.
     *
     * @param version the place's own name of this version; absent if it keeps none, or was not asked
     * @param tag changes whenever the content does
     * @param as the path that engines must find the file under, if its address does not tell its format or the values of its partition:
     *     {@code year=2013/part-0.parquet}
     */
    record RemoteFile(String address, long bytes, Optional<String> version, String tag, Optional<String> as) {
        /** A file whose address tells what it is. */
        public RemoteFile(String address, long bytes, Optional<String> version, String tag) {
            this(address, bytes, version, tag, Optional.empty());
        }
    }

    /** How a place is reached; what is absent is as the place's own configuration on this machine says. */
    record Access(Optional<String> endpoint, Optional<String> region, Optional<String> profile) {
        public static Access usual() {
            return new Access(Optional.empty(), Optional.empty(), Optional.empty());
        }
    }
}
