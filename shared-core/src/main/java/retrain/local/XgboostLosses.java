package retrain.local;

import java.io.IOException;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import retrain.monitor.LossModel;
import retrain.monitor.Matrix;

/** A regression of losses by shallow trees: what it is to find is smooth, and the rows are few. All native memory is freed before a call returns. */
final class XgboostLosses implements LossModel {
    private static final int ROUNDS = 100;
    private static final String FORM = "ubj";

    @Override
    public byte[] fit(Matrix rows, float[] loss, int seed) {
        XgboostLibrary.load();
        Map<String, Object> parameters = Map.of(
                "objective",
                "reg:squarederror",
                "tree_method",
                "hist",
                "max_depth",
                4,
                "eta",
                0.1,
                "min_child_weight",
                20,
                "seed",
                seed,
                "nthread",
                Runtime.getRuntime().availableProcessors(),
                "verbosity",
                0);
        try {
            DMatrix matrix = SmallModel.rows(rows);
            try {
                matrix.setLabel(loss);
                Booster booster = XGBoost.train(matrix, parameters, ROUNDS, Map.of(), null, null);
                try {
                    return booster.toByteArray(FORM);
                } finally {
                    booster.dispose();
                }
            } finally {
                matrix.dispose();
            }
        } catch (XGBoostError e) {
            throw XgboostErrors.ofTraining(e);
        }
    }

    @Override
    public float[] expect(byte[] model, Matrix rows) {
        XgboostLibrary.load();
        if (rows.rows() == 0) {
            return new float[0];
        }
        try {
            Booster booster = XGBoost.loadModel(model);
            try {
                return SmallModel.scores(booster, rows);
            } finally {
                booster.dispose();
            }
        } catch (XGBoostError | IOException e) {
            throw XgboostErrors.unusable("the model of losses", "cannot be used", e);
        }
    }
}
