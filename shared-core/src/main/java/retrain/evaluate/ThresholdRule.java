package retrain.evaluate;

import java.util.Locale;
import java.util.function.Consumer;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.ThresholdSpec;

/**
 * Chooses from which score on a row counts as positive, by looking at every distinct score. The rows must be others than those that the
 * model is judged by: on these the chosen threshold would look better than it is.
 */
final class ThresholdRule {
    private static final String WHERE = "evaluate.threshold";

    private final ThresholdSpec spec;
    private final Consumer<String> notice;

    /** @param notice told of what the rule leaves open */
    ThresholdRule(ThresholdSpec spec, Consumer<String> notice) {
        this.spec = spec;
        this.notice = notice;
    }

    /** {@return the rule in words: {@code 0.5}, {@code precision 0.9}, {@code cost 1 to 5}} */
    static String told(ThresholdSpec spec) {
        if (spec.at().isPresent()) {
            return String.valueOf(spec.at().get());
        }
        if (spec.precision().isPresent()) {
            return "precision " + spec.precision().get();
        }
        return spec.recall()
                .map(recall -> "recall " + recall)
                .orElseGet(() -> "cost " + spec.falsePositive().orElse(0.0) + " of a false positive, "
                        + spec.falseNegative().orElse(0.0) + " of a false negative");
    }

    /**
     * {@return the threshold}
     *
     * @param rows validation rows, scored by the model
     * @throws InvalidInput {@code DATA_UNUSABLE} if the rows cannot tell, {@code SPEC_WRONG_VALUE} if the rule asks for more than the
     *     model can do
     */
    double choose(BinarySample rows) {
        if (rows.positives() == 0 || rows.negatives() == 0) {
            String what = rows.size() == 0
                    ? "there are no validation rows to choose it on"
                    : "all validation rows are of class " + (rows.positives() == 0 ? 0 : 1)
                            + ", so that nothing can be chosen on them";
            throw new InvalidInput(
                    Code.DATA_UNUSABLE, WHERE, what, "Widen 'data.validation', or give the threshold as a number");
        }
        if (spec.precision().isPresent()) {
            return byPrecision(rows, spec.precision().get());
        }
        return spec.recall().isPresent() ? byRecall(rows, spec.recall().get()) : byCost(rows);
    }

    /** Precision is not monotonic: the lowest score is looked for, not the first from above. */
    private double byPrecision(BinarySample rows, double wanted) {
        Scan lowest = new Scan();
        Scan best = new Scan();
        long[] seen = new long[2];
        rows.eachScore((score, ones, zeros) -> {
            seen[1] += ones;
            seen[0] += zeros;
            double precision = (double) seen[1] / (seen[0] + seen[1]);
            if (precision >= wanted) {
                lowest.at(score, precision);
            }
            if (best.isEmpty() || precision > best.value) {
                best.at(score, precision);
            }
        });
        if (lowest.isEmpty()) {
            throw new InvalidInput(
                    Code.SPEC_WRONG_VALUE,
                    WHERE + ".precision",
                    String.format(
                            Locale.ROOT,
                            "no score has a precision of %s on the %,d validation rows: the highest is %s, from score %s on",
                            Figure.exact(wanted),
                            rows.size(),
                            Figure.of(best.value, wanted),
                            Figure.of(best.score)),
                    "Ask for less precision, or for a better model");
        }
        return lowest.score;
    }

    /** Always possible: from the lowest score on the recall is 1. */
    private static double byRecall(BinarySample rows, double wanted) {
        Scan highest = new Scan();
        long[] seen = new long[1];
        rows.eachScore((score, ones, zeros) -> {
            seen[0] += ones;
            double recall = (double) seen[0] / rows.positives();
            if (recall >= wanted && highest.isEmpty()) {
                highest.at(score, recall);
            }
        });
        return highest.score;
    }

    private double byCost(BinarySample rows) {
        double falsePositive = spec.falsePositive().orElse(0.0);
        double falseNegative = spec.falseNegative().orElse(0.0);
        Scan least = new Scan();
        // a score above all: no row is taken as positive
        least.at(Math.nextUp(BinarySample.score(rows.keys()[rows.size() - 1])), falseNegative * rows.positives());
        double none = least.score;
        long[] seen = new long[2];
        rows.eachScore((score, ones, zeros) -> {
            seen[1] += ones;
            seen[0] += zeros;
            double cost = falsePositive * seen[0] + falseNegative * (rows.positives() - seen[1]);
            if (cost < least.value) {
                least.at(score, cost);
            } else if (cost == least.value) {
                least.ties++;
            }
        });
        if (least.ties > 0) {
            notice.accept(String.format(
                    Locale.ROOT,
                    "%,d thresholds cost the same on the validation rows, %s: the highest is taken, %s",
                    least.ties + 1,
                    Figure.of(least.value),
                    Figure.of(least.score)));
        }
        if (least.score == none) {
            notice.accept("at these costs it is cheapest to take no row as positive: the threshold, "
                    + Figure.exact(none) + ", is above all scores of the validation rows");
        }
        return least.score;
    }

    /** The best score so far. */
    private static final class Scan {
        private double score = Double.NaN;
        private double value;
        private long ties;

        boolean isEmpty() {
            return Double.isNaN(score);
        }

        void at(float newScore, double newValue) {
            score = newScore;
            value = newValue;
            ties = 0;
        }
    }
}
