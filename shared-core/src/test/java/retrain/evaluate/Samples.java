package retrain.evaluate;

import java.util.List;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.spec.Metric;

/** Samples for tests. */
final class Samples {
    private Samples() {}

    static BinarySample binary(float[] labels, float[] scores, double threshold) {
        int[] keys = new int[labels.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = BinarySample.key(scores[i], (int) labels[i]);
        }
        return new BinarySample(keys, threshold);
    }

    static BinarySample binary(float[] labels, float... scores) {
        return binary(labels, scores, 0.5);
    }

    static RegressionSample regression(float[] truth, float... predicted) {
        return new RegressionSample(truth, predicted, new Selection.All(truth.length), 0.5);
    }

    static MulticlassSample multiclass(List<String> classes, int[] truth, int[] place, int width, float... scores) {
        return new MulticlassSample(
                new Probabilities(truth, scores, width, place), classes, new Selection.All(truth.length));
    }

    static double value(Sample sample, Metric metric) {
        MetricValue measured = sample.measure(metric);
        return measured.value().orElseThrow(() -> new AssertionError(measured.reason()));
    }
}
