package retrain.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import retrain.monitor.DomainClassifier.Told;
import retrain.statistic.ConfidenceDistribution;
import retrain.statistic.DeLong;

/**
 * All features of both sides together: a classifier learns on one half of the rows to tell the sides apart, and the area under its ROC curve is
 * that of the other half, on which chance alone gives 0.5 however much it has learnt by heart (Lopez-Paz and Oquab 2017, <i>Revisiting
 * classifier two-sample tests</i>).
 */
final class JointComparison {
    /** So many rows of a side at the most: an area of 0.52 is shown by them. */
    static final int MOST_ROWS = 10_000;

    /** Of fewer rows nothing can be learnt. */
    static final int LEAST_ROWS = 50;

    /**
     * Rows are parted in so many stretches, by turns for learning and for the area: neighbours often belong together, and would tell the
     * classifier by heart what it is to find.
     */
    private static final int STRETCHES = 20;

    private static final int MOST_NAMED = 10;
    private static final double CONFIDENCE = 0.95;

    private final List<String> names;
    private final float[][] reference;
    private final float[][] current;

    /**
     * Both sides by columns.
     *
     * @param reference an array for each name, all of the same length
     */
    JointComparison(List<String> names, float[][] reference, float[][] current) {
        this.names = names;
        this.reference = reference;
        this.current = current;
    }

    /**
     * What was found before the p-value is adjusted.
     *
     * @param columns those that helped, the most telling first
     */
    record Found(double auc, double low, double pValue, List<String> columns) {
        JointDrift judge(double adjusted, double falseAlarms, double bound) {
            return new JointDrift(auc, low, pValue, adjusted, bound, columns, adjusted <= falseAlarms && auc >= bound);
        }
    }

    Found compare(DomainClassifier classifier, int seed) {
        Half train = half(0);
        Half test = half(1);
        Told told = classifier.tell(train.matrix, train.labels, test.matrix, seed);
        ConfidenceDistribution area = DeLong.of(test.labels, told.scores());
        List<String> columns = IntStream.range(0, names.size())
                .boxed()
                .filter(c -> told.gains()[c] > 0)
                .sorted(Comparator.comparingDouble(c -> -told.gains()[c]))
                .limit(MOST_NAMED)
                .map(names::get)
                .toList();
        return new Found(area.estimate(), area.lower((1 - CONFIDENCE) / 2), area.above(0.5), columns);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Half(Matrix matrix, byte[] labels) {}

    private Half half(int which) {
        List<float[]> rows = new ArrayList<>();
        List<Byte> labels = new ArrayList<>();
        for (byte side = 0; side < 2; side++) {
            float[][] columns = side == 0 ? reference : current;
            int size = columns[0].length;
            for (int row = 0; row < size; row++) {
                if ((long) row * STRETCHES / size % 2 == which) {
                    rows.add(row(columns, row));
                    labels.add(side);
                }
            }
        }
        float[] values = new float[rows.size() * names.size()];
        byte[] sides = new byte[rows.size()];
        for (int row = 0; row < sides.length; row++) {
            System.arraycopy(rows.get(row), 0, values, row * names.size(), names.size());
            sides[row] = labels.get(row);
        }
        return new Half(new Matrix(names.size(), values), sides);
    }

    private static float[] row(float[][] columns, int row) {
        float[] values = new float[columns.length];
        for (int c = 0; c < values.length; c++) {
            // An infinite number is as good as missing, as it is to the tests of the columns.
            values[c] = Float.isFinite(columns[c][row]) ? columns[c][row] : Float.NaN;
        }
        return values;
    }
}
