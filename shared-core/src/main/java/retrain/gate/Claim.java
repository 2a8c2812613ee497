package retrain.gate;

import java.math.BigDecimal;
import java.util.Optional;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.spec.Metric;

/**
 * What a gate asks: that the candidate's value reaches a bound, in the metric's good direction.
 *
 * @param candidate defined
 * @param champion present if the bound was made from its value; defined then
 * @param margin by how much the bound differs from the champion's value; 0 without champion
 * @param bound the value to reach
 * @param strict whether the bound must be passed and not only reached
 */
public record Claim(
        Metric metric,
        MetricValue candidate,
        Optional<MetricValue> champion,
        double margin,
        double bound,
        boolean strict) {
    /** Values that differ by so small a part of their size are equal: sums of floating point numbers are not more exact. */
    private static final double ROUNDING = 1e-12;

    /** The bound stands in the spec. */
    static Claim absolute(Metric metric, MetricValue candidate, double bound) {
        return new Claim(metric, candidate, Optional.empty(), 0, bound, false);
    }

    /** The candidate may be worse than the champion by the margin. */
    static Claim notWorse(Metric metric, MetricValue candidate, MetricValue champion, double margin) {
        double bound = shifted(value(champion), metric.higherIsBetter() ? -margin : margin);
        return new Claim(metric, candidate, Optional.of(champion), margin, bound, false);
    }

    /** The candidate must be better than the champion by more than the margin. */
    static Claim better(Metric metric, MetricValue candidate, MetricValue champion, double margin) {
        double bound = shifted(value(champion), metric.higherIsBetter() ? margin : -margin);
        return new Claim(metric, candidate, Optional.of(champion), margin, bound, true);
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
    public double gap() {
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
}
