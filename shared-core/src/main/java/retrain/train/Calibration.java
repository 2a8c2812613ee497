package retrain.train;

import java.util.List;

/** How a score becomes the probability of class 1, as validation rows have shown it. It is a part of the model. */
public sealed interface Calibration {
    /** {@return the probability} */
    double probability(double score);

    /**
     * A logistic curve over the score's log-odds: 1 / (1 + exp(−(slope · log-odds + intercept))).
     *
     * @param slope 1, with an intercept of 0, leaves scores as they are; below 0 it turns their order round
     */
    record Platt(double slope, double intercept) implements Calibration {
        /** Scores are 32-bit numbers: the largest below 1 is 1 - 2⁻²⁴. */
        private static final double LEAST = Math.scalb(1.0, -24);

        /** {@return ln(score / (1 - score)), no further from 0 than a 32-bit score below 1 can be} */
        static double logOdds(double score) {
            double inside = Math.min(Math.max(score, LEAST), 1 - LEAST);
            return Math.log(inside / (1 - inside));
        }

        @Override
        public double probability(double score) {
            return PlattFit.logistic(slope * logOdds(score) + intercept);
        }
    }

    /**
     * Steps that never fall, joined by straight lines; what lies outside has the value of the nearest end.
     *
     * @param scores ascending
     * @param probabilities at these scores, never falling
     */
    record Isotonic(List<Double> scores, List<Double> probabilities) implements Calibration {
        public Isotonic {
            scores = List.copyOf(scores);
            probabilities = List.copyOf(probabilities);
            if (scores.isEmpty() || scores.size() != probabilities.size()) {
                throw new IllegalArgumentException(
                        scores.size() + " scores with " + probabilities.size() + " probabilities");
            }
            for (int i = 1; i < scores.size(); i++) {
                if (!(scores.get(i - 1) < scores.get(i)) || !(probabilities.get(i - 1) <= probabilities.get(i))) {
                    throw new IllegalArgumentException("not ascending at " + scores.get(i));
                }
            }
        }

        @Override
        public double probability(double score) {
            int low = 0;
            int high = scores.size() - 1;
            if (score <= scores.get(low)) {
                return probabilities.get(low);
            }
            if (score >= scores.get(high)) {
                return probabilities.get(high);
            }
            while (high - low > 1) {
                int middle = (low + high) / 2;
                if (scores.get(middle) <= score) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            double part = (score - scores.get(low)) / (scores.get(high) - scores.get(low));
            return probabilities.get(low) + part * (probabilities.get(high) - probabilities.get(low));
        }
    }

    /**
     * Fits a logistic curve.
     *
     * @param labels 0 or 1, both of which occur
     */
    static Platt platt(float[] scores, float[] labels) {
        return PlattFit.of(scores, labels);
    }

    /** Fits steps. */
    static Isotonic isotonic(float[] scores, float[] labels) {
        return IsotonicFit.of(scores, labels);
    }
}
