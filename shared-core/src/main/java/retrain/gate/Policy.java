package retrain.gate;

import java.util.Optional;
import retrain.spec.EvaluateSpec;
import retrain.statistic.ErrorBudget;

/**
 * How sure a decision must be.
 *
 * @param confidence of all claims of a run together, such as 0.95
 * @param minRows a gate on a slice of fewer rows reports and does not decide
 * @param minPositives the same for the rows of either class (binary)
 * @param look which comparison with a champion on this holdout it is, from 1; absent without a champion
 */
public record Policy(double confidence, int minRows, int minPositives, Optional<Integer> look) {
    static Policy of(EvaluateSpec evaluate, Optional<Integer> look) {
        return new Policy(evaluate.confidence(), evaluate.minRows(), evaluate.minPositives(), look);
    }

    /** {@return the error that the first comparison on a holdout may spend} */
    double fresh() {
        return (1 - confidence) * ErrorBudget.share(1);
    }

    /** {@return the error that this decision may spend, all its gates together; one-sided} */
    double alpha() {
        return (1 - confidence) * ErrorBudget.share(look.orElse(1));
    }
}
