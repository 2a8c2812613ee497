package retrain.local;

import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * The jar of the core, beside which Retrain's other artifacts of the same version lie: in a Maven repository each is in a folder of its name.
 *
 * @param path the jar; within a build that has not come to it yet, the folder of its classes
 */
public record CoreJar(Path path) {
    static final String NAME = "retrain-core";

    /** {@return the one that this code comes from} */
    public static CoreJar own() {
        return new CoreJar(of(CoreJar.class));
    }

    /** {@return the jar, or the folder, that a class comes from} */
    static Path of(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return where another artifact of Retrain is, if it was fetched} */
    public Path beside(String artifact) {
        return Path.of(path.toString().replace(NAME, artifact));
    }

    /** {@return the version that its name tells; {@code VERSION} if it tells none} */
    public String version() {
        String name = String.valueOf(path.getFileName());
        return name.matches(NAME + "-.+\\.jar")
                ? name.substring(NAME.length() + 1, name.length() - ".jar".length())
                : "VERSION";
    }
}
