package retrain.jenkins.agent;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of Java as {@code java -version} says it. */
final class JavaVersion {
    /** The oldest that the runner works with. */
    static final int OLDEST = 17;

    /** 1.8.0_292 is 8, 17.0.15 is 17, 25-ea is 25. */
    private static final Pattern SAID = Pattern.compile("version \"(?:1\\.)?(\\d+)");

    private JavaVersion() {}

    static OptionalInt of(String output) {
        Matcher said = SAID.matcher(output);
        return said.find() ? OptionalInt.of(Integer.parseInt(said.group(1))) : OptionalInt.empty();
    }
}
