package retrain.statistic;

import java.util.List;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What a sample tells of an unknown value: how sure one can be that it is above, or below, any bound (a confidence distribution; Xie and
 * Singh 2013, <i>International Statistical Review</i> 81). Every interval and every test of this project is a question to one of these,
 * so that an interval and the test that goes with it never disagree.
 */
public sealed interface ConfidenceDistribution {
    /** {@return the value as the sample has it} */
    double estimate();

    /** {@return the standard error of the estimate} */
    double error();

    /** {@return the one-sided p-value of the claim that the value is greater than the bound} */
    double above(double bound);

    /** {@return the one-sided p-value of the claim that the value is less than the bound} */
    double below(double bound);

    /** {@return the lower confidence limit: the greatest bound that the value is above with {@code above(bound) <= alpha}} */
    double lower(double alpha);

    /** {@return the upper confidence limit} */
    double upper(double alpha);

    /** No chance at all: candidate and champion have the same error on every row, or the value is known. */
    record Exact(double estimate) implements ConfidenceDistribution {
        @Override
        public double error() {
            return 0;
        }

        @Override
        public double above(double bound) {
            return estimate > bound ? 0 : 1;
        }

        @Override
        public double below(double bound) {
            return estimate < bound ? 0 : 1;
        }

        @Override
        public double lower(double alpha) {
            return estimate;
        }

        @Override
        public double upper(double alpha) {
            return estimate;
        }
    }

    /** Normal around the estimate; the error is not 0. */
    record Normal(double estimate, double error) implements ConfidenceDistribution {
        private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

        @Override
        public double above(double bound) {
            return STANDARD.survivalProbability((estimate - bound) / error);
        }

        @Override
        public double below(double bound) {
            return STANDARD.cumulativeProbability((estimate - bound) / error);
        }

        @Override
        public double lower(double alpha) {
            return estimate + STANDARD.inverseCumulativeProbability(alpha) * error;
        }

        @Override
        public double upper(double alpha) {
            return estimate - STANDARD.inverseCumulativeProbability(alpha) * error;
        }
    }

    /** Student's t around the estimate; the error is not 0. */
    record StudentT(double estimate, double error, double freedom) implements ConfidenceDistribution {
        @Override
        public double above(double bound) {
            return TDistribution.of(freedom).survivalProbability((estimate - bound) / error);
        }

        @Override
        public double below(double bound) {
            return TDistribution.of(freedom).cumulativeProbability((estimate - bound) / error);
        }

        @Override
        public double lower(double alpha) {
            return estimate + TDistribution.of(freedom).inverseCumulativeProbability(alpha) * error;
        }

        @Override
        public double upper(double alpha) {
            return estimate - TDistribution.of(freedom).inverseCumulativeProbability(alpha) * error;
        }
    }

    /**
     * Of a value between 0 and 1, Student's t on the scale of its logit: near 0 and 1 the spread is not the same to both sides (Pepe 2003,
     * <i>The Statistical Evaluation of Medical Tests</i>; Qin and Hotilovac 2008, <i>Statistical Methods in Medical Research</i> 17, compare such
     * intervals of the area under the ROC curve).
     *
     * @param estimate more than 0, less than 1
     * @param error on its own scale, not 0
     */
    record Logit(double estimate, double error, double freedom) implements ConfidenceDistribution {
        public Logit {
            if (!(estimate > 0 && estimate < 1 && error > 0)) {
                throw new IllegalArgumentException(estimate + " with an error of " + error + " has no logit");
            }
        }

        @Override
        public double above(double bound) {
            return TDistribution.of(freedom).survivalProbability(score(bound));
        }

        @Override
        public double below(double bound) {
            return TDistribution.of(freedom).cumulativeProbability(score(bound));
        }

        @Override
        public double lower(double alpha) {
            return at(TDistribution.of(freedom).inverseCumulativeProbability(alpha));
        }

        @Override
        public double upper(double alpha) {
            return at(TDistribution.of(freedom).inverseSurvivalProbability(alpha));
        }

        private double score(double bound) {
            return (logit(estimate) - logit(Math.min(Math.max(bound, 0), 1))) / spread();
        }

        private double at(double score) {
            return 1 / (1 + StrictMath.exp(-logit(estimate) - score * spread()));
        }

