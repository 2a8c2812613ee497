package retrain.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.local.ServedVariants.ServedVariant;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.promote.Assignment;
import retrain.promote.Deployer;
import retrain.promote.Variant;
import retrain.registry.ModelVersion;
import retrain.run.Json;
import retrain.spec.PromoteSpec;

/**
 * Serves from a folder: {@code versions/<n>/} holds the archive, the unpacked model and {@code version.json}; {@code current} is a
 * link to the one that is served, and is replaced in one step of the file system, so that at every moment it leads to a whole
 * version. Where links cannot be made, {@code current.txt} holds the path instead. Earlier versions stay. While several versions are
 * served,
 * {@code current} leads to the champion, and {@code variants.json} has all of them.
 */
public final class FolderDeployer implements Deployer {
    private static final String CURRENT = "current";
    private static final String POINTER = "current.txt";
    private static final String VERSIONS = "versions";

    private final boolean links;

    public FolderDeployer() {
        this(true);
    }

    /**
     * @param links false to do as on file systems without links
     */
    FolderDeployer(boolean links) {
        this.links = links;
    }

    @Override
    public Path stage(PromoteSpec spec, Path base, ModelVersion version, Path model, Optional<Double> threshold) {
        Path folder = base.resolve(spec.to());
        try {
            checkOwner(folder, version);
            return locked(folder, () -> {
                Path slot = slot(folder, version);
                if (!Files.exists(slot)) {
                    DeployedVersion.build(
                            folder.resolve(VERSIONS).resolve(".staging"), version, model, threshold, slot);
                }
                return slot.resolve(DeployedVersion.ARCHIVE);
            });
        } catch (IOException e) {
            throw failed(folder, model.toFile().length(), e);
        }
    }

    /** One folder serves one model. */
    private static void checkOwner(Path folder, ModelVersion version) throws IOException {
        DeployedVersion served = served(folder);
        if (served != null && !served.model().equals(version.model())) {
            throw new InvalidInput(
                    Code.DEPLOYMENT_FAILED,
                    folder.toString(),
                    "serves the model '" + served.model() + "', not '" + version.model() + "'",
                    "Name a folder of its own as 'promote.to'");
        }
    }

    /**
     * {@return where the version is, whole, or is to be: a folder of its number, unless that is taken by a damaged copy or by a version
     * of the same number from another store}
     */
    private static Path slot(Path folder, ModelVersion version) throws IOException {
        Path slot = folder.resolve(VERSIONS).resolve(Integer.toString(version.number()));
        for (int copy = 2; Files.exists(slot) && !DeployedVersion.isIntact(slot, version); copy++) {
            slot = folder.resolve(VERSIONS).resolve(version.number() + "-" + copy);
        }
        return slot;
    }

    @Override
    public void activate(PromoteSpec spec, Path base, ModelVersion version) {
        Path folder = base.resolve(spec.to());
        try {
            locked(folder, () -> {
                String to = staged(folder, version);
                if (!to.equals(pointed(folder))) {
                    point(folder, to);
                }
                if (Files.deleteIfExists(folder.resolve(ServedVariants.DOCUMENT))) {
                    AtomicFiles.flush(folder);
                }
                return to;
            });
        } catch (IOException e) {
            throw failed(folder, DiskFailure.UNKNOWN, e);
        }
    }

    @Override
    public void split(PromoteSpec spec, Path base, List<Variant> variants) {
        Path folder = base.resolve(spec.to());
        String model = variants.get(0).version().model();
        try {
            locked(folder, () -> {
                List<ServedVariant> served = new ArrayList<>();
                for (Variant variant : variants) {
                    served.add(new ServedVariant(
                            variant.name(),
                            variant.version().number(),
                            staged(folder, variant.version()),
                            variant.weight(),
                            variant.shadow()));
                }
                if (!served.get(0).folder().equals(pointed(folder))) {
                    point(folder, served.get(0).folder());
                }
                ServedVariants all = new ServedVariants(Assignment.test(model, variants), served);
                try (AtomicFiles.Pending pending = new AtomicFiles(folder.resolve(VERSIONS)).write(Json.pretty(all))) {
                    pending.moveTo(folder.resolve(ServedVariants.DOCUMENT));
                }
                return all;
            });
        } catch (IOException e) {
            throw failed(folder, DiskFailure.UNKNOWN, e);
        }
    }

