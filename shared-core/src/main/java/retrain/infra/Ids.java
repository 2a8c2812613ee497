package retrain.infra;

/** The logical ids of the stack's resources and parameters that others refer to. The id of a function's role is that of the function and "Role". */
public final class Ids {
    public static final String CODE_BUCKET = "CodeBucket";
    public static final String CODE_KEY = "CodeKey";
    public static final String ENGINES_KEY = "EnginesKey";

    static final String KEY = "Key";
    static final String DATA_BUCKET = "DataBucket";
    static final String STORE_BUCKET = "StoreBucket";
    static final String LOG_BUCKET = "LogBucket";

    /** Events of new data wait there. */
    static final String EVENTS = "Events";

    /** What could not be delivered, or failed again and again. */
    static final String DEAD_LETTERS = "DeadLetters";

    /** Gathers events, and begins an execution. */
    static final String TRIGGER = "Trigger";

    /** Goes on with a run up to the next job: all stages that read rows. */
    static final String STEP = "Step";

    /** Gates and registers. */
    static final String DECIDE = "Decide";

    /** Deploys, looks at a deployment, brings the champion before back. */
    static final String DEPLOY = "Deploy";

    /** Enters how an execution ended into the audit chain. */
    static final String RECORD = "Record";

    /** The engines that functions need which read rows. */
    static final String ENGINES = "Engines";

    static final String STATE_MACHINE = "StateMachine";
    static final String TOPIC = "Topic";

    /** What begins executions by rules of EventBridge; its role is {@code role(RULES)}. */
    static final String RULES = "Rules";

    /** What begins executions at times of the clock; its role is {@code role(SCHEDULES)}. */
    static final String SCHEDULES = "Schedules";

    /** The role of SageMaker's jobs, models and endpoints. */
    static final String JOB_ROLE = "JobRole";

    /** What CodePipeline hands on from stage to stage, and what builds keep for the next one. */
    static final String BUILD_BUCKET = "BuildBucket";

    /** The pipeline of CodePipeline. */
    static final String BUILDS = "Builds";

    /** The projects of CodeBuild: test the code, retrain, promote what was approved, judge pull requests. */
    static final String BUILD_TEST = "BuildTest";

    static final String BUILD_RETRAIN = "BuildRetrain";
    static final String BUILD_PROMOTE = "BuildPromote";
    static final String BUILD_REQUEST = "BuildRequest";

    /** The rule by which new data begin the pipeline of CodePipeline. */
    static final String BUILD_DATA = "BuildData";

    /** GitHub as a provider of identities, and the roles of its jobs. */
    static final String GITHUB = "Github";

    static final String GITHUB_RETRAIN = "GithubRetrain";
    static final String GITHUB_REQUEST = "GithubRequest";
    static final String GITHUB_PROMOTE = "GithubPromote";

    private Ids() {}

    /** {@return the id of the role of a function, or of a service} */
    static String role(String id) {
        return id + "Role";
    }

    /** {@return the id of the group of logs of a function or of the state machine} */
    static String logs(String id) {
        return id + "Logs";
    }

    /** {@return the id of the alias by which a function is called that starts from a snapshot} */
    static String alias(String id) {
        return id + "Alias";
    }

    /** {@return an id that is made of a name: {@code DataBucketMyBucket}} */
    static String named(String id, String name) {
        StringBuilder text = new StringBuilder(id);
        for (String word : name.split("[^A-Za-z0-9]+", -1)) {
            if (!word.isEmpty()) {
                text.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return text.toString();
    }
}
