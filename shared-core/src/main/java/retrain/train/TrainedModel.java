package retrain.train;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.run.Digest;
import retrain.spec.TrainSpec;

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
     * @param calibrated how its scores became probabilities, if they were calibrated
     */
    public record Provenance(
            Digest snapshot,
            Digest trainRows,
            String trainer,
            Map<String, String> hyperparameters,
            int seed,
            int threads,
            Optional<Digest> continuedFrom,
            Optional<Calibrated> calibrated) {
        public Provenance {
            hyperparameters = Map.copyOf(hyperparameters);
        }

        /** Of a model that is not calibrated. */
        public Provenance(
                Digest snapshot,
                Digest trainRows,
                String trainer,
                Map<String, String> hyperparameters,
                int seed,
                int threads,
                Optional<Digest> continuedFrom) {
            this(snapshot, trainRows, trainer, hyperparameters, seed, threads, continuedFrom, Optional.empty());
        }

        /** {@return the same of a model that was calibrated} */
        public Provenance with(Calibrated by) {
            return new Provenance(
                    snapshot, trainRows, trainer, hyperparameters, seed, threads, continuedFrom, Optional.of(by));
        }
    }

    /**
     * What a calibration was fitted on.
     *
     * @param validationRows the digest of the table
     * @param positives rows of class 1
     */
    public record Calibrated(TrainSpec.Calibration method, Digest validationRows, long rows, long positives) {}
}
