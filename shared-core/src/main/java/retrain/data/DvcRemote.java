package retrain.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import retrain.run.RemoteFiles;

/** Reads what a cache or a remote of DVC keeps. */
interface DvcRemote {
    /** {@return whether it reads remotes of such an address} */
    boolean reads(String url);

    /**
     * {@return a local file with each of the objects' contents, not verified; without those that the remote has not}
     *
     * @param objects such as {@code files/md5/ab/cdef…}
     */
    Map<String, Path> fetch(Place place, List<String> objects);

    /**
     * A cache or a remote.
     *
     * @param remote its name; empty for the cache
     * @param url its address as in DVC's configuration, a path being absolute
     * @param access how it is reached, if it is elsewhere
     */
    record Place(String remote, String url, RemoteFiles.Access access) {
        /** Without a name and password, if the address has any. */
        String shown() {
            return "'" + remote + "' (" + url.replaceAll("//[^/@]*@", "//") + ")";
        }
    }

    /** {@return the remotes that can be read here} */
    static List<DvcRemote> all(Copies copies) {
        return List.of(new DvcFolder(), new DvcBucket(copies));
    }
}
