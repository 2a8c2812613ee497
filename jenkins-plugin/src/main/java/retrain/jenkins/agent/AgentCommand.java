package retrain.jenkins.agent;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Map;
import retrain.Command;
import retrain.Option;
import retrain.jenkins.result.RunResult;

/** Runs a short command outside of a build. */
public final class AgentCommand {
    private AgentCommand() {}

    @SuppressWarnings("DoNotCallSuggester")
    public static RunResult run(
            FilePath workspace,
            Launcher launcher,
            TaskListener listener,
            Command command,
            Map<Option, String> options,
            Map<String, String> environment)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException("being written");
    }
}
