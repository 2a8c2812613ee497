package retrain.evaluate;

import java.util.ArrayList;
import java.util.List;
import retrain.spec.Metric;
import retrain.statistic.Bootstrap.WeightedStatistic;
import retrain.statistic.Ranking;

/** Several classes. */
final class MulticlassRows implements ModelRows {
    private final Probabilities scores;
    private final int classes;
    private final int[] rows;
    private final int[] truth;
    private final int[] guess;

    /** @param rows of the holdout */
    MulticlassRows(Probabilities scores, int classes, int[] rows) {
        this.scores = scores;
        this.classes = classes;
        this.rows = rows;
        this.truth = new int[rows.length];
        this.guess = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            truth[i] = scores.truth(rows[i]);
            guess[i] = scores.likeliest(rows[i]);
        }
    }

    boolean right(int row) {
        return truth[row] == guess[row];
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public boolean isMean(Metric metric) {
        return metric == Metric.LOG_LOSS;
    }

    @Override
    public double term(Metric metric, int row) {
        double p = scores.of(rows[row], truth[row]);
        return -Math.log(Math.min(Math.max(p, BinarySample.EPSILON), 1 - BinarySample.EPSILON));
    }

    @Override
    public WeightedStatistic weighted(Metric metric) {
        return switch (metric) {
            case ACCURACY, MACRO_F1, WEIGHTED_F1 -> counts -> ofClasses(metric, counts);
            case OVR_AUC -> againstAllOthers();
            default -> throw new IllegalArgumentException(metric.word());
        };
    }

    private double ofClasses(Metric metric, int[] counts) {
        long[] support = new long[classes];
        long[] predicted = new long[classes];
        long[] hits = new long[classes];
        long all = 0;
        long right = 0;
        for (int i = 0; i < counts.length; i++) {
            support[truth[i]] += counts[i];
            predicted[guess[i]] += counts[i];
            hits[truth[i]] += truth[i] == guess[i] ? counts[i] : 0;
            all += counts[i];
        }
        double sum = 0;
        int met = 0;
        for (int k = 0; k < classes; k++) {
            double whole = support[k] + predicted[k];
            double f1 = whole == 0 ? 0 : 2.0 * hits[k] / whole;
            met += whole > 0 ? 1 : 0;
            right += hits[k];
            sum += metric == Metric.WEIGHTED_F1 ? support[k] * f1 : f1;
        }
        return switch (metric) {
            case ACCURACY -> (double) right / all;
            case WEIGHTED_F1 -> sum / all;
            default -> sum / met;
        };
    }

    private WeightedStatistic againstAllOthers() {
        List<Ranking> rankings = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            byte[] labels = new byte[rows.length];
            float[] values = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                labels[i] = (byte) (truth[i] == k ? 1 : 0);
                values[i] = scores.of(rows[i], k);
            }
            rankings.add(Ranking.of(labels, values));
        }
        return counts -> {
            double sum = 0;
            int met = 0;
            for (Ranking ranking : rankings) {
                double auc = ranking.auc(counts);
                sum += Double.isNaN(auc) ? 0 : auc;
                met += Double.isNaN(auc) ? 0 : 1;
            }
            return sum / met;
        };
    }
}
