package retrain.monitor;

import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.run.Digest;
import retrain.train.ModelArtifact;

/**
 * The model that is watched: the champion.
 *
 * @param number of the version
 * @param snapshot the rows it was made from
 * @param evaluation what it promised when it was promoted, with its scores of the held-out rows
 * @param evaluated the digest of that record
 */
public record WatchedModel(
        int number, ModelArtifact artifact, Snapshot snapshot, Evaluation evaluation, Digest evaluated) {}
