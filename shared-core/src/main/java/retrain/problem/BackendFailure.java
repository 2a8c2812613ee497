package retrain.problem;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something Retrain works with failed: a disk, a process, a library, a service. */
public final class BackendFailure extends RetrainException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;
    private final @Nullable String requestId;

    private BackendFailure(Problem problem, boolean retryable, @Nullable String requestId, @Nullable Throwable cause) {
        super(List.of(problem), cause);
        this.retryable = retryable;
        this.requestId = requestId;
    }

    /** A failure that the same call would meet again. */
    public static BackendFailure permanent(Problem problem, @Nullable Throwable cause) {
        return new BackendFailure(problem, false, null, cause);
    }

    /** A failure that may pass: the same run, resumed later, can succeed. */
    public static BackendFailure retryable(Problem problem, @Nullable String requestId, @Nullable Throwable cause) {
        return new BackendFailure(problem, true, requestId, cause);
    }

    /** {@return whether the same run, resumed later, can succeed without anything being mended} */
    public boolean isRetryable() {
        return retryable;
    }

    /** {@return the id that the service gave the failed request} */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    @Override
    public int exitCode() {
        return 4;
    }
}
