package hudson.model;

public final class Result implements java.io.Serializable {
    public static final Result SUCCESS = null;

    public static final Result UNSTABLE = null;

    public static final Result FAILURE = null;

    public static final Result ABORTED = null;

    public boolean isWorseThan(Result other) {
        throw new UnsupportedOperationException();
    }
}
