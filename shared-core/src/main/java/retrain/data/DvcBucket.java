package retrain.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.run.RemoteFiles;

/** A remote of DVC in a bucket. An object is named by its content: one that there is a copy of is not asked for again. */
final class DvcBucket implements DvcRemote {
    /** The address says which content it is. */
    private static final String STATE = "named by its content";

    private final Copies copies;

    DvcBucket(Copies copies) {
        this.copies = copies;
    }

    @Override
    public boolean reads(String url) {
        return url.startsWith("s3://");
    }

    @Override
    public Map<String, Path> fetch(Place place, List<String> objects) {
        Map<String, Path> found = new HashMap<>();
        List<String> open = new ArrayList<>();
        String folder = place.url().replaceFirst("/+$", "") + "/";
        for (String object : objects) {
            Optional<Copies.Copy> kept = copies.kept(folder + object, STATE);
            if (kept.isPresent()) {
                found.put(object, kept.get().path());
            } else {
                open.add(folder + object);
            }
        }
        if (!open.isEmpty()) {
            RemoteFiles from = copies.at("the remote " + place.shown() + " of DVC", folder, place.access());
            for (Copies.Copy copy : copies.bringThoseThere("prepare", from, open, STATE)) {
                found.put(copy.card().address().substring(folder.length()), copy.path());
            }
        }
        return found;
    }
}
