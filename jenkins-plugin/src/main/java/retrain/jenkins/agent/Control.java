package retrain.jenkins.agent;

/** The names in the folder of a process, which is all that is known of it: whoever finds the folder finds how far it is. */
final class Control {
    /** What the process is told, an argument a line. */
    static final String ARGUMENTS = "arguments";
    /** A folder that the process makes first. Making a folder is atomic, so no second process ever gets past it. */
    static final String STARTED = "started";
    /** Touched every few seconds while the process lives. */
    static final String ALIVE = "alive";
    /** What the process prints, in UTF-8. */
    static final String LOG = "log.txt";
    /** The exit code, as soon as there is one. */
    static final String EXIT = "exit";
    /** How the command ended. */
    static final String ENDING = "ending.json";
    /** The folder of the reports. */
    static final String OUT = "out";
    /** The folder of what only the process may read. */
    static final String PRIVATE = "private";

    /** The variable by which the process and all that it starts are found among the processes of the agent. */
    static final String COOKIE = "RETRAIN_PROCESS";

    private Control() {}
}
