package retrain.aws;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.run.Digest;

/**
 * What the things of an endpoint are called: {@code <endpoint>-v<version>-<digest>} its models and configurations, {@code
 * <endpoint>-check-<digest>} all of a throw-away endpoint. The digest is of all that was asked for, so that an equal name means an equal
 * thing. SageMaker allows 63 characters.
 */
record EndpointNames(String endpoint) {
    private static final int LONGEST_PREFIX = 40;
    private static final int DIGITS = 12;
    private static final Pattern REST = Pattern.compile("-v([0-9]{1,9})-[0-9a-f]{12}");
    private static final Pattern CHECK = Pattern.compile("-check-[0-9a-f]{12}");

    /** {@return what all names begin with: a long endpoint's name is cut, and made different from others that are cut alike} */
    String prefix() {
        int kept = LONGEST_PREFIX - 9;
        return endpoint.length() <= LONGEST_PREFIX
                ? endpoint
                : endpoint.substring(0, kept).replaceAll("-$", "") + "-"
                        + Digest.of(endpoint).hex().substring(0, 8);
    }

    /** {@return the name of a model or configuration} */
    String of(int version, Digest asked) {
        return prefix() + "-v" + version + "-" + asked.hex().substring(0, DIGITS);
    }

    String check(Digest asked) {
        return prefix() + "-check-" + asked.hex().substring(0, DIGITS);
    }

    /** {@return the version in a name of this endpoint's models or configurations; empty if it is not one} */
    Optional<Integer> version(String name) {
        if (!name.startsWith(prefix())) {
            return Optional.empty();
        }
        Matcher matcher = REST.matcher(name.substring(prefix().length()));
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    boolean isCheck(String name) {
        return name.startsWith(prefix())
                && CHECK.matcher(name.substring(prefix().length())).matches();
    }
}
