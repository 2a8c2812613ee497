package retrain.local;

import java.util.List;
import java.util.Optional;
import retrain.data.ColumnProfile;
import retrain.problem.Problem;
import retrain.train.TrainedModel;

/**
 * What {@code retrain.spark.SparkJob} leaves in the JSON file that is its second argument. Without that file it has failed.
 *
 * @param problems what the user must mend; then nothing else is there
 */
public record SparkAnswer(List<Problem> problems, Optional<Prepared> prepared, Optional<Trained> trained) {
    public SparkAnswer {
        problems = List.copyOf(problems);
    }

    public static SparkAnswer of(Problem problem) {
        return new SparkAnswer(List.of(problem), Optional.empty(), Optional.empty());
    }

    public static SparkAnswer of(Prepared prepared) {
        return new SparkAnswer(List.of(), Optional.of(prepared), Optional.empty());
    }

    public static SparkAnswer of(Trained trained) {
        return new SparkAnswer(List.of(), Optional.empty(), Optional.of(trained));
    }

    /** {@return the answer to a task that leaves files only} */
    public static SparkAnswer done() {
        return new SparkAnswer(List.of(), Optional.empty(), Optional.empty());
    }

    /**
     * Rows that were split.
     *
     * @param split how, for people
     * @param profile of the training rows
     */
    public record Prepared(String split, List<ColumnProfile> profile) {
        public Prepared {
            profile = List.copyOf(profile);
        }
    }

    /**
     * A booster that was trained.
     *
     * @param rounds its first rounds that make the model
     */
    public record Trained(int rounds, List<TrainedModel.Point> curve) {
        public Trained {
            curve = List.copyOf(curve);
        }
    }
}
