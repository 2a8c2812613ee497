package hudson;

public class PluginWrapper {
    public final java.net.URL baseResourceURL = null;

    public boolean isActive() {
        throw new UnsupportedOperationException();
    }

    public String getVersion() {
        throw new UnsupportedOperationException();
    }
}