        private double spread() {
            return error / (estimate * (1 - estimate));
        }

        private static double logit(double share) {
            return StrictMath.log(share / (1 - share));
        }
    }

    /**
     * A share of independent rows, exact (Clopper and Pearson 1934, <i>Biometrika</i> 26).
     *
     * @param hits from 0 to {@code of}
     * @param of more than 0
     */
    record Proportion(long hits, long of) implements ConfidenceDistribution {
        public Proportion {
            if (of <= 0 || hits < 0 || hits > of) {
                throw new IllegalArgumentException(hits + " of " + of + " is no share");
            }
        }

        @Override
        public double estimate() {
            return (double) hits / of;
        }

        /** Of a share of 0 or 1 that of half a row more or less, since it is not without spread. */
        @Override
        public double error() {
            double share = Math.min(Math.max((double) hits, 0.5), of - 0.5) / of;
            return Math.sqrt(share * (1 - share) / of);
        }

        @Override
        public double above(double bound) {
            if (hits == 0 || bound >= 1) {
                return 1;
            }
            return bound <= 0
                    ? 0
                    : BetaDistribution.of((double) hits, of - hits + 1.0).cumulativeProbability(bound);
        }

        @Override
        public double below(double bound) {
            if (hits == of || bound <= 0) {
                return 1;
            }
            return bound >= 1
                    ? 0
                    : BetaDistribution.of(hits + 1.0, (double) (of - hits)).survivalProbability(bound);
        }

        @Override
        public double lower(double alpha) {
            return hits == 0
                    ? 0
                    : BetaDistribution.of((double) hits, of - hits + 1.0).inverseCumulativeProbability(alpha);
        }

        @Override
        public double upper(double alpha) {
            return hits == of
                    ? 1
                    : BetaDistribution.of(hits + 1.0, (double) (of - hits)).inverseSurvivalProbability(alpha);
        }
    }

    /**
     * The difference of two shares of the same rows: of those that only the one gets right and those that only the other does (McNemar 1947,
     * <i>Psychometrika</i> 12). Against a bound of 0 and with fewer than 25 such rows by the exact binomial test; else by the score test,
     * which against other bounds is that of Tango (1998, <i>Statistics in Medicine</i> 17) and against 0 McNemar's without continuity
     * correction. Limits are found by turning the test round, so that the two agree.
     *
     * @param gained rows that only the candidate gets right
     * @param lost rows that only the champion gets right
     * @param of all rows, more than 0
     */
    record Discordant(long gained, long lost, long of) implements ConfidenceDistribution {
        private static final long FEW = 25;

        public Discordant {
            if (of <= 0 || gained < 0 || lost < 0 || gained + lost > of) {
                throw new IllegalArgumentException(gained + " and " + lost + " are not among " + of + " rows");
            }
        }

        /** {@return whether a bound of 0 is tested exactly} */
        public boolean few() {
            return gained + lost < FEW;
        }

        @Override
        public double estimate() {
            return (double) (gained - lost) / of;
        }

        @Override
        public double error() {
            double discordant = Math.max(1, gained + lost);
            double difference = gained - lost;
            return Math.sqrt(Math.max(1, discordant - difference * difference / of)) / of;
        }

        @Override
        public double above(double bound) {
            return bound == 0 && few() ? exact(gained) : Normal.STANDARD.survivalProbability(score(bound));
        }

        @Override
        public double below(double bound) {
            return bound == 0 && few() ? exact(lost) : Normal.STANDARD.cumulativeProbability(score(bound));
        }

        /** The probability of so many or more of the discordant rows, if each is as likely gained as lost. */
        double exact(long count) {
            long discordant = gained + lost;
            if (discordant == 0 || count == 0) {
                return 1;
            }
            return BinomialDistribution.of(Math.toIntExact(discordant), 0.5)
                    .survivalProbability(Math.toIntExact(count - 1));
        }

