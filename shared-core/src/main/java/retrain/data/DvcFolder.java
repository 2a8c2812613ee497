package retrain.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A remote of DVC, or its cache, in a folder that this machine reaches. */
final class DvcFolder implements DvcRemote {
    private static final String FILE = "file://";

    @Override
    public boolean reads(String url) {
        return url.startsWith(FILE) || !url.contains("://");
    }

    @Override
    public Map<String, Path> fetch(Place place, List<String> objects) {
        String url = place.url();
        Path folder = Path.of(url.startsWith(FILE) ? url.substring(FILE.length()) : url);
        Map<String, Path> found = new HashMap<>();
        for (String object : objects) {
            Path file = folder.resolve(object);
            if (Files.isRegularFile(file)) {
                found.put(object, file);
            }
        }
        return found;
    }
}
