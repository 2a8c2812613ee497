package retrain.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import retrain.event.Observer;
import retrain.local.ScoringRows;
import retrain.run.Digest;
import retrain.train.ModelArtifact;

/**
 * A model and the rows that it is to score.
 *
 * @param model the archive, verified
 * @param table the Parquet file
 * @param scratch an empty folder for this alone
 */
record ScoringTask(ModelArtifact artifact, Path model, Path table, Path scratch, Observer observer) {
    /** @param raw whether the container answers what the booster predicts, as SageMaker's own does */
    ScoringRows rows(boolean raw) {
        return ScoringRows.open(artifact, model, table, scratch, raw);
    }

    /**
     * {@return the model as it is sent: SageMaker's own XGBoost takes a booster alone, so that a calibrated model goes without its calibration,
     * which is done to the answers here}
     *
     * @param raw whether SageMaker's own XGBoost is to score
     */
    ScoringTask sent(boolean raw) {
        Path sent = raw ? ScoringRows.scorable(artifact, model, scratch.resolve("sent.tar.gz"), scratch) : model;
        if (sent.equals(model)) {
            return this;
        }
        try {
            ModelArtifact other = new ModelArtifact(
                    Digest.of(sent),
                    Files.size(sent),
                    artifact.format(),
                    artifact.task(),
                    artifact.features(),
                    artifact.classes());
            return new ScoringTask(other, sent, table, scratch, observer);
        } catch (IOException e) {
            throw S3Failure.disk(sent, e);
        }
    }
}