    @Override
    public Map<String, Double> shares(PromoteSpec spec, Path base, String model) {
        Path folder = base.resolve(spec.to());
        try {
            return ServedVariants.read(folder).map(ServedVariants::shares).orElse(Map.of());
        } catch (IOException e) {
            throw failed(folder, DiskFailure.UNKNOWN, e);
        }
    }

    /** {@return the path of a version within the folder} */
    private static String staged(Path folder, ModelVersion version) throws IOException {
        Path slot = slot(folder, version);
        if (!Files.exists(slot)) {
            throw new NoSuchFileException(slot.toString(), null, "the version is not there");
        }
        return VERSIONS + "/" + slot.getFileName();
    }

    private void point(Path folder, String to) throws IOException {
        Path current = folder.resolve(CURRENT);
        if (Files.isDirectory(current, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(current.toString(), null, "'current' is a folder, not a link");
        }
        if (links && link(folder, current, to)) {
            Files.deleteIfExists(folder.resolve(POINTER));
            return;
        }
        try (AtomicFiles.Pending pending =
                new AtomicFiles(folder.resolve(VERSIONS)).write((to + "\n").getBytes(StandardCharsets.UTF_8))) {
            pending.moveTo(folder.resolve(POINTER));
        }
    }

    /** {@return false where links cannot be made} */
    private static boolean link(Path folder, Path current, String to) throws IOException {
        Path next = folder.resolve(".current");
        Files.deleteIfExists(next);
        try {
            Files.createSymbolicLink(next, Path.of(to));
        } catch (UnsupportedOperationException e) {
            return false;
        } catch (FileSystemException e) {
            if (AtomicFiles.CANNOT_LINK.contains(e.getReason())) {
                return false;
            }
            throw e;
        }
        Files.move(next, current, StandardCopyOption.ATOMIC_MOVE);
        AtomicFiles.flush(folder);
        return true;
    }

    /** {@return the path within the folder that is served, or null} */
    private static @Nullable String pointed(Path folder) throws IOException {
        Path current = folder.resolve(CURRENT);
        if (Files.isSymbolicLink(current)) {
            return Files.readSymbolicLink(current).toString().replace('\\', '/');
        }
        try {
            return Files.readString(folder.resolve(POINTER)).strip();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * {@return what is served now: the folder of each version, by the name of its variant}
     *
     * @param folder of the deployment
     */
    static Optional<ServedVariants> now(Path folder) throws IOException {
        Optional<ServedVariants> several = ServedVariants.read(folder);
        String to = several.isPresent() ? null : pointed(folder);
        DeployedVersion alone = to == null ? null : DeployedVersion.read(folder.resolve(to));
        return to == null || alone == null
                ? several
                : Optional.of(new ServedVariants(
                        "", List.of(new ServedVariant("v" + alone.version(), alone.version(), to, 1, false))));
    }

    /** {@return the path within the folder that {@code current} leads to, if there is one} */
    static Optional<String> current(Path folder) throws IOException {
        return Optional.ofNullable(pointed(folder));
    }

    private static @Nullable DeployedVersion served(Path folder) throws IOException {
        String to = pointed(folder);
        return to == null ? null : DeployedVersion.read(folder.resolve(to));
    }

    @Override
    public Optional<Integer> active(PromoteSpec spec, Path base, String model) {
        Path folder = base.resolve(spec.to());
        try {
            DeployedVersion served = served(folder);
            return served == null || !served.model().equals(model) ? Optional.empty() : Optional.of(served.version());
        } catch (IOException e) {
            throw failed(folder, DiskFailure.UNKNOWN, e);
        }
    }

    @Override
    public boolean serves(PromoteSpec spec, Path base, ModelVersion version) {
        Path folder = base.resolve(spec.to());
        try {
            DeployedVersion served = served(folder);
            return served != null
                    && served.isOf(version)
                    && served.isComplete(folder.resolve(String.valueOf(pointed(folder))));
        } catch (IOException e) {
            throw failed(folder, DiskFailure.UNKNOWN, e);
        }
    }

    @Override
    public String location(PromoteSpec spec, Path base, String model) {
        return base.resolve(spec.to()).resolve(CURRENT).normalize().toString();
    }

    private static <T> T locked(Path folder, FileLocks.Work<T> work) throws IOException {
        return FileLocks.holding(folder.resolve(".lock"), work);
    }

    private static BackendFailure failed(Path folder, long needed, IOException e) {
        return DiskFailure.of(Code.DEPLOYMENT_FAILED, folder, needed, e, "or name another folder as 'promote.to'");
    }
}
