package retrain.stream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation.MetricValue;

/**
 * {@code stream.json}: how the stream is, for machines.
 *
 * @param format of this file
 * @param entry the number of the last checkpoint
 * @param offset of the last batch that was taken
 * @param champion the version that is served
 * @param rounds of the stream's model, which may be further than the champion
 * @param metrics of the window, each batch scored before it was learned; empty before the first
 * @param lag what waits
 * @param ended why it has ended; absent as long as it goes on
 */
public record StreamState(
        int format,
        String model,
        String from,
        int entry,
        Optional<String> offset,
        int champion,
        int rounds,
        long batches,
        long rows,
        List<MetricValue> metrics,
        Lag lag,
        Optional<String> ended,
        Instant at) {
    static final int FORMAT = 1;

    public StreamState {
        metrics = List.copyOf(metrics);
    }

    /**
     * What waits.
     *
     * @param rows about so many: the bytes that wait by the rows that a byte had held so far
     * @param seconds since the oldest batch that waits arrived; 0 if none does
     */
    public record Lag(long batches, long bytes, long rows, double seconds) {}
}
