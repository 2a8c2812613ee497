package retrain.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import retrain.evaluate.Evaluation.Interval;
import retrain.gate.Decision.Evidence;
import retrain.statistic.ConfidenceDistribution;
import retrain.statistic.Power;

/**
 * What is said of a claim: PASSED if its interval lies on the good side of the bound, FAILED if on the bad side, else INCONCLUSIVE.
 *
 * @param level the error that the claim may be decided with, one-sided
 * @param fresh the same on a holdout that was never used: that is what more rows would be
 */
record Judgement(Claim claim, double level, double fresh, Verdict verdict) {
    /** How often enough rows shall show what is true. */
    private static final double POWER = 0.8;

    /**
     * Judges claims together, so that with the given probability no claim of theirs is wrongly PASSED (Holm 1979, <i>Scandinavian Journal
     * of Statistics</i> 6): the claim with the least p-value gets the error divided by the number of claims, the next one by one less, and
     * so on until one cannot be shown; those after it are not shown either.
     *
     * @param policy with the error of all together
     * @return in the order of the claims
     */
    static List<Judgement> together(List<Claim> claims, Policy policy) {
        double[] p = claims.stream().mapToDouble(Claim::met).toArray();
        int[] byStrength = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] levels = new double[p.length];
        int shown = 0;
        for (int i : byStrength) {
            levels[i] = policy.alpha() / (p.length - shown);
            shown += p[i] <= levels[i] ? 1 : 0;
        }
        List<Judgement> judgements = new ArrayList<>();
        for (int i = 0; i < p.length; i++) {
            judgements.add(of(claims.get(i), levels[i], levels[i] * policy.fresh() / policy.alpha()));
        }
        return judgements;
    }

    /** {@return what is said of a claim that is decided by itself} */
    static Judgement alone(Claim claim, Policy policy) {
        return of(claim, policy.alpha(), policy.fresh());
    }

    private static Judgement of(Claim claim, double level, double fresh) {
        Verdict verdict =
                claim.met() <= level ? Verdict.PASSED : claim.missed() <= level ? Verdict.FAILED : Verdict.INCONCLUSIVE;
        return new Judgement(claim, level, fresh, verdict);
    }

    Evidence evidence() {
        ConfidenceDistribution known = claim.estimate().confidence();
        String metric = claim.metric().word();
        return new Evidence(
                claim.champion().isPresent() ? "improvement of " + metric : metric,
                claim.estimate().method(),
                known.estimate(),
                new Interval(known.lower(level), known.upper(level), 1 - 2 * level),
                claim.bar(),
                claim.higherIsBetter(),
                claim.met(),
                rowsNeeded());
    }

    /** {@return about how many rows of a fresh holdout show the claim in 80 of 100 cases, if more are needed and of use} */
    Optional<Long> rowsNeeded() {
        if (verdict != Verdict.INCONCLUSIVE || claim.isExact()) {
            return Optional.empty();
        }
        long rows = claim.estimate().rows();
        return claim.distance()
                .map(d -> Power.rows(rows, claim.estimate().confidence().error(), d, fresh, POWER))
                .filter(needed -> needed > rows || fresh > level);
    }
}
