package retrain.local;

import ai.onnxruntime.NodeInfo;
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
import retrain.train.ModelArtifact;

/** An ONNX graph at work. */
final class OnnxModel {
    private final ModelArtifact artifact;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxModel(ModelArtifact artifact, OrtEnvironment environment, OrtSession session) {
        this.artifact = artifact;
        this.environment = environment;
        this.session = session;
    }

    /** Scores all rows of a table by the graph in a file. */
    static Scores score(ModelArtifact artifact, Path file, Path table, Observer observer) {
        // One for the whole JVM; it is not closed.
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            options.setDeterministicCompute(true);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            try (OrtSession session = environment.createSession(file.toString(), options)) {
                return new OnnxModel(artifact, environment, session).score(table, observer);
            }
        } catch (OrtException e) {
            throw ScoreSheet.failure(
                    artifact,
                    "cannot be scored by ONNX Runtime: " + e.getMessage(),
                    "Export it with the operators of ONNX, without custom ones",
                    e);
        }
    }

    private Scores score(Path table, Observer observer) throws OrtException {
        Map<String, NodeInfo> declared = session.getInputInfo();
        List<OnnxInput> inputs = OnnxInput.of(artifact, declared.values());
        OnnxOutput output =
                OnnxOutput.of(artifact, List.copyOf(session.getOutputInfo().values()));
        ScoreSheet sheet = new ScoreSheet(artifact);
        try (DuckDbColumns columns = ModelColumns.open(artifact, table)) {
            while (columns.next()) {
                batch(inputs, output, columns, sheet);
                observer.on(ModelColumns.progress(artifact, sheet.rows()));
            }
        }
        return sheet.scores();
    }

    private void batch(List<OnnxInput> inputs, OnnxOutput output, DuckDbColumns columns, ScoreSheet sheet)
            throws OrtException {
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
