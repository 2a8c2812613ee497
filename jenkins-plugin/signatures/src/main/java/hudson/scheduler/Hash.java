package hudson.scheduler;

public abstract class Hash {
    public abstract int next(int n);

    public static Hash from(String seed) {
        throw new UnsupportedOperationException();
    }
}
