package retrain.jenkins.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.config.Settings;
import retrain.jenkins.result.RunResult;
import retrain.jenkins.step.RetrainStep;

/**
 * A command that runs, or ran, as a process on an agent. It is kept in a file of its own and found by an id that nobody can guess, so it does not
 * matter what the job is called meanwhile, or whether the build that started it still runs.
 */
public final class AgentRun {
    /** How far it is. */
    enum State {
        /** Whether the process was started is to be seen in its folder. */
        LAUNCHING,
        RUNNING,
        /** It was told to stop, or is to be told as soon as its agent is there. */
        STOPPING,
        ENDED
    }

    private final String id;
    private final RetrainStep step;
    private final String node;
    private final String directory;
    private final String control;
    private String build;
    private State state = State.LAUNCHING;
    private long patienceMinutes = Settings.LOST_AGENT_MINUTES;
    private boolean stopSent;
    private boolean renewed;
    private boolean abandoned;
    private long known;
    private boolean amidTooLong;
    private @Nullable String run;
    private @Nullable RunResult result;
    private @Nullable String failure;
    private final ArrayList<String> published = new ArrayList<>();

    /** What must not be seen in its log; null until that is known. Never written to a file. */
    private transient volatile @Nullable List<String> secrets;

    /**
     * @param id none that is used, see {@link #newId}
     * @param build the externalizable id of the build that starts it
     * @param node the name of the agent, empty for the built-in one
     * @param directory the folder of the step
     * @param control the folder of the process
     */
    public AgentRun(String id, RetrainStep step, String build, String node, String directory, String control) {
        this.id = id;
        this.step = step;
        this.build = build;
        this.node = node;
        this.directory = directory;
        this.control = control;
    }

    /** {@return an id that nobody can guess} */
    public static String newId() {
        return UUID.randomUUID().toString();
    }

    public String id() {
        return id;
    }

    /** {@return the step that started it, with its options} */
    public RetrainStep step() {
        return step;
    }

    public String node() {
        return node;
    }

    /** {@return the agent's name, for people} */
    public String agent() {
        return node.isEmpty() ? "the built-in node" : node;
    }

    String directory() {
        return directory;
    }

    String control() {
        return control;
    }

    /** {@return how long its agent may be away before nobody waits for it any longer} */
    synchronized Duration patience() {
        return Duration.ofMinutes(patienceMinutes);
    }

    synchronized void patience(Duration configured) {
        patienceMinutes = configured.toMinutes();
    }

    /** {@return the folder of the reports} */
    String out() {
        return control + "/" + Control.OUT;
    }

    /** {@return the externalizable id of the build that started it} */
    public synchronized String build() {
        return build;
    }

    synchronized void moveTo(String newBuild) {
        build = newBuild;
    }

    synchronized State state() {
        return state;
    }

    synchronized boolean isIn(State wanted) {
        return state == wanted;
    }

    /** {@return whether it was started; false if it was stopped meanwhile, and is to be told so} */
    synchronized boolean started() {
        if (state == State.LAUNCHING) {
            state = State.RUNNING;
        }
        return state == State.RUNNING;
    }

    /** {@return whether its process was started and, as far as is known, runs} */
    public boolean isRunning() {
        return isIn(State.RUNNING);
    }

    /** {@return whether this is the first request to stop it, and it has not ended} */
    synchronized boolean stop() {
        boolean first = state == State.LAUNCHING || state == State.RUNNING;
        if (first) {
            state = State.STOPPING;
        }
        return first;
    }

    synchronized boolean isStopSent() {
        return stopSent;
    }

    synchronized void stopSent() {
        stopSent = true;
    }

    /** {@return whether what it may use runs out, and has to be renewed while it runs} */
    synchronized boolean isRenewed() {
        return renewed;
    }

    synchronized void renewed(boolean now) {
        renewed = now;
    }

    /** {@return whether its build is gone, so that it is removed when it has ended} */
    synchronized boolean isAbandoned() {
        return abandoned;
    }

    synchronized void abandon() {
        abandoned = true;
    }

    /** {@return how many bytes of its log were told} */
    synchronized long known() {
        return known;
    }

    /** {@return the next complete lines of its log, without the path of a report that is with the build when the folder is gone} */
    synchronized List<String> tell(byte[] bytes, boolean last) {
        LogLines lines = LogLines.of(bytes, last, amidTooLong);
        known += lines.length();
        amidTooLong = lines.tooLong();
        for (String line : lines.lines()) {
            run = CoreRun.of(line).orElse(run);
        }
        return lines.lines().stream()
                .filter(line -> !line.startsWith("Report: " + control))
                .toList();
    }

    /** {@return the id of the core's run, which {@code run:} goes on with; null if none had begun} */
    synchronized @Nullable String run() {
        return run;
    }

    synchronized void end(@Nullable RunResult ended, @Nullable String failed) {
        state = State.ENDED;
        result = ended;
        failure = failed;
    }

    /** {@return what it came to; null if it has not ended, or left nothing that can be read} */
    public synchronized @Nullable RunResult result() {
        return result;
    }

    /** {@return why it failed, for people; null if it did not} */
    public synchronized @Nullable String failure() {
        return failure;
    }

    /** {@return whether the result is not in that build yet, and is to be put there now} */
    public synchronized boolean publish(String intoBuild) {
        return !published.contains(intoBuild) && published.add(intoBuild);
    }

    @Nullable
    List<String> secrets() {
        return secrets;
    }

    void hide(List<String> texts) {
        secrets = List.copyOf(texts);
    }
}
