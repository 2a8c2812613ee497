package retrain.jenkins.agent;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.Command;
import retrain.Option;
import retrain.jenkins.result.RunResult;
import retrain.jenkins.result.RunResults;

/** A short command that nobody stops or resumes, such as check: its process ends with the connection to the agent. */
public final class AgentCommand {
    private AgentCommand() {}

    /**
     * Runs a command and waits for it.
     *
     * @param environment the whole environment of the process
     * @param runner the name of the tool; null for what the plugin brings
     * @throws AbortException if it ended without saying how; the message is for people
     */
    public static RunResult run(
            FilePath workspace,
            Launcher launcher,
            TaskListener listener,
            Command command,
            Map<Option, String> options,
            Map<String, String> environment,
            @Nullable String runner)
            throws IOException, InterruptedException {
        String id = AgentRun.newId();
        FilePath control = WorkspaceList.tempDir(workspace).child("retrain-" + id);
        Around around = new Around(workspace, launcher, new EnvVars(environment), listener);
        control.mkdirs();
        try {
            return run(id, around, control, command, options, runner);
        } finally {
            control.deleteRecursive();
        }
    }

    private static RunResult run(
            String id,
            Around around,
            FilePath control,
            Command command,
            Map<Option, String> options,
            @Nullable String runner)
            throws IOException, InterruptedException {
        List<String> arguments =
                ProcessScript.arguments(command, options, around.directory().getRemote(), control.getRemote());
        FilePath file = control.child(Control.ARGUMENTS);
        file.write(String.join("\n", arguments) + "\n", "UTF-8");
        around.environment().put("JAVA_HOME", new JavaHome(around).find(null));
        Around.Said said = around.run(call(around, new RunnerHome(around).find(runner), file.getRemote()));
        Optional<String> ending = AgentFile.read(control.child(Control.ENDING));
        if (ending.isEmpty()) {
            throw new AbortException("retrain " + command.word() + " ended with exit code " + said.exit()
                    + " without saying how: " + said.text().strip());
        }
        Optional<String> result = AgentFile.read(control.child(Control.OUT).child(RunEnd.file(command)));
        return RunResults.read(id, command.word(), ending.get(), result, Optional.empty());
    }

    private static List<String> call(Around around, String home, String arguments) {
        return around.launcher().isUnix()
                ? List.of(home + "/bin/retrain", "@" + arguments)
                : List.of("cmd", "/c", home + "\\bin\\retrain.cmd", "@" + arguments);
    }
}
