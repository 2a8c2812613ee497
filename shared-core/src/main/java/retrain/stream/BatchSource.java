package retrain.stream;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import retrain.run.Digest;

/**
 * Port: where batches come from: a folder that fills, or a log of records ({@link RecordLog}). A source keeps no position of its own: what
 * was taken is what the checkpoints say, and nothing is committed to the source.
 */
public interface BatchSource extends AutoCloseable {
    /**
     * Looks for the batch that comes after the given one. The same offset gives the same batch, whoever asks and however often.
     *
     * @param offset of the batch that was taken last; absent at the beginning
     * @throws retrain.problem.InvalidInput if a batch that was taken is another one by now, or one came too late to be taken in its order
     */
    Look look(Optional<String> offset);

    /** {@return where the batches come from, for people} */
    String location();

    @Override
    default void close() {}

    /** What was delivered before, for a source that must tell whether it still is the same. */
    @FunctionalInterface
    interface Delivered {
        /** {@return the digest of the batch that was taken under the offset; empty if none was} */
        Optional<Digest> digest(String offset);
    }

    /**
     * What a look has found.
     *
     * @param next the batch to take now; absent if there is none, or none that is whole
     * @param waiting how much there is after the offset, {@code next} included
     */
    record Look(Optional<Batch> next, Waiting waiting) {}

    /**
     * A batch that is whole.
     *
     * @param offset sorts after those of all batches before it
     * @param file on this machine, in a format that sources may have
     */
    record Batch(String offset, Path file, long bytes, Digest digest) {}

    /**
     * What is not taken yet.
     *
     * @param oldest when the oldest of them came
     */
    record Waiting(long batches, long bytes, Optional<Instant> oldest) {}
}