        /** Tango's statistic: the difference less the bound, over its error if the bound were true. */
        private double score(double bound) {
            if (bound <= -1) {
                return Double.POSITIVE_INFINITY;
            }
            if (bound >= 1) {
                return Double.NEGATIVE_INFINITY;
            }
            double n = of;
            double b = -gained - lost + (2 * n - gained + lost) * bound;
            double c = -lost * bound * (1 - bound);
            double onlyChampion = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n);
            double variance = n * (2 * onlyChampion + bound * (1 - bound));
            double distance = gained - lost - n * bound;
            if (variance > 0) {
                return distance / Math.sqrt(variance);
            }
            return distance == 0 ? 0 : distance > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }

        @Override
        public double lower(double alpha) {
            double limit = turned(-1, 1, Normal.STANDARD.inverseSurvivalProbability(alpha));
            boolean above = few() ? exact(gained) <= alpha : limit > 0;
            return above ? Math.max(limit, Double.MIN_VALUE) : Math.min(limit, 0);
        }

        @Override
        public double upper(double alpha) {
            double limit = turned(-1, 1, Normal.STANDARD.inverseCumulativeProbability(alpha));
            boolean below = few() ? exact(lost) <= alpha : limit < 0;
            return below ? Math.min(limit, -Double.MIN_VALUE) : Math.max(limit, 0);
        }

        /** {@return the bound at which the score is this, by bisection: the score falls with the bound} */
        private double turned(double from, double to, double wanted) {
            double low = from;
            double high = to;
            for (int i = 0; i < 80; i++) {
                double middle = (low + high) / 2;
                if (score(middle) > wanted) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return (low + high) / 2;
        }
    }

    /**
     * Known at some levels, as resampling finds it; in between, and beyond the outermost, it is taken to be normal (linear on the scale of
     * the normal quantile).
     *
     * @param quantiles the value at each of {@link #LEVELS}, ascending, not all equal
     */
    record Resampled(double estimate, List<Double> quantiles) implements ConfidenceDistribution {
        /** The levels, ascending and symmetric. */
        public static final List<Double> LEVELS = List.of(
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.16, 0.25, 0.4, 0.5, 0.6, 0.75, 0.84, 0.9, 0.95, 0.975,
                0.99, 0.995, 0.9975, 0.999);

        public Resampled {
            if (quantiles.size() != LEVELS.size() || !(quantiles.get(0) < quantiles.get(quantiles.size() - 1))) {
                throw new IllegalArgumentException("not the values at " + LEVELS.size() + " levels: " + quantiles);
            }
            quantiles = List.copyOf(quantiles);
        }

        /** From the limits that verdicts are made of, so that heavy tails are in it. */
        @Override
        public double error() {
            return (quantile(0.975) - quantile(0.025)) / (normal(0.975) - normal(0.025));
        }

        @Override
        public double above(double bound) {
            return Normal.STANDARD.cumulativeProbability(score(bound));
        }

        @Override
        public double below(double bound) {
            return Normal.STANDARD.survivalProbability(score(bound));
        }

        @Override
        public double lower(double alpha) {
            return quantile(alpha);
        }

        @Override
        public double upper(double alpha) {
            return quantile(1 - alpha);
        }

        /** {@return the same around another estimate, with the distances from it scaled} */
        public Resampled around(double other, double scale) {
            return new Resampled(
                    other,
                    quantiles.stream().map(q -> other + (q - estimate) * scale).toList());
        }

        static double normal(double level) {
            return Normal.STANDARD.inverseCumulativeProbability(level);
        }

        private double quantile(double level) {
            int i = 1;
            while (i < LEVELS.size() - 1 && LEVELS.get(i) < level) {
                i++;
            }
            double from = normal(LEVELS.get(i - 1));
            double to = normal(LEVELS.get(i));
            double low = quantiles.get(i - 1);
            return low + (quantiles.get(i) - low) * (normal(level) - from) / (to - from);
        }

        /** The normal quantile of the level that the bound is at. */
        private double score(double bound) {
            int i = 1;
            while (i < LEVELS.size() - 1 && quantiles.get(i) < bound) {
                i++;
            }
            double from = normal(LEVELS.get(i - 1));
            double to = normal(LEVELS.get(i));
            double low = quantiles.get(i - 1);
            double high = quantiles.get(i);
            return low == high
                    ? (bound < low ? Double.NEGATIVE_INFINITY : bound > high ? Double.POSITIVE_INFINITY : from)
                    : from + (to - from) * (bound - low) / (high - low);
        }
    }
}
