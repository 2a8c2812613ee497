package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.run.Json;

/**
 * The {@code variants.json} beside {@code current}: the versions that are served beside each other. It is there only while there are
 * several.
 *
 * @param test what units are assigned by, see {@link retrain.promote.Assignment}
 * @param variants the champion first
 */
record ServedVariants(String test, List<ServedVariant> variants) {
    static final String DOCUMENT = "variants.json";

    ServedVariants {
        variants = List.copyOf(variants);
    }

    /**
     * A version.
     *
     * @param folder where it is, relative to the deployment's folder
     * @param weight its share of the units
     * @param shadow whether it gets a copy of every request, and its answers go nowhere
     */
    record ServedVariant(String name, int version, String folder, double weight, boolean shadow) {}

    /** {@return what the deployment's folder says; empty if one version is served alone} */
    static Optional<ServedVariants> read(Path folder) throws IOException {
        Path document = folder.resolve(DOCUMENT);
        try {
            return Optional.of(Json.read(Files.readAllBytes(document), ServedVariants.class, document.toString()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** {@return the shares of those that are no shadows, by name} */
    Map<String, Double> shares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (ServedVariant variant : variants) {
            if (!variant.shadow) {
                shares.put(variant.name, variant.weight);
            }
        }
        return shares;
    }
}
