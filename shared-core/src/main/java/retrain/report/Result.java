package retrain.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of {@code result.json}; its JSON Schema is published as {@code result.schema.json}.
 *
 * @param outcome PROMOTED, HELD, REJECTED, INCONCLUSIVE or UNCHANGED; PREPARED, TRAINED or EVALUATED for a command that ends earlier
 * @param reason the outcome in a sentence
 * @param version the number of the model version the candidate is registered as
 */
public record Result(
        int format,
        String run,
        String model,
        String command,
        String intent,
        String outcome,
        String reason,
        List<StageResult> stages,
        Optional<Scores> evaluation,
        List<GateResult> gates,
        Optional<Integer> version) {
    public static final int FORMAT = 1;

    public Result {
        stages = List.copyOf(stages);
        gates = List.copyOf(gates);
    }

    /**
     * How a stage was done.
     *
     * @param did {@code ran} or {@code reused}
     * @param because why it ran, or why its result could be taken
     */
    public record StageResult(String stage, String did, List<String> because, double seconds) {
        public StageResult {
            because = List.copyOf(because);
        }
    }

    /** Metric -> value; an undefined metric is NaN, which JSON says as the text "NaN". */
    public record Scores(Map<String, Double> candidate, Optional<Map<String, Double>> champion) {
        public Scores {
            candidate = Map.copyOf(candidate);
        }
    }

    /** A gate and what it said. */
    public record GateResult(
            String gate,
            String verdict,
            Optional<Double> candidate,
            Optional<Double> champion,
            Optional<Double> bound,
            String reason) {}
}
