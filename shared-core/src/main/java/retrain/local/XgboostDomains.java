package retrain.local;

import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import retrain.monitor.DomainClassifier;
import retrain.monitor.Matrix;
import retrain.problem.BackendFailure;

/** Tells two kinds of rows apart by a few small trees. */
final class XgboostDomains implements DomainClassifier {
    private static final int ROUNDS = 20;

    private static final Map<String, Object> PARAMETERS = Map.of(
            "objective",
            "binary:logistic",
            "tree_method",
            "hist",
            "max_depth",
            4,
            "eta",
            0.3,
            "min_child_weight",
            5,
            "verbosity",
            0);

    /** Throws {@link BackendFailure} if the library cannot be had, or memory runs out. */
    @Override
    public Told tell(Matrix train, byte[] labels, Matrix test, int seed) {
        XgboostLibrary.load();
        try {
            DMatrix rows = SmallModel.rows(train);
            try {
                rows.setLabel(floats(labels));
                return boosted(rows, train.width(), test, seed);
            } finally {
                rows.dispose();
            }
        } catch (XGBoostError e) {
            throw XgboostErrors.ofTraining(e);
        }
    }

    private static Told boosted(DMatrix train, int width, Matrix test, int seed) throws XGBoostError {
        Booster booster = XGBoost.train(train, PARAMETERS, 0, Map.of(), null, null);
        try {
            int threads = DuckDb.Settings.cores();
            booster.setParam("seed", seed);
            booster.setParam("nthread", threads);
            Pace pace = Pace.of(threads);
            for (int round = 0; round < ROUNDS; round++) {
                booster.update(train, round);
                int next = pace.next();
                if (next != threads) {
                    booster.setParam("nthread", next);
                    threads = next;
                }
            }
            return new Told(SmallModel.scores(booster, test), gains(booster, width));
        } finally {
            booster.dispose();
        }
    }

    /** The library names columns f0, f1 and so on. */
    private static double[] gains(Booster booster, int width) throws XGBoostError {
        double[] gains = new double[width];
        booster.getScore("", Booster.FeatureImportanceType.TOTAL_GAIN)
                .forEach((name, gain) -> gains[Integer.parseInt(name.substring(1))] = gain);
        return gains;
    }

    private static float[] floats(byte[] labels) {
        float[] floats = new float[labels.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = labels[i];
        }
        return floats;
    }
}
