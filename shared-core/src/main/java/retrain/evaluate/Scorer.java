package retrain.evaluate;

import java.nio.file.Path;
import retrain.event.Observer;
import retrain.train.ModelArtifact;

/** Port: scores rows by a model. Embedded: XGBoost4J, ONNX Runtime, or the model's own server. */
public interface Scorer {
    /**
     * Scores every row of a table.
     *
     * @param model the model's archive, verified
     * @param table the Parquet file
     * @param scratch an empty folder for this call alone
     * @throws retrain.problem.BackendFailure {@code SCORING_FAILED} if the model cannot be loaded, a score is not a number, or
     *     there are not as many scores as rows
     */
    Scores score(ModelArtifact artifact, Path model, Path table, Path scratch, Observer observer);

    /**
     * {@return name and version of what scores such a model, {@code xgboost4j 3.0.4}: another version evaluates again} Must be quick and
     * load nothing.
     */
    String version(ModelArtifact artifact);

    /**
     * The scores of all rows.
     *
     * @param width scores a row: one (the probability of 1, or the predicted number), or a probability for each class
     * @param values row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    record Scores(int width, float[] values) {
        public Scores {
            if (width < 1 || values.length % width != 0) {
                throw new IllegalArgumentException(values.length + " scores are not rows of " + width);
            }
        }

        public int rows() {
            return values.length / width;
        }
    }
}
