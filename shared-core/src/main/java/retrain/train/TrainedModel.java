package retrain.train;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.run.Digest;

/**
 * The result of train.
 *
 * @param curve the training metrics by round, as far as the trainer tells them
 * @param importance feature -> total gain, or what the trainer tells; empty if it tells nothing
 */
public record TrainedModel(
        ModelArtifact artifact, Provenance provenance, List<Point> curve, Map<String, Double> importance) {
    public TrainedModel {
        curve = List.copyOf(curve);
        importance = Map.copyOf(importance);
    }

    /** The value of a metric after a round. */
    public record Point(int round, String metric, double value) {}

    /**
     * What made the model: enough to make it again, byte for byte.
     *
     * @param trainer name and version of what trained it
     * @param hyperparameters all that were in force, defaults included
     * @param continuedFrom the archive of the model that it added rounds to
     */
    public record Provenance(
            Digest snapshot,
            Digest trainRows,
            String trainer,
            Map<String, String> hyperparameters,
            int seed,
            int threads,
            Optional<Digest> continuedFrom) {
        public Provenance {
            hyperparameters = Map.copyOf(hyperparameters);
        }
    }
}
