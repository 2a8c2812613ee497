package retrain.local;

/** A request that cannot be answered, and why. */
final class BadRequest extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    BadRequest(int status, String reason) {
        super(reason);
        this.status = status;
    }

    /** With the status 400. */
    BadRequest(String reason) {
        this(400, reason);
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
