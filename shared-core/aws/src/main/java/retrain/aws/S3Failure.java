package retrain.aws;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the SDK threw, in Retrain's words: who must mend it, and how. Keys and signed addresses are in none of them. */
final class S3Failure {
    private S3Failure() {}

    /** {@return the code of an error, such as {@code NoSuchKey}; empty if the answer had none} */
    static String code(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    static String message(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.errorMessage() == null
                ? "HTTP " + e.statusCode()
                : details.errorMessage().replaceAll("[. ]+$", "");
    }

    /** {@return what to throw for what is read} */
    static RetrainException of(String address, Exception e) {
        return of(address, "", e);
    }

    /**
     * {@return what to throw}
     *
     * @param action the permission that the request needs; empty: those of reading
     */
    static RetrainException of(String address, String action, Exception e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof RetrainException known) {
                return known;
            }
        }
        if (e instanceof S3Exception s3) {
            return answered(address, action, s3);
        }
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            return BackendFailure.retryable(
                    new Problem(Code.CANCELLED, address, "was told to stop", "Run again to go on"), null, e);
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load credentials") || message.contains("Failed to load credentials")) {
            return noCredentials(address);
        }
        if (e instanceof AwsServiceException other) {
            return wrong(
                    address,
                    "no credentials could be had (" + code(other) + ": " + message(other) + ")",
                    "See that the role or the profile may be used: aws sts get-caller-identity");
        }
        boolean network = e instanceof SdkException sdk && (sdk.retryable() || cause(e) instanceof IOException);
        return network ? unreachable(address, e) : misused(address, e);
    }

    private static RetrainException misused(String address, Exception e) {
        return wrong(
                address,
                "cannot be asked for ("
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")",
                "Correct the address, or the configuration of AWS on this machine (~/.aws, AWS_REGION, AWS_ENDPOINT_URL)");
    }

    static InvalidInput noCredentials(String address) {
        return wrong(
                address,
                "there are no credentials for AWS: neither in the environment (AWS_ACCESS_KEY_ID), nor in system properties"
                        + " (aws.accessKeyId), nor of a web identity, nor in ~/.aws (the profile that AWS_PROFILE names, else"
                        + " 'default'), nor of this container or machine",
                "Give the machine or the build a role, set AWS_PROFILE, or run 'aws configure' or 'aws configure sso'");
    }

    private static RetrainException unreachable(String address, Exception e) {
        Throwable cause = cause(e);
        String what = cause == e
                ? String.valueOf(e.getMessage())
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return BackendFailure.retryable(
                new Problem(
                        Code.REMOTE_FAILED,
                        address,
                        "S3 cannot be reached, or what it sent was not whole, in several tries (" + what + ")",
                        "See that this machine reaches the endpoint (region, proxy, AWS_ENDPOINT_URL), then go on with the run"),
                null,
                e);
    }

    static Throwable cause(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        return at;
    }

    private static RetrainException answered(String address, String action, S3Exception e) {
        Optional<InvalidInput> mistake = mistake(address, action, e);
        if (mistake.isPresent()) {
            return mistake.get();
        }
        String code = code(e);
        if (code.equals("PreconditionFailed") || e.statusCode() == 412 || code.equals("NoSuchKey")) {
            return BackendFailure.retryable(
                    new Problem(
                            Code.CONFLICT,
                            address,
                            "was changed or removed while it was read",
                            "Run again when nothing writes to the sources"),
                    e.requestId(),
                    e);
        }
        String what = "S3 answered " + e.statusCode() + (code.isEmpty() ? "" : " " + code) + " (" + message(e) + ")"
                + request(e);
        if (e.isThrottlingException() || e.retryable() || e.statusCode() >= 500) {
            String cure = e.isThrottlingException() || code.equals("SlowDown")
                    ? "It asks for fewer requests: go on with the run later"
                    : "Go on with the run later";
            return BackendFailure.retryable(
                    new Problem(Code.REMOTE_FAILED, address, what + ", in several tries", cure), e.requestId(), e);
        }
        return BackendFailure.permanent(
                new Problem(Code.REMOTE_FAILED, address, what, "See what the answer says, and the bucket's settings"),
                e);
    }

    private static String request(S3Exception e) {
        return e.requestId() == null ? "" : ", request " + e.requestId();
    }

    private static Optional<InvalidInput> mistake(String address, String action, S3Exception e) {
        String code = code(e);
        return Optional.ofNullable(
                switch (code) {
                    case "NoSuchBucket" ->
                        wrong(
                                bucket(address),
                                "is no bucket that there is",
                                "Correct its name; 'aws s3 ls' names those there are");
                    case "NoSuchVersion" ->
                        wrong(
                                address,
                                "has no such version (any more)",
                                "Name another version, or none for the current one");
                    case "MethodNotAllowed" ->
                        wrong(
                                address,
                                "is no content: that version marks that the object was deleted",
                                "Name an earlier version ('aws s3api list-object-versions' names them)");
                    case "InvalidObjectState" ->
                        wrong(
                                address,
                                "is archived (Glacier), and cannot be read before it is brought back",
                                "Run 'aws s3api restore-object', wait for it, then run again");
                    case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired" ->
                        wrong(
                                address,
                                "the credentials have expired" + request(e),
                                "Sign in again ('aws sso login'), or have the build renew them; then go on with the run");
                    case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken" ->
                        wrong(
                                address,
                                "the credentials are not right (" + code + ")" + request(e),
                                "Correct them where they come from (the environment, or the profile in ~/.aws)");
                    case "RequestTimeTooSkewed" ->
                        wrong(address, "the clock of this machine is wrong: S3 refuses its requests", "Set the clock");
                    case "InvalidBucketName" -> wrong(address, "is no name of a bucket", "Write s3://bucket/key");
                    case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                        wrong(
                                bucket(address),
                                "is in another region than the one asked" + region(e),
                                "Set AWS_REGION to the bucket's region");
                    default -> byStatus(address, action, e);
                });
    }

    private static @Nullable InvalidInput byStatus(String address, String action, S3Exception e) {
        return switch (e.statusCode()) {
            case 301 ->
                wrong(
                        bucket(address),
                        "is in another region than the one asked" + region(e),
                        "Set AWS_REGION to the bucket's region");
            case 401, 403 ->
                wrong(address, "access is denied (" + message(e) + ")" + request(e), permission(address, action, e));
            case 400 -> badRequest(address, action, e);
            default -> null;
        };
    }

    /** S3 names the action and the resource, if it is KMS or a newer policy that denies. */
    private static String permission(String address, String action, S3Exception e) {
        if (action.isEmpty() && !message(e).contains("perform: ")) {
            return "Allow s3:ListBucket on " + bucket(address)
                    + ", and s3:GetObject and s3:GetObjectVersion on its objects;"
                    + " 'aws sts get-caller-identity' tells to whom";
        }
        S3Address at = S3Address.of(address);
        boolean whole = action.equals(S3Place.LIST)
                || action.startsWith("s3:GetBucket")
                || action.equals("s3:GetEncryptionConfiguration")
                || action.equals("s3:ListBucketMultipartUploads");
        return AwsFailure.permission(action, whole ? new S3Address(at.bucket(), "").arn() : at.arn(), message(e));
    }

    private static @Nullable InvalidInput badRequest(String address, String action, S3Exception e) {
        String code = code(e);
        if (code.startsWith("KMS.")) {
            return wrong(
                    address,
                    "the key of KMS cannot be used (" + code + ": " + message(e) + ")" + request(e),
                    "Correct 'aws.kms-key', or enable the key");
        }
        if (!code.startsWith("Invalid")) {
            return null;
        }
        return wrong(
                address,
                "is refused (" + message(e) + ")",
                action.isEmpty() ? "Correct the version or the address" : "Correct what the message is about");
    }

    private static String region(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .flatMap(d -> d.sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region"))
                .map(r -> String.format(Locale.ROOT, ": it is in %s", r))
                .orElse("");
    }

    private static String bucket(String address) {
        return "s3://" + S3Address.of(address).bucket();
    }

    private static InvalidInput wrong(String address, String what, String cure) {
        return new InvalidInput(Code.DATA_MISSING, address, what, cure);
    }

    /** {@return that a copy cannot be written} */
    static BackendFailure disk(Path target, IOException e) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        target.toString(),
                        "cannot be written (" + e + ")",
                        "Free space or grant access there, then go on with the run"),
                e);
    }
}
