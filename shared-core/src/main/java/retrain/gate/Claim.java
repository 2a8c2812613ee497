package retrain.gate;

import java.math.BigDecimal;
import java.util.Optional;
import retrain.evaluate.Evaluation.Estimate;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.spec.Metric;
import retrain.statistic.ConfidenceDistribution;

/**
 * What a gate asks: that the candidate's value reaches a bound, in the metric's good direction.
 *
 * @param candidate defined
 * @param champion present if the bound was made from its value; defined then
 * @param margin by how much the bound differs from the champion's value; 0 without champion
 * @param bound the value to reach
 * @param strict whether the bound must be passed and not only reached
 * @param estimate what the rows tell: of the candidate's value, or with a champion of the improvement over it
 */
record Claim(
        Metric metric,
        MetricValue candidate,
        Optional<MetricValue> champion,
        double margin,
        double bound,
        boolean strict,
        Estimate estimate) {
    /** Values that differ by so small a part of their size are equal: sums of floating point numbers are not more exact. */
    private static final double ROUNDING = 1e-12;

    /** The bound stands in the spec. */
    static Claim absolute(Metric metric, MetricValue candidate, double bound, Estimate estimate) {
        return new Claim(metric, candidate, Optional.empty(), 0, bound, false, estimate);
    }

    /** The candidate may be worse than the champion by the margin. */
    static Claim notWorse(
            Metric metric, MetricValue candidate, MetricValue champion, double margin, Estimate estimate) {
        double bound = shifted(value(champion), metric.higherIsBetter() ? -margin : margin);
        return new Claim(metric, candidate, Optional.of(champion), margin, bound, false, estimate);
    }

    /** The candidate must be better than the champion by more than the margin. */
    static Claim better(Metric metric, MetricValue candidate, MetricValue champion, double margin, Estimate estimate) {
        double bound = shifted(value(champion), metric.higherIsBetter() ? margin : -margin);
        return new Claim(metric, candidate, Optional.of(champion), margin, bound, true, estimate);
    }

    /** Decimal arithmetic, so that 0.705 less 0.005 is 0.7. */
    private static double shifted(double value, double by) {
        return BigDecimal.valueOf(value).add(BigDecimal.valueOf(by)).doubleValue();
    }

    private static double value(MetricValue metric) {
        return metric.value().orElseThrow(() -> new IllegalArgumentException(metric.metric() + " is undefined"));
    }

    double candidateValue() {
        return value(candidate);
    }

    /** {@return by how much the candidate is better than the bound; negative if it is worse, 0 if they differ by rounding only} */
    double gap() {
        return advantage(candidateValue(), bound);
    }

    /** {@return by how much the candidate is better than the champion; negative if it is worse, 0 if they differ by rounding only} */
    double gain() {
        return champion.map(c -> advantage(candidateValue(), value(c))).orElse(0.0);
    }

    /** {@return whether the candidate differs from the champion by just the margin, in whatever direction} */
    boolean differsByMargin() {
        double scale = Math.max(Math.abs(candidateValue()), Math.abs(bound));
        return Math.abs(Math.abs(gain()) - margin) <= ROUNDING * scale;
    }

    private double advantage(double mine, double other) {
        double scale = Math.max(Math.abs(mine), Math.max(Math.abs(other), Math.abs(margin)));
        double difference = metric.higherIsBetter() ? mine - other : other - mine;
        return Math.abs(difference) <= ROUNDING * scale ? 0 : difference;
    }

    /** {@return whether a greater estimate is a better one: an improvement always is} */
    boolean higherIsBetter() {
        return champion.isPresent() || metric.higherIsBetter();
    }

    /** {@return the bound on the scale of the estimate} */
    double bar() {
        return champion.isEmpty() ? bound : strict ? margin : -margin;
    }

    /** {@return the one-sided p-value of the claim that the bound is met} */
    double met() {
        ConfidenceDistribution known = estimate.confidence();
        if (isExact()) {
            return gap() > 0 || (gap() == 0 && !strict) ? 0 : 1;
        }
        return higherIsBetter() ? known.above(bar()) : known.below(bar());
    }

    /** {@return the one-sided p-value of the claim that the bound is missed} */
    double missed() {
        ConfidenceDistribution known = estimate.confidence();
        if (isExact()) {
            return 1 - met();
        }
        return higherIsBetter() ? known.below(bar()) : known.above(bar());
    }

    boolean isExact() {
        return estimate.confidence() instanceof ConfidenceDistribution.Exact;
    }

    /**
     * {@return how far the truth is assumed to lie on the good side of the bound, to plan how many rows show it} For a candidate that shall
     * not be worse, that it is as good as the champion; for any other claim, that the estimate is the truth. Empty if the bound would not
     * be met then, so that more rows are of no use.
     */
    Optional<Double> distance() {
        double seen = higherIsBetter()
                ? estimate.confidence().estimate() - bar()
                : bar() - estimate.confidence().estimate();
        double distance = champion.isPresent() && !strict && margin > 0 ? margin : seen;
        return distance > 0 ? Optional.of(distance) : Optional.empty();
    }
}
