package retrain.monitor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.evaluate.Realised.Scores;
import retrain.spec.Metric;
import retrain.statistic.Cbpe;
import retrain.statistic.Cbpe.Expected;
import retrain.train.Calibration;

/**
 * Confidence-based performance estimation of several classes: each class against all others, with probabilities that are calibrated by
 * class and made to add up to 1, as in NannyML.
 */
final class MulticlassEstimate implements QualityEstimate {
    private final List<Optional<Calibration>> calibrations = new ArrayList<>();
    private final Map<Metric, Double> byReference = new EnumMap<>(Metric.class);

    MulticlassEstimate(LiveReference reference) {
        int[] places = reference.places();
        for (int k = 0; k < reference.scores().width(); k++) {
            float[] labels = new float[places.length];
            for (int row = 0; row < labels.length; row++) {
                labels[row] = places[row] == k ? 1 : 0;
            }
            calibrations.add(Recalibration.of(column(reference.scores(), k), labels));
        }
        Estimating estimating = new Estimating(reference.scores());
        estimating.metrics().forEach((metric, e) -> byReference.put(metric, estimating.classVariance(e)));
    }

    @Override
    public Map<Metric, Expectation> of(LiveWindow window) {
        Estimating estimating = new Estimating(window.scores());
        boolean calibrated = calibrations.stream().anyMatch(Optional::isPresent);
        String method = calibrated ? "CBPE, scores calibrated on the holdout" : "CBPE";
        Map<Metric, Expectation> estimates = new EnumMap<>(Metric.class);
        estimating
                .metrics()
                .forEach((metric, e) -> estimates.put(
                        metric,
                        new Expectation(
                                e.value(),
                                Math.sqrt(estimating.variance(e) + byReference.getOrDefault(metric, 0.0)),
                                method)));
        return estimates;
    }

    private static float[] column(Scores scores, int k) {
        int width = scores.width();
        float[] column = new float[scores.values().length / width];
        for (int row = 0; row < column.length; row++) {
            column[row] = scores.values()[row * width + k];
        }
        return column;
    }

    /** One estimation. An influence is of a row and its class. */
    private final class Estimating {
        private final int width;
        private final int rows;
        private final double[][] probabilities;
        private final int[] guesses;
        private final List<Cbpe> classes = new ArrayList<>();
        private final float[] values;

        Estimating(Scores scores) {
            width = scores.width();
            values = scores.values();
            rows = values.length / width;
            probabilities = new double[width][];
            guesses = new int[rows];
            for (int k = 0; k < width; k++) {
                probabilities[k] = Recalibration.apply(calibrations.get(k), column(scores, k));
            }
            for (int row = 0; row < rows; row++) {
                addUpToOne(row);
                guesses[row] = likeliest(row);
            }
            for (int k = 0; k < width; k++) {
                int own = k;
                classes.add(new Cbpe(column(scores, k), probabilities[k], row -> guesses[row] == own));
            }
        }

        private void addUpToOne(int row) {
            double sum = 0;
            for (int k = 0; k < width; k++) {
                sum += probabilities[k][row];
            }
            for (int k = 0; k < width; k++) {
                probabilities[k][row] = sum > 0 ? probabilities[k][row] / sum : values[row * width + k];
            }
        }

        /** The first of equals, as in the evaluation. */
        private int likeliest(int row) {
            int best = 0;
            for (int k = 1; k < width; k++) {
                if (values[row * width + k] > values[row * width + best]) {
                    best = k;
                }
            }
            return best;
        }

        Map<Metric, Expected> metrics() {
            Map<Metric, Expected> metrics = new EnumMap<>(Metric.class);
            metrics.put(Metric.ACCURACY, mean((row, k) -> guesses[row] == k ? 1 : 0));
            metrics.put(Metric.LOG_LOSS, mean((row, k) -> BinaryEstimate.logLoss(values[row * width + k], 1)));
            metrics.put(Metric.MACRO_F1, macro(classes.stream().map(Cbpe::f1).toList()));
            metrics.put(
                    Metric.WEIGHTED_F1, weighted(classes.stream().map(Cbpe::f1).toList()));
            metrics.put(Metric.OVR_AUC, macro(classes.stream().map(Cbpe::auc).toList()));
            return metrics;
        }

        private Expected mean(Cbpe.Influence term) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                for (int k = 0; k < width; k++) {
                    sum += probabilities[k][row] * term.of(row, k);
                }
            }
            double value = sum / rows;
            return new Expected(value, (row, k) -> (term.of(row, k) - value) / rows);
        }

        /** The mean over the classes for which the metric is defined. */
        private Expected macro(List<Expected> all) {
            List<Integer> defined = new ArrayList<>();
            double sum = 0;
            for (int k = 0; k < width; k++) {
                if (Double.isFinite(all.get(k).value())) {
                    defined.add(k);
                    sum += all.get(k).value();
                }
            }
            int count = defined.size();
            return new Expected(sum / count, (row, k) -> {
                double moved = 0;
                for (int c : defined) {
                    moved += all.get(c).influence().of(row, c == k ? 1 : 0);
                }
                return moved / count;
            });
        }

        /** The mean over the classes by their expected rows. */
        private Expected weighted(List<Expected> all) {
            double[] shares = new double[width];
            double value = 0;
            for (int k = 0; k < width; k++) {
                shares[k] = classes.get(k).ones() / rows;
                value += shares[k] > 0 ? shares[k] * all.get(k).value() : 0;
            }
            double whole = value;
            return new Expected(value, (row, k) -> {
                double moved = (all.get(k).value() - whole) / rows;
                for (int c = 0; c < width; c++) {
                    moved += shares[c] > 0 ? shares[c] * all.get(c).influence().of(row, c == k ? 1 : 0) : 0;
                }
                return moved;
            });
        }

        double variance(Expected expected) {
            return moments(expected, false);
        }

        double classVariance(Expected expected) {
            return moments(expected, true);
        }

        /** The sum over the rows of the mean square over the classes; or only of what lies around their mean. */
        private double moments(Expected expected, boolean aroundMean) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                double mean = 0;
                double square = 0;
                for (int k = 0; k < width; k++) {
                    double p = probabilities[k][row];
                    double moved = p > 0 ? expected.influence().of(row, k) : 0;
                    mean += p * moved;
                    square += p * moved * moved;
                }
                sum += aroundMean ? square - mean * mean : square;
            }
            return sum;
        }
    }
}
