package retrain.lambda;

/** What failed may pass: the same call can succeed later. The state machine goes by this name. */
public final class Retryable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a trace or a cause: what a service said may be in them, and the message tells what is wrong and what mends it. */
    Retryable(String message) {
        super(message, null, false, false);
    }
}
