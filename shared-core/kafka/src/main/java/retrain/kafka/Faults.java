package retrain.kafka;

import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;

/** Says what went wrong with Kafka: what the user mends, what passes, what does not. */
final class Faults {
    private final String where;
    private final ClientProperties properties;

    Faults(String where, ClientProperties properties) {
        this.where = where;
        this.properties = properties;
    }

    /** Calls a client. */
    <T> T guard(Supplier<T> call) {
        try {
            return call.get();
        } catch (KafkaException e) {
            throw of(e);
        }
    }

    RetrainException of(ExecutionException failed) {
        return failed.getCause() instanceof KafkaException cause
                ? of(cause)
                : of(new KafkaException(String.valueOf(failed.getCause()), failed));
    }

    RetrainException of(KafkaException e) {
        if (e instanceof UnknownTopicOrPartitionException) {
            return new InvalidInput(
                    Code.DATA_MISSING, where, "is not there", "Make the topic, or correct 'stream.kafka.topic'");
        }
        if (e instanceof AuthenticationException || e instanceof AuthorizationException) {
            return new InvalidInput(
                    Code.DATA_MISSING,
                    where,
                    "may not be read (" + said(e) + ")",
                    "Grant READ and DESCRIBE on the topic, or correct the file that 'stream.kafka.properties' names");
        }
        if (e instanceof InterruptException) {
            return cancelled(e);
        }
        if (e instanceof RetriableException) {
            return away(said(e), e);
        }
        return BackendFailure.permanent(
                new Problem(
                        Code.DATA_MISSING,
                        where,
                        "cannot be read (" + said(e) + ")",
                        "See the brokers' logs, then start the stream again"),
                e);
    }

    /** Makes a client: what fails there is the configuration. The causes are not told, they may hold a piece of it. */
    <T> T made(Supplier<T> making) {
        try {
            return making.get();
        } catch (KafkaException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new InvalidInput(
                    Code.SPEC_WRONG_VALUE,
                    "stream.kafka",
                    "is no configuration of Kafka's clients (" + said(root) + ")",
                    "Correct 'servers', or the file that 'properties' names");
        }
    }

    BackendFailure away(String said, Throwable cause) {
        return BackendFailure.retryable(
                new Problem(
                        Code.DATA_MISSING,
                        where,
                        "did not answer for " + properties.timeout().toMillis() / 1e3 + " s (" + said + ")",
                        "Start the stream again when the brokers are there; nothing is lost"),
                null,
                cause);
    }

    /** The next start says what is lost. */
    BackendFailure replaced() {
        return BackendFailure.retryable(
                new Problem(
                        Code.CONFLICT, where, "was deleted and made again while it was read", "Start the stream again"),
                null,
                null);
    }

    BackendFailure cancelled(Throwable cause) {
        return BackendFailure.permanent(
                new Problem(Code.CANCELLED, where, "the stream was told to stop", "Start it again to go on"), cause);
    }

    private String said(Throwable e) {
        return properties.hidden(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
}
