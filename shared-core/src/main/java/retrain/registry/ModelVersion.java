package retrain.registry;

import java.time.Instant;
import retrain.gate.Verdict;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.train.ModelArtifact;

/**
 * The result of register: a candidate under a number of its own.
 *
 * @param registeredAs {@code candidate}, or the pull request's name
 * @param snapshot the digest of the {@code Snapshot} record
 * @param trained the digest of the {@code TrainedModel} record
 * @param evaluation the digest of the {@code Evaluation} record
 * @param decision the digest of the {@code Decision} record
 */
public record ModelVersion(
        String model,
        int number,
        RunId run,
        String registeredAs,
        ModelArtifact artifact,
        Digest snapshot,
        Digest trained,
        Digest evaluation,
        Digest decision,
        Verdict verdict,
        Instant at,
        String by) {
    /** {@return the same under another number} */
    public ModelVersion numbered(int other) {
        return new ModelVersion(
                model, other, run, registeredAs, artifact, snapshot, trained, evaluation, decision, verdict, at, by);
    }
}
