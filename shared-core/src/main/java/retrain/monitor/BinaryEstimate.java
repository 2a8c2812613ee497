package retrain.monitor;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import retrain.evaluate.Realised.Labels;
import retrain.evaluate.Realised.Scores;
import retrain.spec.Metric;
import retrain.statistic.Cbpe;
import retrain.statistic.Cbpe.Expected;
import retrain.train.Calibration;

/** Confidence-based performance estimation of classes 0 and 1. */
final class BinaryEstimate implements QualityEstimate {
    /** As in the evaluation: the machine epsilon of the scores' type. */
    private static final double EPSILON = Math.scalb(1.0, -23);

    private final Optional<Calibration> calibration;
    private final Map<Metric, Double> byReference = new EnumMap<>(Metric.class);

    BinaryEstimate(LiveReference reference) {
        byte[] classes = ((Labels.Binary) reference.labels()).values();
        float[] labels = new float[classes.length];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = classes[row];
        }
        Scores scores = reference.scores();
        this.calibration = Recalibration.of(scores.values(), labels);
        Cbpe cbpe = cbpe(scores);
        expected(cbpe, scores.values()).forEach((metric, e) -> byReference.put(metric, cbpe.classVariance(e)));
    }

    @Override
    public Map<Metric, Expectation> of(LiveWindow window) {
        Cbpe cbpe = cbpe(window.scores());
        Map<Metric, Expectation> estimates = new EnumMap<>(Metric.class);
        String method = calibration.isPresent() ? "CBPE, scores calibrated on the holdout" : "CBPE";
        expected(cbpe, window.scores().values())
                .forEach((metric, e) -> estimates.put(
                        metric,
                        new Expectation(
                                e.value(),
                                Math.sqrt(cbpe.variance(e) + byReference.getOrDefault(metric, 0.0)),
                                method)));
        return estimates;
    }

    private Cbpe cbpe(Scores scores) {
        float[] values = scores.values();
        float threshold = (float) scores.threshold();
        return new Cbpe(values, Recalibration.apply(calibration, values), row -> values[row] >= threshold);
    }

    private static Map<Metric, Expected> expected(Cbpe cbpe, float[] scores) {
        Map<Metric, Expected> expected = new EnumMap<>(Metric.class);
        expected.put(Metric.AUC, cbpe.auc());
        expected.put(Metric.ACCURACY, cbpe.accuracy());
        expected.put(Metric.PRECISION, cbpe.precision());
        expected.put(Metric.RECALL, cbpe.recall());
        expected.put(Metric.F1, cbpe.f1());
        expected.put(Metric.LOG_LOSS, cbpe.mean((row, label) -> logLoss(scores[row], label)));
        expected.put(Metric.BRIER, cbpe.mean((row, label) -> Math.pow((double) scores[row] - label, 2)));
        return expected;
    }

    static double logLoss(double score, int label) {
        double p = Math.min(Math.max(score, EPSILON), 1 - EPSILON);
        return -Math.log(label == 1 ? p : 1 - p);
    }
}
