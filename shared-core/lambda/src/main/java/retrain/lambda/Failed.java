package retrain.lambda;

/** What failed would fail again. The state machine goes by this name. */
public final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a trace or a cause: what a service said may be in them, and the message tells what is wrong and what mends it. */
    Failed(String message) {
        super(message, null, false, false);
    }
}
