package retrain.train;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.spec.TuneSpec;

/**
 * The result of tune: every trial, and which one is the best. Trials are compared on the validation rows.
 *
 * @param metric as the trainer tells it: {@code validation-auc}
 * @param trials in the order of their numbers
 * @param best the number of the best trial, from 1
 */
public record Tuning(
        String metric, TuneSpec.Direction direction, TuneSpec.Strategy strategy, List<Trial> trials, int best) {
    public Tuning {
        trials = List.copyOf(trials);
    }

    /**
     * One set of hyperparameters that was tried.
     *
     * @param number from 1
     * @param hyperparameters those that were searched, as text
     * @param value the metric of the trial's model: at its best round if the trainer cuts the model there, else at its last; absent if it
     *     failed
     * @param rounds how many it was trained for; the last one that told the metric
     * @param reason why it ended before its last round, or failed; else empty
     */
    public record Trial(
            int number,
            Map<String, String> hyperparameters,
            Ended ended,
            Optional<Double> value,
            int rounds,
            String reason) {
        public Trial {
            hyperparameters = Map.copyOf(hyperparameters);
        }
    }

    /** How a trial ended. */
    public enum Ended {
        COMPLETED,
        STOPPED_EARLY,
        FAILED
    }
}
