package retrain.monitor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.Rows;
import retrain.evaluate.Realised.Labels;
import retrain.monitor.LiveRows.Columns;
import retrain.spec.Metric;
import retrain.spec.Spec;

/**
 * Direct loss estimation of numbers, as NannyML has it: a second model learns, on the champion's held-out rows, how large its error is for rows
 * like this one, from the prediction and the features.
 */
final class LossEstimate implements QualityEstimate {
    /** Of more held-out rows every second, third, … is learned from. */
    private static final int MOST = 200_000;

    private static final int PARTS = 5;

    /** On fewer held-out rows nothing is learned. */
    static final int FEWEST = 50;

    private static final String METHOD = "direct loss estimation";

    private final Spec spec;
    private final Rows rows;
    private final LiveReference reference;
    private final LossModel model;
    private @Nullable Learned learned;

    LossEstimate(Spec spec, Rows rows, LiveReference reference, LossModel model) {
        this.spec = spec;
        this.rows = rows;
        this.reference = reference;
        this.model = model;
    }

    /**
     * What was learned of one loss.
     *
     * @param residual the variance of what it leaves unexplained, on rows that it was not learned from
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Loss(byte[] model, double residual) {}

    /** What was learned, of rows known by some features. */
    private record Learned(
            List<Column> features, Map<String, Map<String, Integer>> codes, int rows, Loss absolute, Loss squared) {}

    @Override
    public Map<Metric, Expectation> of(LiveWindow window) {
        Map<Metric, Expectation> estimates = new EnumMap<>(Metric.class);
        if (reference.rows() < FEWEST) {
            return estimates;
        }
        Learned known = learned(window.joined().features());
        Matrix matrix = matrix(
                window.scores().values(),
                k -> numbers(
                        window.table(), Columns.feature(k), known.features().get(k), known.codes()),
                known.features().size());
        double[] absolute = mean(matrix, known.absolute(), known.rows());
        double[] squared = mean(matrix, known.squared(), known.rows());
        estimates.put(Metric.MAE, new Expectation(absolute[0], absolute[1], METHOD));
        double rmse = Math.sqrt(squared[0]);
        estimates.put(Metric.RMSE, new Expectation(rmse, rmse > 0 ? squared[1] / (2 * rmse) : 0, METHOD));
        return estimates;
    }

    @Override
    public List<String> notes(LiveWindow window) {
        List<String> notes = new ArrayList<>();
        if (reference.rows() < FEWEST) {
            notes.add("the quality is not estimated: " + reference.rows()
                    + " held-out rows are too few to learn the champion's error from");
        }
        List<String> absent = window.joined().absent();
        if (!absent.isEmpty()) {
            notes.add("the predictions do not have the features " + String.join(", ", absent)
                    + ": the champion's error is estimated from the others and the prediction itself");
        }
        return notes;
    }

    /** {@return the mean of the expected loss and its standard deviation by chance} */
    private double[] mean(Matrix matrix, Loss loss, int learnedFrom) {
        float[] expected = model.expect(loss.model(), matrix);
        double sum = 0;
        for (float value : expected) {
            sum += Math.max(0, value);
        }
        double mean = sum / expected.length;
        double squares = 0;
        for (float value : expected) {
            squares += Math.pow(Math.max(0, value) - mean, 2);
        }
        double spread = squares / expected.length + loss.residual();
        return new double[] {mean, Math.sqrt(spread / expected.length + loss.residual() / learnedFrom)};
    }

    private Learned learned(List<Column> features) {
        if (learned == null || !learned.features().equals(features)) {
            learned = learn(features);
        }
        return learned;
    }

    private Learned learn(List<Column> features) {
        Map<String, Map<String, Integer>> codes = new HashMap<>();
        for (Column feature : features) {
            if (feature.kind() == Column.Kind.CATEGORY) {
                Map<String, Integer> places = new HashMap<>();
                rows.sorted(reference.holdout(), feature.name()).forEach(value -> places.put(value, places.size()));
                codes.put(feature.name(), places);
            }
        }
        float[] predicted = reference.scores().values();
        Matrix all = matrix(
                predicted,
                k -> numbers(reference.holdout(), features.get(k).name(), features.get(k), codes),
                features.size());
        int step = (predicted.length + MOST - 1) / MOST;
        int[] some = IntStream.range(0, predicted.length)
                .filter(row -> row % step == 0)
                .toArray();
        float[] truth = ((Labels.Numbers) reference.labels()).values();
        float[] absolute = new float[some.length];
        float[] squared = new float[some.length];
        for (int i = 0; i < some.length; i++) {
            double error = (double) truth[some[i]] - predicted[some[i]];
            absolute[i] = (float) Math.abs(error);
            squared[i] = (float) (error * error);
        }
        Matrix matrix = all.some(some);
        return new Learned(features, codes, some.length, loss(matrix, absolute), loss(matrix, squared));
    }

    private Loss loss(Matrix matrix, float[] losses) {
        double squares = 0;
        for (int part = 0; part < PARTS; part++) {
            int out = part;
            int[] in = IntStream.range(0, losses.length)
                    .filter(row -> row % PARTS != out)
                    .toArray();
            int[] rest = IntStream.range(0, losses.length)
                    .filter(row -> row % PARTS == out)
                    .toArray();
            float[] expected =
                    model.expect(model.fit(matrix.some(in), some(losses, in), spec.seed()), matrix.some(rest));
            for (int i = 0; i < rest.length; i++) {
                squares += Math.pow((double) losses[rest[i]] - expected[i], 2);
            }
        }
        return new Loss(model.fit(matrix, losses, spec.seed()), squares / losses.length);
    }

    private static float[] some(float[] values, int[] which) {
        float[] some = new float[which.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = values[which[i]];
        }
        return some;
    }

    private interface Numbers {
        float[] of(int feature);
    }

    /** The prediction, then the features. */
    private static Matrix matrix(float[] predicted, Numbers features, int count) {
        int width = count + 1;
        float[] values = new float[predicted.length * width];
        for (int k = 0; k < width; k++) {
            float[] column = k == 0 ? predicted : features.of(k - 1);
            for (int row = 0; row < predicted.length; row++) {
                values[row * width + k] = column[row];
            }
        }
        return new Matrix(width, values);
    }

    /** A category is its place among those of the held-out rows; one that these do not have is missing. */
    private float[] numbers(Path table, String column, Column feature, Map<String, Map<String, Integer>> codes) {
        if (feature.kind() != Column.Kind.CATEGORY) {
            return rows.numbers(table, column);
        }
        Map<String, Integer> places = codes.getOrDefault(feature.name(), Map.of());
        Rows.Codes found = rows.codes(table, column);
        float[] place = new float[found.values().size()];
        for (int i = 0; i < place.length; i++) {
            @Nullable Integer known = places.get(found.values().get(i));
            place[i] = known == null ? Float.NaN : known;
        }
        float[] numbers = new float[found.code().length];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = found.code()[row] < 0 ? Float.NaN : place[found.code()[row]];
        }
        return numbers;
    }
}
