package retrain.local;

import java.nio.file.Files;
import java.nio.file.Path;
import retrain.evaluate.Scorer;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

/**
 * Scores ONNX models in this process. ONNX Runtime is large and few need it, so that it is not among the dependencies of Retrain; this
 * class knows none of its classes, {@link OnnxModel} does.
 */
public final class OnnxScorer implements Scorer {
    static final String DEPENDENCY = "com.microsoft.onnxruntime:onnxruntime:1.23.2";

    private static final String ENTRY = "ai.onnxruntime.OrtEnvironment";

    /** Trivial; the native library is loaded by the first call. */
    public OnnxScorer() {}

    @Override
    public Scores score(ModelArtifact artifact, Path model, Path table, Path scratch, Observer observer) {
        if (!(artifact.format() instanceof ModelFormat.Onnx onnx)) {
            throw new IllegalArgumentException("not an ONNX model: " + artifact.format());
        }
        Path file = unpack(
                artifact, onnx, model, scratch.resolve("model").toAbsolutePath().normalize());
        try (OnnxModel loaded = OnnxModel.load(artifact, file)) {
            return loaded.score(table, observer);
        } catch (NoClassDefFoundError e) {
            throw missing("is not on the class path, and the model is in ONNX", e);
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
            throw missing("has no native library that can be loaded here (" + e + ")", e);
        }
    }

    /** {@return a model that is loaded once; its files are removed, as the session holds what was read} */
    static ServedModel served(ModelArtifact artifact, Path archive, Path scratch) {
        if (!(artifact.format() instanceof ModelFormat.Onnx onnx)) {
            throw new IllegalArgumentException("not an ONNX model: " + artifact.format());
        }
        Path folder = ServedModel.folder(scratch).toAbsolutePath().normalize();
        try {
            return OnnxModel.load(artifact, unpack(artifact, onnx, archive, folder.resolve("model")));
        } catch (NoClassDefFoundError e) {
            throw missing("is not on the class path, and the model is in ONNX", e);
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
            throw missing("has no native library that can be loaded here (" + e + ")", e);
        } finally {
            ServedModel.remove(folder);
        }
    }

    /** {@return the version on the class path, which is the user's choice; only the jar is opened, nothing is initialised} */
    @Override
    public String version(ModelArtifact artifact) {
        try {
            Class<?> known = Class.forName(ENTRY, false, OnnxScorer.class.getClassLoader());
            return "onnxruntime " + known.getPackage().getImplementationVersion();
        } catch (ClassNotFoundException e) {
            return "onnxruntime (none)";
        }
    }

    private static Path unpack(ModelArtifact artifact, ModelFormat.Onnx onnx, Path archive, Path folder) {
        Archives.unpack(artifact, archive, folder);
        Path file = folder.resolve(onnx.file()).normalize();
        if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
            throw ScoreSheet.failure(
                    artifact,
                    "has no file '" + onnx.file() + "' in its archive",
                    "Write the model under this name, or name another in train.script.onnx, and train again",
                    null);
        }
        return file;
    }

    private static BackendFailure missing(String what, LinkageError e) {
        return BackendFailure.permanent(
                new Problem(
                        Code.DEPENDENCY_MISSING,
                        "ONNX Runtime",
                        what,
                        "Add " + DEPENDENCY + " to the <dependencies> of the plugin in the pom"),
                e);
    }
}
