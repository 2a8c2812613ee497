package retrain.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import retrain.evaluate.Scorer;
import retrain.event.Observer;
import retrain.run.Store;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

/**
 * Scores by the model's own server, under SageMaker's contract for inference: a program that finds the model in {@code SM_MODEL_DIR},
 * listens on the port {@code SAGEMAKER_BIND_TO_PORT}, answers {@code GET /ping} with 200 when it is ready, and {@code POST /invocations}
 * with scores in CSV for features in CSV, without a header. The process lives for one call.
 */
public final class ContainerScorer implements Scorer {
    private final Store store;
    private final ModelServer.Limits limits;

    /** @param store where the archives of the code are kept */
    public ContainerScorer(Store store) {
        this(store, ModelServer.Limits.usual());
    }

    ContainerScorer(Store store, ModelServer.Limits limits) {
        this.store = store;
        this.limits = limits;
    }

    @Override
    public Scores score(ModelArtifact artifact, Path model, Path table, Path scratch, Observer observer) {
        if (!(artifact.format() instanceof ModelFormat.Container container)) {
            throw new IllegalArgumentException("not a model with a server: " + artifact.format());
        }
        ScriptFolders folders = ScriptFolders.in(scratch);
        Archives.unpack(artifact, model, folders.model());
        Archives.unpack(artifact, store.fetch(container.code()), folders.code());
        try (ModelServer server =
                ModelServer.start(artifact, new ModelServer.Launch(container.serve(), folders), limits)) {
            return score(artifact, table, server, observer);
        }
    }

    /** {@return what this does with every server; what the server itself does is in the model's code} */
    @Override
    public String version(ModelArtifact artifact) {
        return "own server, text/csv";
    }

    private Scores score(ModelArtifact artifact, Path table, ModelServer server, Observer observer) {
        ScoreSheet sheet = new ScoreSheet(artifact);
        StringBuilder batch = new StringBuilder();
        int rows = 0;
        try (DuckDbColumns columns = ModelColumns.open(artifact, table)) {
            while (columns.next()) {
                for (int row = 0; row < columns.rows(); row++) {
                    CsvRow.append(batch, columns, row);
                    rows++;
                    if (rows == limits.rows() || batch.length() >= limits.bytes()) {
                        CsvReply.read(artifact, server.invoke(batch.toString(), rows), rows, sheet);
                        observer.on(ModelColumns.progress(artifact, sheet.rows()));
                        batch.setLength(0);
                        rows = 0;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder cannot fail", e);
        }
        if (rows > 0) {
            CsvReply.read(artifact, server.invoke(batch.toString(), rows), rows, sheet);
        }
        return sheet.scores();
    }
}
