package retrain.lambda;

import java.util.List;

/**
 * What came in one message.
 *
 * @param id that of SQS; empty if the function was called without a queue
 * @param arrivals what it tells; of a test event, or of something that was removed, nothing
 */
record Message(String id, List<Arrival> arrivals) {
    Message {
        arrivals = List.copyOf(arrivals);
    }
}
