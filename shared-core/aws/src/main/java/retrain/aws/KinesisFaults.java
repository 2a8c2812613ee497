package retrain.aws;

import java.util.function.Supplier;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** Says what went wrong with Kinesis: what the user mends, what passes, what does not. */
final class KinesisFaults {
    private final String where;

    KinesisFaults(String where) {
        this.where = where;
    }

    /** Calls the client. */
    <T> T guard(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw of(e);
        }
    }

    RetrainException of(SdkException e) {
        if (e instanceof ResourceNotFoundException) {
            return new InvalidInput(
                    Code.DATA_MISSING,
                    where,
                    "is not there in this region and account",
                    "Make the stream, correct 'stream.kinesis.stream', or name its region in 'aws.region'");
        }
        if (e instanceof AwsServiceException failed) {
            return of(failed);
        }
        String said = String.valueOf(e.getMessage());
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            return cancelled(e);
        }
        if (said.startsWith("Unable to load")) {
            return new InvalidInput(
                    Code.DATA_MISSING,
                    where,
                    "cannot be asked (" + said.lines().findFirst().orElse("") + ")",
                    "Give region and credentials as to every AWS SDK, such as AWS_REGION and AWS_PROFILE");
        }
        return BackendFailure.retryable(
                new Problem(
                        Code.DATA_MISSING,
                        where,
                        "does not answer (" + said + ")",
                        "Start the stream again when it does; nothing is lost"),
                null,
                e);
    }

    private RetrainException of(AwsServiceException e) {
        String said = e.awsErrorDetails() == null
                ? "HTTP " + e.statusCode()
                : e.awsErrorDetails().errorCode() + ": " + e.awsErrorDetails().errorMessage();
        if (e.isThrottlingException() || e.statusCode() >= 500) {
            return BackendFailure.retryable(
                    new Problem(
                            Code.DATA_MISSING,
                            where,
                            "cannot be read now (" + said + ")",
                            "Start the stream again; if other readers take its throughput, give it more shards"),
                    e.requestId(),
                    e);
        }
        return new InvalidInput(
                Code.DATA_MISSING,
                where,
                "refuses (" + said + "; request " + e.requestId() + ")",
                "Grant kinesis:DescribeStreamSummary, ListShards, GetShardIterator and GetRecords, or correct the credentials");
    }

    BackendFailure cancelled(Exception cause) {
        return BackendFailure.permanent(
                new Problem(Code.CANCELLED, where, "the stream was told to stop", "Start it again to go on"), cause);
    }
}
