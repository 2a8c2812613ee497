package retrain.stream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import retrain.data.Table;
import retrain.evaluate.Prequential.Shown;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.statistic.ChangeDetector;
import retrain.train.ModelArtifact;

/**
 * An entry of a stream's chain: what was done, and all that the stream goes on from. It is written at once or not at all, so that the place in
 * the source, the model, the running metrics and the detector never part.
 *
 * @param number from 1
 * @param previous the digest of the entry before, as stored; absent in the first
 */
record Checkpoint(int format, int number, Optional<Digest> previous, Step step, State state, Instant at) {
    /** Of this record. */
    static final int FORMAT = 1;

    /**
     * What a stream goes on from.
     *
     * @param offset of the last batch that was taken; absent as long as there was none
     * @param totals over the whole stream
     * @param window what the latest batches have shown, the oldest first; only of batches since the base
     * @param watch what the detector knows; absent without one
     * @param trial the model that is to be gated next; absent as long as there is none
     * @param due the run that comes before the next batch, if one does
     */
    record State(
            Optional<String> offset,
            Model model,
            Totals totals,
            List<Shown> window,
            Optional<ChangeDetector.State> watch,
            Optional<Trial> trial,
            Optional<Due> due) {
        State {
            window = List.copyOf(window);
        }
    }

    /** What an entry is about. */
    sealed interface Step {
        /**
         * A line of models began with a base.
         *
         * @param run that had made the base
         */
        record Began(RunId run, String because) implements Step {}

        /** A batch was tested and learned. */
        record Learned(Taken batch) implements Step {}

        /** A batch was not learned: the base had been made of it. */
        record Skipped(Taken batch, String because) implements Step {}

        /** A model of the stream was gated, and promoted if it passed. */
        record Judged(RunId run, String outcome, String reason) implements Step {}
    }

    /**
     * A batch that was taken.
     *
     * @param digest of its file
     * @param rows that the prepare query made of it; 0 if it was skipped
     * @param table these rows; absent if it was skipped
     */
    record Taken(String offset, Digest digest, long rows, Optional<Digest> table) {}

    /**
     * A model of a line.
     *
     * @param champion the version that was champion when the line began, or that the line has become since
     * @param base the digest of the base's {@code Snapshot}
     * @param trained the digest of the {@code TrainedModel}
     * @param rows the digest of the {@code Snapshot} that it has learned last
     * @param rounds of the whole model
     * @param batches that it has learned since the base
     */
    record Model(
            int champion, Digest base, Digest trained, Digest rows, ModelArtifact artifact, int rounds, long batches) {
        Model servedAs(int version) {
            return new Model(version, base, trained, rows, artifact, rounds, batches);
        }
    }

    /**
     * Counts over the whole stream. Each row that was delivered was learned or was in the base: the sums say so for every entry.
     *
     * @param delivered rows of all batches that were learned
     * @param learned rows that models were trained on
     * @param bytes of the files of the batches that were learned
     */
    record Totals(long batches, long skipped, long delivered, long learned, long bytes) {
        static final Totals NONE = new Totals(0, 0, 0, 0, 0);

        Totals skipping() {
            return new Totals(batches, skipped + 1, delivered, learned, bytes);
        }

        Totals plus(long rowsDelivered, long rowsLearned, long bytesRead) {
            return new Totals(
                    batches + 1, skipped, delivered + rowsDelivered, learned + rowsLearned, bytes + bytesRead);
        }
    }

    /**
     * A model that waits for rows to be gated by, and the rows that have come since.
     *
     * @param rows the digest of the {@code Snapshot} that it has learned last
     * @param tables of the batches after it
     */
    record Trial(Digest trained, Digest rows, List<Table> tables) {
        Trial {
            tables = List.copyOf(tables);
        }
    }

    /** A run that is to come next. */
    record Due(Kind kind, RunId run, String because) {
        enum Kind {
            /** Gates the model of the trial. */
            GATE,
            /** Trains anew. */
            RETRAIN
        }
    }
}
