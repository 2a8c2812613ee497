package jenkins.util;

public class SystemProperties {
    public static Long getLong(String name, Long orElse) {
        throw new UnsupportedOperationException();
    }
}
