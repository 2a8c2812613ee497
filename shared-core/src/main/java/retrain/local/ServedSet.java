package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.local.ServedVariants.ServedVariant;
import retrain.promote.Assignment;

/**
 * The models that are served together, loaded.
 *
 * @param test what units are assigned by
 */
record ServedSet(String test, List<Loaded> variants) {
    ServedSet {
        variants = List.copyOf(variants);
    }

    /** A variant and its model. */
    record Loaded(ServedVariant variant, Path folder, DeployedVersion version, ServedModel model) {
        boolean isSame(Path other, DeployedVersion there) {
            return folder.equals(other) && version.equals(there);
        }
    }

    /** {@return the variant that answers a unit} */
    Loaded of(String unit) {
        List<Loaded> answering = answering();
        double[] weights =
                answering.stream().mapToDouble(l -> l.variant().weight()).toArray();
        return answering.get(weights.length == 1 ? 0 : Assignment.of(test, unit, weights));
    }

    /** {@return the variant of a name, if it answers} */
    Optional<Loaded> named(String name) {
        return answering().stream().filter(l -> l.variant().name().equals(name)).findFirst();
    }

    private List<Loaded> answering() {
        return variants.stream().filter(l -> !l.variant().shadow()).toList();
    }

    /** {@return those that get a copy of every request} */
    List<Loaded> shadows() {
        return variants.stream().filter(l -> l.variant().shadow()).toList();
    }

    /**
     * Loads what a deployment's folder says is served; models that are loaded already are taken over.
     *
     * @throws NoSuchFileException if nothing is served
     */
    static ServedSet load(Path folder, Optional<ServedSet> before, Path scratch) throws IOException {
        ServedVariants wanted = FolderDeployer.now(folder)
                .orElseThrow(() -> new NoSuchFileException(folder.toString(), null, "nothing is deployed there"));
        List<Loaded> loaded = new ArrayList<>();
        try {
            for (ServedVariant variant : wanted.variants()) {
                loaded.add(load(folder.resolve(variant.folder()), variant, before, scratch));
            }
            return new ServedSet(wanted.test(), loaded);
        } catch (IOException | RuntimeException e) {
            before.ifPresentOrElse(b -> close(loaded, b.variants), () -> close(loaded, List.of()));
            throw e;
        }
    }

    private static Loaded load(Path folder, ServedVariant variant, Optional<ServedSet> before, Path scratch)
            throws IOException {
        DeployedVersion version = DeployedVersion.read(folder);
        if (version == null) {
            throw new NoSuchFileException(
                    folder.resolve(DeployedVersion.DOCUMENT).toString());
        }
        for (Loaded there : before.map(ServedSet::variants).orElse(List.of())) {
            if (there.isSame(folder, version)) {
                return new Loaded(variant, folder, version, there.model());
            }
        }
        return new Loaded(variant, folder, version, ServedModel.load(version, folder, scratch));
    }

    /** Closes the models that the others do not have. */
    void closeBut(List<Loaded> others) {
        close(variants, others);
    }

    private static void close(List<Loaded> loaded, List<Loaded> others) {
        for (Loaded there : loaded) {
            if (others.stream().noneMatch(o -> o.model() == there.model())) {
                there.model().close();
            }
        }
    }

    /** {@return what changes when the deployment does; cheap} */
    static String mark(Path folder) throws IOException {
        Path several = folder.resolve(ServedVariants.DOCUMENT);
        String shares = Files.exists(several) ? Files.getLastModifiedTime(several) + "/" + Files.size(several) : "";
        return shares + "|" + FolderDeployer.current(folder).orElse("");
    }
}
