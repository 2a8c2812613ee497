package retrain.gate;

import java.util.List;
import java.util.Optional;

/**
 * The result of gate.
 *
 * @param verdict FAILED if any gate failed, else INCONCLUSIVE if any is, else PASSED; FAILED without gates
 * @param reason the verdict in a sentence
 */
public record Decision(Verdict verdict, String reason, List<Gate> gates) {
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
     */
    public record Gate(
            String gate,
            String metric,
            Optional<String> slice,
            Verdict verdict,
            Optional<Double> candidate,
            Optional<Double> champion,
            Optional<Double> bound,
            String reason) {}
}
