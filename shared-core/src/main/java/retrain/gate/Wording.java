package retrain.gate;

import java.util.Locale;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Figure;

/** A gate's verdict as a sentence with the figures. */
final class Wording {
    private Wording() {}

    /** {@return such as {@code auc 0.712 is at least 0.65 (95% interval: 0.701 to 0.723)}} */
    static String of(Judgement judgement) {
        Claim claim = judgement.claim();
        Verdict verdict = judgement.verdict();
        String said = claim.champion().map(c -> relative(claim, verdict, c)).orElseGet(() -> absolute(claim));
        if (claim.isExact()) {
            return said;
        }
        String interval = said + (verdict == Verdict.INCONCLUSIVE ? doubt(claim) : "") + interval(judgement);
        return judgement
                .rowsNeeded()
                .map(rows -> interval + String.format(Locale.ROOT, "; about %,d fresh rows would show it", rows))
                .orElse(interval);
    }

    private static String doubt(Claim claim) {
        return claim.margin() == 0
                ? ", which chance may explain"
                : ", and the rows do not tell whether it is " + (claim.strict() ? "better" : "worse") + " by more than "
                        + Figure.exact(claim.margin());
    }

    private static String interval(Judgement judgement) {
        Interval interval = judgement.evidence().interval();
        String of = judgement.claim().champion().isPresent() ? " of the improvement" : "";
        return " (" + Figure.of(100 * interval.confidence()) + "% interval" + of + ": " + Figure.of(interval.low())
                + " to " + Figure.of(interval.high()) + ")";
    }

    private static String absolute(Claim claim) {
        boolean higher = claim.metric().higherIsBetter();
        double gap = claim.gap();
        String figure = gap == 0 ? Figure.exact(claim.bound()) : Figure.of(claim.candidateValue(), claim.bound());
        String how = gap < 0 ? (higher ? "below" : "above") : (higher ? "at least" : "at most");
        return claim.metric().word() + " " + figure + " is " + how + " " + Figure.exact(claim.bound());
    }

    private static String relative(Claim claim, Verdict verdict, MetricValue champion) {
        double gain = claim.gain();
        double other = champion.value().orElse(Double.NaN);
        String begin =
                claim.metric().word() + " " + (gain == 0 ? Figure.of(other) : Figure.of(claim.candidateValue(), other));
        String champions =
                "the champion's " + (gain == 0 ? Figure.of(other) : Figure.of(other, claim.candidateValue()));
        if (gain == 0) {
            return begin + " equals " + champions + margin(claim, verdict);
        }
        return begin + " is " + (gain > 0 ? "better" : "worse") + " than " + champions + " by " + amount(claim)
                + margin(claim, verdict);
    }

    private static String amount(Claim claim) {
        return claim.differsByMargin()
                ? Figure.exact(claim.margin())
                : Figure.of(Math.abs(claim.gain()), claim.margin());
    }

    /** What the margin has to do with the verdict; nothing if the difference alone decides. */
    private static String margin(Claim claim, Verdict verdict) {
        if (claim.margin() == 0 || verdict == Verdict.INCONCLUSIVE) {
            return "";
        }
        String margin = Figure.exact(claim.margin());
        if (claim.strict()) {
            return verdict == Verdict.PASSED ? ", more than " + margin : ", and not better by more than " + margin;
        }
        if (claim.gain() >= 0) {
            return "";
        }
        return verdict == Verdict.PASSED ? ", within the margin of " + margin : ", more than the margin of " + margin;
    }
}
