package retrain.stream;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Port: a log of records in partitions, each with an order of its own: a topic of Kafka, a stream of Kinesis. It is read from given positions,
 * and nothing is committed to it.
 *
 * <p>A log goes on after records that are gone, and tells them: who reads decides what becomes of it. It throws
 * {@link retrain.problem.InvalidInput} for what the user must mend and {@link retrain.problem.BackendFailure} for what the log could not do.
 */
public interface RecordLog extends AutoCloseable {
    /** {@return what the log is, for people} */
    String location();

    /** {@return a word that is another one after the log was deleted and made again} */
    String identity();

    /**
     * Goes to where each partition was read to.
     *
     * @param positions as {@link #positions} told them; empty: where the spec says that a stream begins
     */
    void seek(Map<String, String> positions);

    /** {@return the partitions that can be read now, in an order that is always the same} To be asked before each round of reading. */
    List<String> partitions();

    /**
     * {@return the next records of a partition; fewer than asked for if there are no more now}
     *
     * @param most at least 1
     */
    List<Item> read(String partition, int most);

    /** {@return where each partition was read to, in words without blanks, commas and colons} */
    Map<String, String> positions();

    /** {@return a sentence for each loss of records that was met since this was asked last} */
    List<String> losses();

    /** {@return how many records wait that were not read; at least so many, if the log does not tell} */
    long waiting();

    @Override
    void close();

    /**
     * A record.
     *
     * @param where its place, for people
     * @param value empty if it has none
     * @param at when it came, as the log says
     */
    @SuppressWarnings("ArrayRecordComponent") // not compared, and not changed
    record Item(String where, byte[] value, Instant at) {}
}
