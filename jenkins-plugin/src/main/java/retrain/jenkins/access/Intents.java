package retrain.jenkins.access;

import java.util.Optional;
import retrain.jenkins.access.Origin.Starter;

/** What a run is for, by what the build is of. The words are those of the core's option. */
final class Intents {
    private static final String PULL_REQUEST = "pull-request";

    private Intents() {}

    /**
     * {@return the intent} A change request never is anything else, whatever the step says; of one that is not trusted, the name is not for the
     * step to choose either.
     *
     * @param said what the step says
     */
    static String of(Optional<String> said, Origin origin) {
        if (origin.isChange()) {
            String own = PULL_REQUEST + "/" + name(origin.change().get());
            return said.filter(s -> origin.trusted() && isPullRequest(s)).orElse(own);
        }
        return said.orElse(origin.starter() == Starter.PERSON ? "manual" : usual(origin.starter()));
    }

    private static String usual(Starter starter) {
        return starter == Starter.SCHEDULE ? "schedule" : "branch";
    }

    static boolean isPullRequest(String intent) {
        return intent.equals(PULL_REQUEST) || intent.startsWith(PULL_REQUEST + "/");
    }

    /** {@return a name that can be a part of a path} */
    static String name(String id) {
        String name = id.replaceAll("[^A-Za-z0-9._-]", "-");
        return name.matches("[._-]*") ? "unnamed" : name;
    }
}
