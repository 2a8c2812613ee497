package retrain.statistic;

import java.util.function.IntPredicate;
import retrain.statistic.DeLong.SortedScores;

/**
 * What metrics of classes 0 and 1 are expected to be when only the probability of class 1 is known of each row, and not its class
 * (confidence-based performance estimation, as NannyML has it): counts of rows become sums of probabilities. It is right if the probabilities
 * are, and so it does not see that the classes of like rows have changed (concept drift).
 *
 * <p>How far the metric of the true classes lies from it by chance is told by the influence of each row (Hampel 1974, <i>Journal of the American
 * Statistical Association</i> 69), as in DeLong's variance of the area.
 */
public final class Cbpe {
    private final float[] scores;
    private final double[] probabilities;
    private final IntPredicate predicted;
    private final double ones;
    private final double zeros;
    private final double hits;
    private final long positives;

    /**
     * Rows.
     *
     * @param scores of the model, from 0 to 1
     * @param probabilities of class 1; the scores, if these are calibrated
     * @param predicted whether the model takes the row for class 1
     */
    public Cbpe(float[] scores, double[] probabilities, IntPredicate predicted) {
        if (scores.length != probabilities.length) {
            throw new IllegalArgumentException(scores.length + " scores of " + probabilities.length + " rows");
        }
        this.scores = scores;
        this.probabilities = probabilities;
        this.predicted = predicted;
        double one = 0;
        double zero = 0;
        double hit = 0;
        long positive = 0;
        for (int row = 0; row < scores.length; row++) {
            one += probabilities[row];
            zero += 1 - probabilities[row];
            hit += predicted.test(row) ? probabilities[row] : 0;
            positive += predicted.test(row) ? 1 : 0;
        }
        this.ones = one;
        this.zeros = zero;
        this.hits = hit;
        this.positives = positive;
    }

    /** By how much a row moves the metric, if it is of a class. */
    public interface Influence {
        /** {@return the change; for a label of 0 or 1} */
        double of(int row, int label);
    }

    /**
     * An expected metric.
     *
     * @param value NaN if it is undefined
     */
    public record Expected(double value, Influence influence) {}

    /** {@return the expected number of rows of class 1} */
    public double ones() {
        return ones;
    }

    /** {@return the rows that the model takes for class 1} */
    public long positives() {
        return positives;
    }

    /** {@return the expected confusion matrix: true positives, false positives, false negatives, true negatives} */
    public double[] confusion() {
        return new double[] {hits, positives - hits, ones - hits, zeros - (positives - hits)};
    }

    public Expected accuracy() {
        double value = (2 * hits + zeros - positives) / scores.length;
        return new Expected(value, (row, label) -> (right(row, label) - value) / scores.length);
    }

    public Expected precision() {
        double value = hits / positives;
        return new Expected(value, (row, label) -> predicted.test(row) ? (label - value) / positives : 0);
    }

    public Expected recall() {
        double value = hits / ones;
        return new Expected(value, (row, label) -> label * ((predicted.test(row) ? 1 : 0) - value) / ones);
    }

    public Expected f1() {
        double whole = positives + ones;
        double value = 2 * hits / whole;
        return new Expected(value, (row, label) -> {
            int positive = predicted.test(row) ? 1 : 0;
            return (2 * positive * label - value * (positive + label)) / whole;
        });
    }

    private double right(int row, int label) {
        return predicted.test(row) == (label == 1) ? 1 : 0;
    }

    /** {@return the mean over the rows of a loss, which depends on the row's class} */
    public Expected mean(Influence loss) {
        double sum = 0;
        for (int row = 0; row < scores.length; row++) {
            sum += probabilities[row] * loss.of(row, 1) + (1 - probabilities[row]) * loss.of(row, 0);
        }
        double value = sum / scores.length;
        return new Expected(value, (row, label) -> (loss.of(row, label) - value) / scores.length);
    }

    /** {@return the area under the ROC curve; a row is half a pair with itself, as in NannyML, which moves it by no more than 1 in the rows} */
    public Expected auc() {
        double[] ofOne = new double[scores.length];
        double[] ofZero = new double[scores.length];
        double value = placements(ofOne, ofZero) / ones;
        return new Expected(
                ones > 0 && zeros > 0 ? value : Double.NaN,
                (row, label) -> label == 1 ? (ofOne[row] - value) / ones : (ofZero[row] - value) / zeros);
    }

    /** Finds which share of the other class each row is on the right side of. {@return their sum over the rows of class 1} */
    private double placements(double[] ofOne, double[] ofZero) {
        long[] order = SortedScores.of(scores);
        double onesBelow = 0;
        double zerosBelow = 0;
        double sum = 0;
        for (int from = 0, to; from < order.length; from = to) {
            double onesHere = 0;
            double zerosHere = 0;
            for (to = from; to < order.length && SortedScores.tied(order[to], order[from]); to++) {
                double p = probabilities[SortedScores.row(order[to])];
                onesHere += p;
                zerosHere += 1 - p;
            }
            double below = (zerosBelow + zerosHere / 2) / zeros;
            double above = (ones - onesBelow - onesHere / 2) / ones;
            for (int i = from; i < to; i++) {
                ofOne[SortedScores.row(order[i])] = below;
                ofZero[SortedScores.row(order[i])] = above;
            }
            sum += onesHere * below;
            onesBelow += onesHere;
            zerosBelow += zerosHere;
        }
        return sum;
    }

    /** {@return the variance by chance of the metric of so many rows: of which rows there are, and of their classes} */
    public double variance(Expected expected) {
        double sum = 0;
        for (int row = 0; row < scores.length; row++) {
            double one = expected.influence().of(row, 1);
            double zero = expected.influence().of(row, 0);
            sum += probabilities[row] * one * one + (1 - probabilities[row]) * zero * zero;
        }
        return sum;
    }

    /** {@return the part of it that is of the rows' classes alone} */
    public double classVariance(Expected expected) {
        double sum = 0;
        for (int row = 0; row < scores.length; row++) {
            double p = probabilities[row];
            double difference =
                    expected.influence().of(row, 1) - expected.influence().of(row, 0);
            sum += p * (1 - p) * difference * difference;
        }
        return sum;
    }
}
