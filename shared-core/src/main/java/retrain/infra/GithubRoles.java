package retrain.infra;

/** The roles that jobs of GitHub take for the time of a build. */
final class GithubRoles {
    /** Retrains; promotes, too, unless an environment does. */
    static final String RETRAIN = "github";

    /** Judges pull requests: it cannot deploy. */
    static final String REQUEST = "github-request";

    /** Promotes in the environment of GitHub that has whoever must approve. */
    static final String PROMOTE = "github-promote";

    private GithubRoles() {}
}
