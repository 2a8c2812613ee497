package retrain.report;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The content of {@code result.json}; its JSON Schema is published as {@code docs/reference/result.schema.json} and made from the
 * {@link Meaning}s that stand here.
 */
public record Result(
        @Meaning("The version of this format; 1. Later versions may add keys and take none away.")
        int format,

        @Meaning("The run's id, by which it is resumed and found.")
        String run,

        @Meaning("The model's name, as the spec has it.") String model,

        @Meaning("The command that ran.") String command,

        @Meaning("What the run was for: branch, pull-request, schedule or manual.")
        String intent,

        @Meaning(
                value =
                        "What became of the run. PREPARED, TRAINED and EVALUATED are those of the commands that end earlier.",
                oneOf = {"PROMOTED", "HELD", "REJECTED", "INCONCLUSIVE", "UNCHANGED", "PREPARED", "TRAINED", "EVALUATED"
                })
        String outcome,

        @Meaning("The outcome in a sentence.") String reason,

        @Meaning("The stages that are done, in their order.")
        List<StageResult> stages,

        @Meaning("The metrics on the holdout rows; absent if the run ended before evaluate.")
        Optional<Scores> evaluation,

        @Meaning("What the gates said, in the order of the spec; empty if the run ended before the gates.")
        List<GateResult> gates,

        @Meaning("The number of the model version that the candidate is registered as; absent if it is not registered.")
        Optional<Integer> version) {
    public static final int FORMAT = 1;

    public Result {
        stages = List.copyOf(stages);
        gates = List.copyOf(gates);
    }

    /** How a stage was done. */
    public record StageResult(
            @Meaning("The stage's name.") String stage,

            @Meaning(
                    value = "Whether the stage did work, or an earlier result was taken.",
                    oneOf = {"ran", "reused"})
            String did,

            @Meaning("Why the stage ran, or why its result could be taken, a sentence each.")
            List<String> because,

            @Meaning("How long the stage took, in seconds; 0 if it was reused.")
            double seconds) {
        public StageResult {
            because = List.copyOf(because);
        }
    }

    /** Metric -> value; an undefined metric is NaN, which JSON says as the text "NaN". */
    public record Scores(
            @Meaning("The candidate's metrics by name; an undefined one is the text NaN.")
            Map<String, Double> candidate,

            @Meaning("The champion's metrics on the same rows; absent if there was no champion.")
            Optional<Map<String, Double>> champion) {
        public Scores {
            candidate = sorted(candidate);
            champion = champion.map(Scores::sorted);
        }

        private static Map<String, Double> sorted(Map<String, Double> metrics) {
            return Collections.unmodifiableMap(new TreeMap<>(metrics));
        }
    }

    /** A gate and what it said. */
    public record GateResult(
            @Meaning("The condition, as the spec has it.") String gate,

            @Meaning("The rows that the gate is about, such as origin=JFK; absent if it is about all.")
            Optional<String> slice,

            @Meaning(
                    value = "What the gate said.",
                    oneOf = {"PASSED", "FAILED", "INCONCLUSIVE"})
            String verdict,

            @Meaning("The candidate's value; absent if it is undefined.")
            Optional<Double> candidate,

            @Meaning("The champion's value; absent if it is undefined or there is no champion.")
            Optional<Double> champion,

            @Meaning("The value that the candidate had to reach; absent if it is not known, as without a champion.")
            Optional<Double> bound,

            @Meaning("The verdict in a sentence, with the figures.")
            String reason) {}
}
