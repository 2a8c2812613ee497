package retrain.local;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import retrain.evaluate.Scorer.Scores;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.train.Feature;
import retrain.train.ModelArtifact;

/** An ONNX graph at work, in native memory until it is closed. */
final class OnnxModel implements ServedModel {
    private final ModelArtifact artifact;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<OnnxInput> inputs;
    private final OnnxOutput output;

    private OnnxModel(ModelArtifact artifact, OrtEnvironment environment, OrtSession session) throws OrtException {
        this.artifact = artifact;
        this.environment = environment;
        this.session = session;
        this.inputs = OnnxInput.of(artifact, session.getInputInfo().values());
        this.output =
                OnnxOutput.of(artifact, List.copyOf(session.getOutputInfo().values()));
    }

    /** Loads the graph in a file. */
    static OnnxModel load(ModelArtifact artifact, Path file) {
        // One for the whole JVM; it is not closed.
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            options.setDeterministicCompute(true);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return opened(artifact, environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw failed(artifact, e);
        }
    }

    private static OnnxModel opened(ModelArtifact artifact, OrtEnvironment environment, OrtSession session)
            throws OrtException {
        try {
            return new OnnxModel(artifact, environment, session);
        } catch (OrtException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static BackendFailure failed(ModelArtifact artifact, OrtException e) {
        return ScoreSheet.failure(
                artifact,
                "cannot be scored by ONNX Runtime: " + e.getMessage(),
                "Export it with the operators of ONNX, without custom ones",
                e);
    }

    /** Scores all rows of a table. */
    Scores score(Path table, Observer observer) {
        ScoreSheet sheet = new ScoreSheet(artifact);
        try (DuckDbColumns columns = ModelColumns.open(artifact, table)) {
            while (columns.next()) {
                batch(columns, sheet);
                observer.on(ModelColumns.progress(artifact, sheet.rows()));
            }
        } catch (OrtException e) {
            throw failed(artifact, e);
        }
        return sheet.scores();
    }

    @Override
    public List<Feature> features() {
        return artifact.features();
    }

    @Override
    public Scores score(RequestRows rows) {
        ScoreSheet sheet = new ScoreSheet(artifact);
        try {
            batch(rows, sheet);
        } catch (OrtException e) {
            throw failed(artifact, e);
        }
        return sheet.scores();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failed(artifact, e);
        }
    }

    private void batch(TypedRows columns, ScoreSheet sheet) throws OrtException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (OnnxInput input : inputs) {
                tensors.put(input.name(), input.tensor(environment, columns));
            }
            int before = sheet.rows();
            try (OrtSession.Result result = session.run(tensors, Set.of(output.name()))) {
                output.read(result.get(0), columns.rows(), sheet);
            }
            int scored = sheet.rows() - before;
            if (scored != columns.rows()) {
                throw ScoreSheet.failure(
                        artifact,
                        "gave " + scored + " scores for " + columns.rows() + " rows",
                        "Export it so that the first axis of inputs and outputs is the row",
                        null);
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }
}
