package retrain.aws;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What a control plane (SageMaker, Glue, CloudWatch …) answered, in Retrain's words: who must mend it, and how. For S3 see {@link
 * S3Failure}. Keys, tokens and signed addresses are in none of them.
 */
public final class AwsFailure {
    private static final Set<String> DENIED =
            Set.of("AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "AuthorizationError");
    private static final Set<String> EXPIRED = Set.of("ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired");
    private static final Set<String> WRONG_KEYS = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch");
    private static final Set<String> QUOTA = Set.of(
            "ResourceLimitExceeded",
            "LimitExceededException",
            "ServiceQuotaExceededException",
            "ResourceNumberLimitExceededException");
    private static final Pattern ACTION =
            Pattern.compile("not authorized to perform:? ([a-zA-Z0-9-]+:[A-Za-z0-9*]+)(?: on resource:? (\\S+))?");

    private AwsFailure() {}

    /** {@return the answer of a call; throws what {@link #of} makes of its failure} */
    public static <T> T call(String where, String action, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw of(where, action, e);
        }
    }

    /** {@return the code of an error, such as {@code ResourceInUse}; empty if the answer had none} */
    static String code(SdkException e) {
        return e instanceof AwsServiceException answered ? S3Failure.code(answered) : "";
    }

    /** {@return what the service says, without a full stop} */
    static String message(SdkException e) {
        return e instanceof AwsServiceException answered ? S3Failure.message(answered) : String.valueOf(e.getMessage());
    }

    /**
     * {@return what to throw}
     *
     * @param where what was asked for, for people: {@code training job train-…}
     * @param action the permission that the call needs: {@code sagemaker:CreateTrainingJob}
     */
    static RetrainException of(String where, String action, SdkException e) {
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            return BackendFailure.retryable(
                    new Problem(Code.CANCELLED, where, "was told to stop", "Go on with the run"), null, e);
        }
        if (!(e instanceof AwsServiceException answered)) {
            return local(where, e);
        }
        String code = code(e);
        if (DENIED.contains(code)
                || (answered.statusCode() == 403 && !EXPIRED.contains(code) && !WRONG_KEYS.contains(code))) {
            return denied(where, action, answered);
        }
        if (EXPIRED.contains(code)) {
            return BackendFailure.retryable(
                    new Problem(
                            Code.REMOTE_FAILED,
                            where,
                            "the credentials have expired" + request(answered),
                            "Sign in again ('aws sso login'), or have the build renew them; then go on with the run"),
                    answered.requestId(),
                    e);
        }
        if (WRONG_KEYS.contains(code)) {
            return wrong(
                    where,
                    "the credentials are not right (" + code + ")" + request(answered),
                    "Correct them where they come from (the environment, or the profile in ~/.aws); a clock that is wrong by minutes has the same effect");
        }
        if (QUOTA.contains(code)) {
            return BackendFailure.permanent(
                    new Problem(
                            Code.REMOTE_FAILED,
                            where,
                            "a quota of the account is used up (" + message(e) + ")" + request(answered),
                            "Ask for more in Service Quotas, wait for other jobs to end, or name another type of instance"),
                    e);
        }
        if (answered.isThrottlingException() || answered.statusCode() >= 500 || answered.retryable()) {
            return BackendFailure.retryable(
                    new Problem(
                            Code.REMOTE_FAILED,
                            where,
                            action + " was answered by " + answered.statusCode() + " " + code + " (" + message(e) + ")"
                                    + request(answered) + ", in several tries",
                            "Go on with the run later"),
                    answered.requestId(),
                    e);
        }
        return wrong(
                where,
                action + " is refused: " + message(e) + (code.isEmpty() ? "" : " (" + code + ")") + request(answered),
                "Correct what the message is about, then run again");
    }

    private static InvalidInput denied(String where, String action, AwsServiceException e) {
        return wrong(where, "access is denied: " + message(e) + request(e), permission(action, "*", message(e)));
    }

    /**
     * {@return the line of a policy that is missing, for people}
     *
     * @param message what the service says; what it names there goes before the action and the resource
     */
    static String permission(String action, String resource, String message) {
        Matcher told = ACTION.matcher(message);
        boolean found = told.find();
        String missing = found ? told.group(1) : action;
        String on = Optional.ofNullable(found ? told.group(2) : null).orElse(resource);
        return "Add to the policy of who runs this ('aws sts get-caller-identity'): {\"Effect\": \"Allow\", \"Action\": \""
                + missing + "\", \"Resource\": \""
                + on.replaceAll("[,.\"]+$", "").replaceAll("^\"", "") + "\"}";
    }

    /** Nothing was answered. */
    private static RetrainException local(String where, SdkException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load credentials") || message.contains("Failed to load credentials")) {
            return S3Failure.noCredentials(where);
        }
        if (message.contains("Unable to load region")) {
            return wrong(where, "no region is known", "Write aws: {region: …} in the spec, or set AWS_REGION");
        }
        return BackendFailure.retryable(
                new Problem(
                        Code.REMOTE_FAILED,
                        where,
                        "AWS cannot be reached in several tries (" + S3Failure.cause(e) + ")",
                        "See that this machine reaches the endpoint (region, proxy, AWS_ENDPOINT_URL), then go on with the run"),
                null,
                e);
    }

    private static String request(AwsServiceException e) {
        return e.requestId() == null ? "" : ", request " + e.requestId();
    }

    private static InvalidInput wrong(String where, String what, String cure) {
        return new InvalidInput(Code.REMOTE_FAILED, where, what, cure);
    }
}
