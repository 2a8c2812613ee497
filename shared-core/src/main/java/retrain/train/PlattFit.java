package retrain.train;

import retrain.train.Calibration.Platt;

/**
 * Logistic regression of the label on the score's log-odds (Platt 1999) by Newton's method with backtracking (Lin, Lin and Weng 2007, <i>A note
 * on Platt's probabilistic outputs for support vector machines</i>, Machine Learning 68). Labels are not 0 and 1 but a little inside of them, so
 * that perfectly separated rows do not make the curve a step.
 */
final class PlattFit {
    private static final int ROUNDS = 100;
    private static final double SMALLEST_STEP = 1e-10;
    private static final double RIDGE = 1e-12;
    private static final double FLAT = 1e-10;
    private static final double ENOUGH = 1e-4;

    private final double[] margins;
    private final double[] targets;
    private double slope;
    private double intercept;

    private PlattFit(float[] scores, float[] labels) {
        long ones = 0;
        for (float label : labels) {
            ones += label == 1 ? 1 : 0;
        }
        long zeros = labels.length - ones;
        margins = new double[scores.length];
        targets = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            margins[i] = Platt.logOdds(scores[i]);
            targets[i] = labels[i] == 1 ? (ones + 1.0) / (ones + 2.0) : 1 / (zeros + 2.0);
        }
        intercept = Math.log((ones + 1.0) / (zeros + 1.0));
    }

    static Platt of(float[] scores, float[] labels) {
        PlattFit fit = new PlattFit(scores, labels);
        for (int round = 0; round < ROUNDS; round++) {
            if (!fit.step()) {
                break;
            }
        }
        return new Platt(fit.slope, fit.intercept);
    }

    static double logistic(double x) {
        if (x >= 0) {
            return 1 / (1 + Math.exp(-x));
        }
        double e = Math.exp(x);
        return e / (1 + e);
    }

    /** {@return false at the end} */
    private boolean step() {
        double h11 = RIDGE;
        double h22 = RIDGE;
        double h21 = 0;
        double g1 = 0;
        double g2 = 0;
        for (int i = 0; i < margins.length; i++) {
            double p = logistic(slope * margins[i] + intercept);
            double weight = p * (1 - p);
            double off = p - targets[i];
            h11 += margins[i] * margins[i] * weight;
            h22 += weight;
            h21 += margins[i] * weight;
            g1 += margins[i] * off;
            g2 += off;
        }
        if (Math.abs(g1) < FLAT * margins.length && Math.abs(g2) < FLAT * margins.length) {
            return false;
        }
        double determinant = h11 * h22 - h21 * h21;
        double bySlope = -(h22 * g1 - h21 * g2) / determinant;
        double byIntercept = -(-h21 * g1 + h11 * g2) / determinant;
        return go(bySlope, byIntercept, g1 * bySlope + g2 * byIntercept);
    }

    /** Goes the whole way, or half of it, or a quarter, until the loss falls enough. */
    private boolean go(double bySlope, double byIntercept, double fall) {
        double before = loss(slope, intercept);
        for (double length = 1; length >= SMALLEST_STEP; length /= 2) {
            double newSlope = slope + length * bySlope;
            double newIntercept = intercept + length * byIntercept;
            if (loss(newSlope, newIntercept) < before + ENOUGH * length * fall) {
                slope = newSlope;
                intercept = newIntercept;
                return true;
            }
        }
        return false;
    }

    /** The cross-entropy, in the form that does not overflow. */
    private double loss(double a, double b) {
        double sum = 0;
        for (int i = 0; i < margins.length; i++) {
            double x = a * margins[i] + b;
            sum += x >= 0 ? (1 - targets[i]) * x + Math.log1p(Math.exp(-x)) : -targets[i] * x + Math.log1p(Math.exp(x));
        }
        return sum;
    }
}
