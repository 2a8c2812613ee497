package retrain.jenkins.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** What may stand in a field of the configuration. Each rule gives the key of what is wrong, if anything is. */
final class ConfigRules {
    /** Such as eu-central-1, us-gov-west-1. */
    private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(-[a-z]+){1,3}-\\d{1,2}");

    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+");
    private static final int A_WEEK = 7 * 24 * 60;

    private ConfigRules() {}

    static Optional<String> store(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        if (text.contains("://")) {
            return Optional.of("config.store.address");
        }
        return isAbsolute(text.strip()) ? Optional.empty() : Optional.of("config.store.relative");
    }

    /** The agents' system may be another one than the controller's. */
    private static boolean isAbsolute(String text) {
        try {
            return text.startsWith("/")
                    || text.matches("[A-Za-z]:[/\\\\].*")
                    || Path.of(text).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    static Optional<String> region(String text) {
        return matches(REGION, text) ? Optional.empty() : Optional.of("config.region.wrong");
    }

    static Optional<String> role(String text) {
        return matches(ROLE, text) ? Optional.empty() : Optional.of("config.role.wrong");
    }

    private static boolean matches(Pattern pattern, String text) {
        return text.isBlank() || pattern.matcher(text.strip()).matches();
    }

    static Optional<String> lostAgentMinutes(String text) {
        return text.isBlank() || isWithin(text.strip()) ? Optional.empty() : Optional.of("config.minutes.wrong");
    }

    private static boolean isWithin(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= A_WEEK;
    }
}
