package hudson;

public class PluginWrapper {
    public final java.net.URL baseResourceURL = null;

    public String getVersion() {
        throw new UnsupportedOperationException();
    }
}
