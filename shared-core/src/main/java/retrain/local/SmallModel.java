package retrain.local;

import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import retrain.monitor.Matrix;

/** What the small boosters that monitor uses have in common. */
final class SmallModel {
    private SmallModel() {}

    /** {@return the rows in native memory, to be disposed of} */
    static DMatrix rows(Matrix matrix) throws XGBoostError {
        return new DMatrix(matrix.values(), matrix.rows(), matrix.width(), Float.NaN);
    }

    /** {@return a score for each row} */
    static float[] scores(Booster booster, Matrix matrix) throws XGBoostError {
        DMatrix rows = rows(matrix);
        try {
            float[][] predicted = booster.predict(rows);
            float[] scores = new float[predicted.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = predicted[i][0];
            }
            return scores;
        } finally {
            rows.dispose();
        }
    }
}
