package retrain.monitor;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import retrain.train.Calibration;

/**
 * Scores made probabilities by the held-out rows, if that is better than to leave them: if the Brier score is, of rows that were not fitted on
 * (five parts of every fifth row). From {@value #MANY} rows on it is isotonic, as in NannyML, on fewer Platt's curve.
 */
final class Recalibration {
    private static final int PARTS = 5;
    private static final int MANY = 1000;

    private Recalibration() {}

    /**
     * {@return how to make the scores probabilities; empty if they are to be left as they are}
     *
     * @param labels 0 or 1
     */
    static Optional<Calibration> of(float[] scores, float[] labels) {
        double before = 0;
        double after = 0;
        for (int part = 0; part < PARTS; part++) {
            int out = part;
            int[] in = IntStream.range(0, scores.length)
                    .filter(row -> row % PARTS != out)
                    .toArray();
            if (oneClass(labels, in)) {
                return Optional.empty();
            }
            Calibration fitted = fit(some(scores, in), some(labels, in));
            for (int row = part; row < scores.length; row += PARTS) {
                before += square(scores[row] - labels[row]);
                after += square(fitted.probability(scores[row]) - labels[row]);
            }
        }
        return after < before ? Optional.of(fit(scores, labels)) : Optional.empty();
    }

    private static Calibration fit(float[] scores, float[] labels) {
        return scores.length < MANY ? Calibration.platt(scores, labels) : Calibration.isotonic(scores, labels);
    }

    private static boolean oneClass(float[] labels, int[] rows) {
        long ones = IntStream.of(rows).filter(row -> labels[row] == 1).count();
        return ones == 0 || ones == rows.length;
    }

    private static float[] some(float[] values, int[] rows) {
        float[] some = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            some[i] = values[rows[i]];
        }
        return some;
    }

    private static double square(double value) {
        return value * value;
    }

    /** {@return the probabilities} */
    static double[] apply(Optional<Calibration> calibration, float[] scores) {
        DoubleUnaryOperator probability = calibration.isPresent() ? calibration.get()::probability : s -> s;
        return IntStream.range(0, scores.length)
                .mapToDouble(row -> probability.applyAsDouble(scores[row]))
                .toArray();
    }
}
