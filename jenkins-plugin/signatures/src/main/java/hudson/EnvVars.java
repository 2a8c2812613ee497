package hudson;

import java.util.Map;
import java.util.TreeMap;

public class EnvVars extends TreeMap<String, String> {
    public EnvVars() {}

    public EnvVars(Map<String, String> values) {}

    public String expand(String text) {
        throw new UnsupportedOperationException();
    }
}
