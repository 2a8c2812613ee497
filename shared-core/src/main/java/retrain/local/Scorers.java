package retrain.local;

import java.nio.file.Path;
import retrain.evaluate.Scorer;
import retrain.event.Observer;
import retrain.run.Store;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

/** Scores every model by what its format needs. */
public final class Scorers implements Scorer {
    private final Scorer xgboost;
    private final Scorer container;
    private final Scorer onnx;

    /**
     * @param store where the code of models with a server is kept
     * @param xgboost scores XGBoost's own format
     */
    public Scorers(Store store, Scorer xgboost) {
        this.xgboost = xgboost;
        this.container = new ContainerScorer(store);
        this.onnx = new OnnxScorer();
    }

    @Override
    public Scores score(ModelArtifact artifact, Path model, Path table, Path scratch, Observer observer) {
        return by(artifact.format()).score(artifact, model, table, scratch, observer);
    }

    @Override
    public String version(ModelArtifact artifact) {
        return by(artifact.format()).version(artifact);
    }

    /** Java 17 has no exhaustive switch over sealed types; a test goes through all of them instead. */
    Scorer by(ModelFormat format) {
        if (format instanceof ModelFormat.Xgboost) {
            return xgboost;
        }
        if (format instanceof ModelFormat.Container) {
            return container;
        }
        if (format instanceof ModelFormat.Onnx) {
            return onnx;
        }
        throw new IllegalStateException("no scorer for " + format);
    }
}
