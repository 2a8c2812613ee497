package retrain.lambda;

/** Somebody must mend the spec, the data, or a permission. The state machine goes by this name. */
public final class InvalidInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a trace or a cause: what a service said may be in them, and the message tells what is wrong and what mends it. */
    InvalidInput(String message) {
        super(message, null, false, false);
    }
}
