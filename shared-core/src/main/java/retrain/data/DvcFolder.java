package retrain.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A remote of DVC, or its cache, in a folder that this machine reaches. */
final class DvcFolder implements DvcRemote {
    private static final String FILE = "file://";

    @Override
    public boolean reads(String url) {
        return url.startsWith(FILE) || !url.contains("://");
    }

    @Override
    public Optional<Path> fetch(String url, String object) {
        Path file = Path.of(url.startsWith(FILE) ? url.substring(FILE.length()) : url)
                .resolve(object);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }
}
