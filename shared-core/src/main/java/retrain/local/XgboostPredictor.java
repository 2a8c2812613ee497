package retrain.local;

import java.nio.file.Path;
import java.util.List;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import retrain.spec.Task;
import retrain.train.Calibration;
import retrain.train.Feature;
import retrain.train.ModelArtifact;

/** A model that makes scores of rows that are numbers already, whoever has read them. */
public final class XgboostPredictor implements AutoCloseable {
    private static final String PROBABILITIES = "multi:softprob";
    private static final String MARGIN = "binary:logitraw";

    private final XgboostModel model;
    private final String name;
    private final @Nullable Calibration calibration;

    /** The model stays the caller's to close, or is closed with this. */
    XgboostPredictor(XgboostModel model, String name) throws XGBoostError {
        this.model = model;
        this.name = name;
        this.calibration = model.calibration().orElse(null);
        if (model.card().task() == Task.MULTICLASS) {
            // What was trained for the best class alone knows the probabilities too.
            model.booster().setParam("objective", PROBABILITIES);
        }
    }

    /**
     * Loads a model.
     *
     * @param folder the files of its archive and nothing else; it is removed
     * @throws retrain.problem.BackendFailure {@code SCORING_FAILED} if they are no such model
     */
    public static XgboostPredictor load(ModelArtifact artifact, Path folder) {
        String name = XgboostModel.name(artifact);
        XgboostModel model = XgboostModel.load(artifact, folder);
        try {
            return new XgboostPredictor(model, name);
        } catch (XGBoostError e) {
            model.close();
            throw XgboostErrors.ofScoring(name, e);
        }
    }

    /** {@return the columns it reads, in order} */
    public List<Feature> features() {
        return model.card().features();
    }

    /** {@return how many scores a row gets} */
    public int width() {
        return model.card().width();
    }

    /**
     * Scores rows.
     *
     * @param values row by row, in the order of the features; of a text the code of its category; NaN where one is missing
     * @param before how many rows were scored before these, for messages
     * @return the scores, row by row
     * @throws retrain.problem.BackendFailure {@code SCORING_FAILED} if a score is not a number
     */
    public float[] score(float[] values, int rows, long before) {
        try {
            float[] scores = new float[rows * width()];
            int at = 0;
            for (float[] row : model.predict(values, rows)) {
                if (row.length != width()) {
                    throw wrong("it gives " + row.length + " scores a row instead of " + width());
                }
                for (float score : row) {
                    if (!Float.isFinite(score)) {
                        throw wrong("its score of row " + (before + at / width()) + " is " + score);
                    }
                    scores[at++] = calibrated(model.card().objective().equals(MARGIN) ? probability(score) : score);
                }
            }
            if (at != scores.length) {
                throw wrong("it gave " + at + " scores where " + scores.length + " were due");
            }
            return scores;
        } catch (XGBoostError e) {
            throw XgboostErrors.ofScoring(name, e);
        }
    }

    private float calibrated(float score) {
        return calibration == null ? score : (float) calibration.probability(score);
    }

    private static float probability(float margin) {
        return (float) (1 / (1 + Math.exp(-margin)));
    }

    private RuntimeException wrong(String what) {
        return XgboostErrors.unusable(name, what, null);
    }

    @Override
    public void close() {
        model.close();
    }
}
