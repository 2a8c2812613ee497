package retrain.gate;

import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation.Interval;

/**
 * The result of gate.
 *
 * @param verdict FAILED if any gate failed, else INCONCLUSIVE if any is, else PASSED; FAILED without gates
 * @param reason the verdict in a sentence
 * @param budget how much of the holdout's error budget is spent; absent if nothing was compared
 */
public record Decision(Verdict verdict, String reason, List<Gate> gates, Optional<Budget> budget) {
    public Decision {
        gates = List.copyOf(gates);
    }

    /**
     * What one gate says.
     *
     * @param gate the condition as the user wrote it: {@code auc not-worse-than champion by 0.005}
     * @param slice {@code origin=JFK}, absent for all rows
     * @param bound the value that the candidate had to reach; absent if it is not known, as without a champion
     * @param reason the verdict in a sentence, with the figures
     * @param evidence what it rests on; absent if there was nothing to judge
     * @param reportsOnly why it has no say in the decision, {@code 35 rows are fewer than 100}; absent if it has
     */
    public record Gate(
            String gate,
            String metric,
            Optional<String> slice,
            Verdict verdict,
            Optional<Double> candidate,
            Optional<Double> champion,
            Optional<Double> bound,
            String reason,
            Optional<Evidence> evidence,
            Optional<String> reportsOnly) {}

    /**
     * What a verdict rests on: it is PASSED if the interval lies on the good side of the bound, FAILED if on the bad side.
     *
     * @param of {@code auc}, or {@code improvement of auc}, which is positive where the candidate is better
     * @param interval with the confidence that this gate is decided at
     * @param bound on the same scale as the estimate
     * @param pValue one-sided, of the claim that the bound is met, before any adjustment
     * @param rowsNeeded about how many held-out rows show it in 80 of 100 cases; present if the gate is INCONCLUSIVE and more rows can help
     */
    public record Evidence(
            String of,
            String method,
            double estimate,
            Interval interval,
            double bound,
            boolean higherIsBetter,
            double pValue,
            Optional<Long> rowsNeeded) {}

    /**
     * The error budget of a holdout: what may be claimed wrongly over all comparisons on it.
     *
     * @param look which comparison on this holdout it is, from 1
     * @param share the part of the budget that this comparison may spend
     * @param spent the part that is spent with this one; 1 at most
     * @param exhausted whether no comparison is decided any more on this holdout
     */
    public record Budget(int look, double share, double spent, boolean exhausted) {}
}
