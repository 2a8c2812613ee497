package retrain.jenkins.agent;

import hudson.FilePath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who waits for a run: a step of some build. Called by the threads that look at agents; none of it may block for long, but for {@link #ended}. */
public interface Waiter {
    /** Lines of the log, without their ends, with secrets masked. */
    void tell(List<String> lines);

    /** The process was started. */
    void started(AgentRun run);

    /** Starts the process, in the background: it turned out that the controller had ended before it could. */
    void launchAgain(AgentRun run);

    /**
     * The run has ended, or was given up. May take its time.
     *
     * @param out the folder of its reports on the agent; null if it is out of reach
     */
    void ended(AgentRun run, @Nullable FilePath out);

    /** It cannot be waited for any longer. */
    void failed(AgentRun run, Exception why);
}
