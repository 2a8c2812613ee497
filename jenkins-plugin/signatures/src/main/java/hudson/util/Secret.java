package hudson.util;

public final class Secret implements java.io.Serializable {
    public String getPlainText() {
        throw new UnsupportedOperationException();
    }
}
