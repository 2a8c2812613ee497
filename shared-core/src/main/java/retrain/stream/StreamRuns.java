package retrain.stream;

import java.util.Optional;
import retrain.data.Snapshot;
import retrain.registry.ModelVersion;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.train.ModelArtifact;
import retrain.train.TrainedModel;

/** Port: the runs that a stream asks for; they are ordinary runs, with ledger, gates, registry and reports. */
public interface StreamRuns {
    /** {@return the version that is champion now} */
    Optional<ModelVersion> champion();

    /** {@return the id of a run that is to come} */
    RunId next();

    /**
     * Evaluates, gates, registers and, if the gates pass, promotes a model of the stream. The same run, asked for again after a kill, goes on.
     *
     * @param rows whose holdout the model has not learned
     */
    Judged judge(RunId run, Snapshot rows, TrainedModel candidate, String because);

    /** Does all stages of the spec, as the command {@code run} does. The same run, asked for again after a kill, goes on. */
    Made retrain(RunId run, String because);

    /**
     * What became of a model of the stream.
     *
     * @param run that judged it
     * @param outcome the run's outcome, {@code promoted}
     */
    record Judged(RunId run, String outcome, String reason) {}

    /**
     * What a run has made, whatever its gates said.
     *
     * @param run that made it
     * @param snapshot the digest of the {@code Snapshot}
     * @param trained the digest of the {@code TrainedModel}
     */
    record Made(RunId run, Digest snapshot, Digest trained, ModelArtifact artifact) {}
}
