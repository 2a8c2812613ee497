package retrain.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Port: reads what a remote of DVC keeps. Embedded it is a folder. */
interface DvcRemote {
    /** {@return whether it reads remotes of such an address} */
    boolean reads(String url);

    /**
     * {@return a local file with the object's content, not verified; empty if the remote has none}
     *
     * @param url the remote's address as in DVC's configuration, a path being absolute
     * @param object such as {@code files/md5/ab/cdef…}
     */
    Optional<Path> fetch(String url, String object) throws IOException;
}
