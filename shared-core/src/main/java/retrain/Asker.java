package retrain;

import java.util.List;
import java.util.Map;

/** Who or what asks for a command, for the ledger and the audit chain. */
public final class Asker {
    /** Addresses of builds: Jenkins, GitLab, Azure, CircleCI, Buildkite, CodeBuild. */
    private static final List<String> BUILDS = List.of(
            "BUILD_URL",
            "CI_JOB_URL",
            "BUILD_BUILDURI",
            "CIRCLE_BUILD_URL",
            "BUILDKITE_BUILD_URL",
            "CODEBUILD_BUILD_ARN");

    /** Whoever asked for what a build server does: the person who approved a promotion. */
    private static final String PERSON = "RETRAIN_BY";

    private Asker() {}

    /** {@return the address of the build in which this happens, after the person if one is named; outside of a build the user's name} */
    public static String of(Map<String, String> environment) {
        String where = place(environment);
        return isSet(environment, PERSON) ? environment.getOrDefault(PERSON, "").strip() + " (" + where + ")" : where;
    }

    private static String place(Map<String, String> environment) {
        for (String name : BUILDS) {
            if (isSet(environment, name)) {
                return environment.getOrDefault(name, "");
            }
        }
        if (isSet(environment, "GITHUB_RUN_ID") && isSet(environment, "GITHUB_REPOSITORY")) {
            return environment.getOrDefault("GITHUB_SERVER_URL", "https://github.com")
                    + "/" + environment.get("GITHUB_REPOSITORY")
                    + "/actions/runs/" + environment.get("GITHUB_RUN_ID");
        }
        return System.getProperty("user.name", "unknown");
    }

    /** {@return whether a build server runs this} */
    public static boolean isBuild(Map<String, String> environment) {
        return isSet(environment, "CI") || BUILDS.stream().anyMatch(name -> isSet(environment, name));
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }
}
