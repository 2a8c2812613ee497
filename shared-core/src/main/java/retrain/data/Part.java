package retrain.data;

import java.util.Optional;
import retrain.run.Digest;
import retrain.run.RemoteFiles.RemoteFile;

/**
 * A source file, named by its content.
 *
 * @param source the view the file belongs to
 * @param name the file's path relative to the spec's folder, with forward slashes; or its address
 * @param digest of its content; of an object that was read where it was, of its tag and length, which change when the content does
 * @param version what others name this version of the file by: {@code time:2013-09-01} of a time-stamped subset, {@code id:<id>} of one
 *     that {@code data.version} names, {@code dvc:<md5>} of
 *     a file that DVC keeps, {@code s3:<versionId>} of an object in a bucket that keeps versions, {@code tag:<etag>} of an object that was
 *     read where it was; absent if it has no name but its digest
 */
public record Part(String source, String name, long bytes, Digest digest, Optional<String> version) {
    private static final String TAG = "tag:";

    /** {@return an object that is read where it is: its content is never seen here} */
    static Part unread(String source, RemoteFile file) {
        Digest state = Digest.of(Copies.state(file));
        return new Part(source, file.address(), file.bytes(), state, Optional.of(TAG + file.tag()));
    }

    /** {@return the entity tag of an object that was read where it was} */
    Optional<String> tag() {
        return version.filter(v -> v.startsWith(TAG)).map(v -> v.substring(TAG.length()));
    }

    /** {@return how a place's own name of a version is told} */
    static String version(String address, String version) {
        return address.substring(0, address.indexOf("://") + 1) + version;
    }

    /** {@return the place's own name of the version, if the file is elsewhere and the place has one} */
    Optional<String> remoteVersion() {
        String begin = name.contains("://") ? version(name, "") : "";
        boolean remote =
                !begin.isEmpty() && version.isPresent() && version.get().startsWith(begin);
        return remote ? Optional.of(version.orElseThrow().substring(begin.length())) : Optional.empty();
    }
}
