package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.registry.ModelVersion;
import retrain.run.Digest;
import retrain.run.FileTree;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.train.ModelArtifact;

/**
 * The {@code version.json} beside a deployed model: which version it is, how it is read, and its files.
 *
 * @param run the run that made the version
 * @param threshold from which score on a row counts as positive (binary); absent for other tasks
 */
record DeployedVersion(
        String model,
        int version,
        RunId run,
        ModelArtifact artifact,
        Optional<Double> threshold,
        List<DeployedFile> files) {
    static final String ARCHIVE = "model.tar.gz";
    static final String DOCUMENT = "version.json";

    private static final String MODEL = "model";

    DeployedVersion {
        files = List.copyOf(files);
    }

    /** A file, by its path within the version's folder. */
    record DeployedFile(String name, long bytes, Digest digest) {}

    /** Makes the whole folder elsewhere on the same disk, and moves it to its place in one step. */
    static void build(Path staging, ModelVersion version, Path archive, Optional<Double> threshold, Path target)
            throws IOException {
        FileTree.remove(staging);
        AtomicFiles.makeFolder(staging);
        Files.copy(archive, staging.resolve(ARCHIVE));
        makeWritable(staging.resolve(ARCHIVE));
        Archives.unpack(staging.resolve(ARCHIVE), staging.resolve(MODEL));
        List<DeployedFile> files = new ArrayList<>();
        for (Path file : Archives.files(staging)) {
            AtomicFiles.flushFile(file);
            files.add(new DeployedFile(Archives.name(staging, file), Files.size(file), Digest.of(file)));
        }
        DeployedVersion document = new DeployedVersion(
                version.model(), version.number(), version.run(), version.artifact(), threshold, files);
        Files.write(staging.resolve(DOCUMENT), Json.pretty(document));
        AtomicFiles.flushFile(staging.resolve(DOCUMENT));
        AtomicFiles.flush(staging);
        Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        AtomicFiles.flushFolderOf(target);
    }

    /** A copy of a read-only file is read-only, and could not be flushed. */
    private static void makeWritable(Path file) throws IOException {
        if (!Files.isWritable(file) && !file.toFile().setWritable(true, true)) {
            throw new IOException("cannot make " + file + " writable");
        }
    }

    boolean isOf(ModelVersion other) {
        return model.equals(other.model())
                && version == other.number()
                && artifact.archive().equals(other.artifact().archive());
    }

    /** {@return whether all files are there in their full length; cheap} */
    boolean isComplete(Path folder) {
        for (DeployedFile file : files) {
            if (folder.resolve(file.name).toFile().length() != file.bytes) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether the folder holds the version, byte for byte} */
    static boolean isIntact(Path folder, ModelVersion version) throws IOException {
        DeployedVersion document = read(folder);
        if (document == null || !document.isOf(version) || !document.isComplete(folder)) {
            return false;
        }
        for (DeployedFile file : document.files) {
            if (!Digest.of(folder.resolve(file.name)).equals(file.digest)) {
                return false;
            }
        }
        return true;
    }

    /** {@return what the folder says that it holds; null if it says nothing, or nothing readable} */
    static @Nullable DeployedVersion read(Path folder) throws IOException {
        Path document = folder.resolve(DOCUMENT);
        try {
            return Json.read(Files.readAllBytes(document), DeployedVersion.class, document.toString());
        } catch (NoSuchFileException e) {
            return null;
        } catch (BackendFailure e) {
            // Damaged: the version gets a new folder beside it.
            return null;
        }
    }
}
